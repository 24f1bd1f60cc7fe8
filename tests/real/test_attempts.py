"""Who looked and who tried is on record: in one chain, sealed, once, and also where the ledger was away."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import pytest

from activities import keeping_attempts
from activities.keeping_attempts import WAITED, OtherChain, keep_attempts
from archive.attempts import AttemptsArchive
from archive.store import Folder
from domain.attempt import Attempt
from domain.destroyed import Destroyed
from ledger import attempts_read, delivering
from ledger.anchor import LedgerAnchor, lost_since
from ledger.attempt_rows import opened_attempt
from ledger.attempts import AttemptRecord, NotRecorded
from ledger.attempts_read import attempts_at
from ledger.connect import open_pool
from ledger.read import read_heads
from ledger.spool import UNREADABLE, WAITING, Spool
from stack.attempts_back import put_attempts_back
from starter.proof.verifying import Checked, check_ledger
from vault.attempts import opener, sealed_for
from vault.case_keys import CaseKeys
from vault.scope import scope_of_year

NOW = datetime(2026, 1, 12, 12, 0, 0, 123456, tzinfo=UTC)
CASE, OTHER = "CSPR-0000-0101", "CSPR-0000-0102"
NOT_THERE = "CSPR-0000-0199"
NUMBERS = count(1)
PAGE = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text()
QUERY = PAGE.split("```sql\n")[2].partition("```")[0]
"""What the documentation gives to whoever checks the attempts without our software."""


def a_look(reference: str | None = CASE, **more: Any) -> Attempt:  # noqa: ANN401 - any field
    number = next(NUMBERS)
    values: dict[str, Any] = {
        "id": UUID(int=number),
        "at": NOW + timedelta(minutes=number),
        "reference": reference,
        "what": "status",
        "way": "cspr",
        "outcome": "shown",
        "who": "Invented Reader",
        "told": "the case up to its event 7",
        "asked": ("status", CASE),
    }
    return Attempt(**values | more)


@pytest.fixture
async def pool(ledger_dsn: str, keys: CaseKeys) -> AsyncIterator[asyncpg.Pool]:
    for each in (CASE, OTHER):
        await keys.create(each)
    async with await open_pool(ledger_dsn) as pool:
        yield pool


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "attempts")


@pytest.fixture
def record(pool: asyncpg.Pool, keys: CaseKeys, spool: Spool) -> AttemptRecord:
    return AttemptRecord(pool, partial(sealed_for, keys), spool)


async def kept(pool: asyncpg.Pool, keys: CaseKeys, reference: str | None = CASE) -> list[Attempt]:
    found = await attempts_at(pool, reference, None, None)
    ciphers = [await opener(keys, each.row.sealed) for each in found]
    return [opened_attempt(each.row, cipher) for each, cipher in zip(found, ciphers, strict=True) if cipher]


async def checked(pool: asyncpg.Pool, keys: CaseKeys) -> Checked:
    return await check_ledger(pool, keys, lambda _done, _total: None)


async def test_an_attempt_is_read_as_it_was_and_nobody_stands_in_clear(
    pool: asyncpg.Pool, keys: CaseKeys, record: AttemptRecord
) -> None:
    look, refused = a_look(), a_look(OTHER, outcome="not_authorised", told="Invented Reader has no role on the case.")
    await record.add(look)
    await record.add(refused)
    assert await kept(pool, keys) == [look]
    assert await kept(pool, keys, OTHER) == [refused]
    rows = await pool.fetch("select number, attempt::text as said, sealed from attempt order by number")
    assert [row["number"] for row in rows] == [1, 2]
    assert not any(b"Invented" in row["said"].encode() + row["sealed"] for row in rows)
    assert (await checked(pool, keys)).attempts == 2
    assert await pool.fetch(QUERY) == []


async def test_a_reference_that_is_no_case_may_be_anything_and_does_not_stand_in_clear(
    pool: asyncpg.Pool, keys: CaseKeys, record: AttemptRecord
) -> None:
    tried = a_look(NOT_THERE, outcome="unknown_case", told=f"There is no case {NOT_THERE}.")
    await record.add(tried)
    assert await kept(pool, keys, None) == [tried.model_copy(update={"reference": None, "asked": ()})]
    assert await pool.fetchval("select count(*) from attempt where reference is not null") == 0


async def test_the_same_again_changes_nothing(pool: asyncpg.Pool, keys: CaseKeys, record: AttemptRecord) -> None:
    look = a_look()
    await record.add(look)
    await record.add(look)
    await record.add(a_look())
    assert await pool.fetchval("select array_agg(number order by number) from attempt") == [1, 2]
    assert (await checked(pool, keys)).bad == ()


async def test_many_at_once_are_one_chain(ledger_dsn: str, keys: CaseKeys, record: AttemptRecord, spool: Spool) -> None:
    async with await open_pool(ledger_dsn) as another:
        other = AttemptRecord(another, partial(sealed_for, keys), spool)
        await asyncio.gather(*(each.add(a_look(), a_look(OTHER)) for each in (record, other) * 20))
        assert await another.fetchval("select array_agg(number order by number) from attempt") == list(range(1, 81))
        whole = await checked(another, keys)
    assert (whole.attempts, whole.bad) == (80, ())


@pytest.mark.parametrize(
    "statement",
    [
        "update attempt set what = 'timeline'",
        "delete from attempt",
        "truncate attempt",
        "alter table attempt disable trigger all",
    ],
)
async def test_the_service_itself_changes_and_removes_nothing(
    pool: asyncpg.Pool, record: AttemptRecord, owner_dsn: str, statement: str
) -> None:
    await record.add(a_look())
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(statement)
    if not statement.startswith("alter"):
        owner = await asyncpg.connect(owner_dsn)
        with pytest.raises(asyncpg.RestrictViolationError):
            await owner.execute(statement)
        await owner.close()


async def test_its_place_in_the_chain_is_nobodys_to_choose(pool: asyncpg.Pool, keys: CaseKeys) -> None:
    await pool.execute(
        "insert into attempt values (99, $1, $2, $2, null, 'status', 'cspr', 'shown', $3, '')",
        UUID(int=1),
        NOW,
        b"invented",
    )
    row = await pool.fetchrow("select number, kept_at, length(hash) as length from attempt")
    assert (row["number"], row["length"]) == (1, 32)
    assert row["kept_at"] != NOW
    assert (await checked(pool, keys)).bad[0].why == "sealed: it is not sealed"


async def test_free_text_does_not_fit_where_it_would_stand_in_clear(pool: asyncpg.Pool) -> None:
    fits = {"reference": None, "what": "status", "way": "cspr", "outcome": "shown"}
    for column, text in (
        ("reference", "Invented"),
        ("what", "Invented Child"),
        ("what", "seen by invented"),
        ("way", "invented"),
        ("outcome", "Invented!"),
    ):
        values = {**fits, column: text}
        with pytest.raises(asyncpg.CheckViolationError):
            await pool.execute(
                "insert into attempt (id, at, sealed, reference, what, way, outcome) "
                "values ($1, $2, '', $3, $4, $5, $6)",
                UUID(int=next(NUMBERS)),
                NOW,
                *values.values(),
            )


@pytest.mark.parametrize(
    ("statement", "number", "why"),
    [
        ("delete from attempt where number = 2", 2, "is missing"),
        ("update attempt set what = 'timeline' where number = 2", 2, "hash"),
        ("update attempt set at = at - interval '1 day' where number = 3", 3, "hash"),
        ("update attempt set sealed = (select sealed from attempt where number = 1) where number = 2", 2, "hash"),
    ],
)
async def test_whoever_gets_round_that_is_found_out(  # noqa: PLR0913, PLR0917 - the first four are fixtures
    pool: asyncpg.Pool, keys: CaseKeys, record: AttemptRecord, owner_dsn: str, statement: str, number: int, why: str
) -> None:
    await record.add(a_look(), a_look(OTHER), a_look())
    anchor = LedgerAnchor.of(await read_heads(pool), NOW)
    await _tamper(owner_dsn, statement)
    (bad,) = (await checked(pool, keys)).bad
    assert (bad.stream, bad.position) == ("attempt", number)
    assert bad.why.startswith(why)
    assert len(await pool.fetch(QUERY)) >= 1
    assert await lost_since(pool, anchor) == []


async def test_a_row_with_a_hash_that_fits_says_what_was_sealed_for_it(
    pool: asyncpg.Pool, keys: CaseKeys, record: AttemptRecord, owner_dsn: str
) -> None:
    await record.add(a_look())
    await _tamper(owner_dsn, "update attempt set outcome = 'not_authorised'")
    await _tamper(owner_dsn, "update attempt set hash = attempt_hash('', attempt)")
    (bad,) = (await checked(pool, keys)).bad
    assert bad.why == "sealed: it was changed, or sealed for another place or with another key"


async def test_that_the_last_ones_were_taken_away_an_anchor_shows(
    pool: asyncpg.Pool, keys: CaseKeys, record: AttemptRecord, owner_dsn: str
) -> None:
    await record.add(a_look(), a_look())
    anchor = LedgerAnchor.of(await read_heads(pool), NOW)
    assert (anchor.streams, anchor.events, anchor.attempts) == (0, 0, 2)
    await _tamper(owner_dsn, "delete from attempt where number = 2")
    assert (await checked(pool, keys)).bad == ()
    (lost,) = await lost_since(pool, anchor)
    assert (lost.stream, lost.position) == ("attempt", 2)


async def _tamper(owner_dsn: str, statement: str) -> None:
    await _as_owner(owner_dsn, "alter table attempt disable trigger user")
    await _as_owner(owner_dsn, statement)
    for trigger in ("append_only", "chained"):
        await _as_owner(owner_dsn, f"alter table attempt enable always trigger {trigger}")


async def _as_owner(owner_dsn: str, statement: str) -> None:
    owner = await asyncpg.connect(owner_dsn)
    try:
        await owner.execute(statement)
    finally:
        await owner.close()


async def test_what_is_tried_on_a_destroyed_record_has_the_services_key(
    pool: asyncpg.Pool, keys: CaseKeys, record: AttemptRecord
) -> None:
    gone = "CSPR-0000-0103"
    await keys.create(gone)
    await record.add(a_look(gone))
    keys.destroy(gone, Destroyed(at=NOW, approved_by="Invented Approver", reason="Invented."))
    tried = a_look(gone, outcome="destroyed", told="It was destroyed.")
    await record.add(tried)
    assert [each.told for each in await kept(pool, keys, None)] == ["It was destroyed."]
    whole = await checked(pool, keys)
    assert (whole.attempts, whole.bad) == (2, ())
    assert await pool.fetchval("select count(*) from attempt where reference = $1", gone) == 2


async def test_what_is_no_cases_goes_with_the_key_of_its_year(
    pool: asyncpg.Pool, keys: CaseKeys, record: AttemptRecord
) -> None:
    last, first = datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    later, late = a_look(None, at=first, asked=()), a_look(None, asked=())
    await record.add(a_look(None, at=last), later, a_look())
    keys.destroy(scope_of_year(2026), Destroyed(at=NOW, approved_by="Invented Approver", reason="Invented."))
    assert await kept(pool, keys, None) == [later]
    assert len(await kept(pool, keys)) == 1
    await record.add(late)  # by a clock that is wrong
    assert await kept(pool, keys, None) == [late, later]
    whole = await checked(pool, keys)
    assert (whole.attempts, whole.bad) == (4, ())


async def test_what_the_ledger_does_not_take_waits_and_follows_in_its_order_once(
    owner_dsn: str, pool: asyncpg.Pool, keys: CaseKeys, record: AttemptRecord, spool: Spool
) -> None:
    looks = [a_look() for _ in range(5)]
    await record.add(looks[0])
    async with _the_ledger_away(owner_dsn):
        await record.add(looks[1], looks[2])
        await record.add(looks[3])
    lines = (spool.folder / WAITING).read_bytes()
    assert len(spool.rows()) == 3
    assert b"Invented" not in lines
    assert (spool.folder / WAITING).stat().st_mode & 0o777 == 0o600
    await record.add(looks[4])
    assert not spool.has_any()
    assert await pool.fetchval("select array_agg(id order by number) from attempt") == [each.id for each in looks]
    # As if it had been killed before it could take the file away.
    (spool.folder / WAITING).write_bytes(lines)
    await record.add(a_look())
    assert await pool.fetchval("select count(*) from attempt") == 6
    assert not spool.has_any()
    assert (await checked(pool, keys)).bad == ()


async def test_what_waits_follows_by_itself_when_the_ledger_is_back(
    owner_dsn: str, ledger_dsn: str, pool: asyncpg.Pool, record: AttemptRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "LOOKS_AGAIN_SECONDS", 0.02)
    told: asyncio.Queue[int] = asyncio.Queue()
    async with _the_ledger_away(owner_dsn):
        await record.add(a_look(), a_look(OTHER))
        task = asyncio.create_task(delivering.deliver_on(ledger_dsn, record.spool, told.put_nowait))
        assert [await told.get(), await told.get()] == [2, 2], "it was tried again, and they wait still"
    while await told.get():
        pass
    task.cancel()
    await asyncio.wait([task])
    assert await pool.fetchval("select count(*) from attempt") == 2


async def test_what_many_leave_beside_the_ledger_at_once_is_all_there(
    owner_dsn: str, pool: asyncpg.Pool, keys: CaseKeys, record: AttemptRecord, spool: Spool
) -> None:
    looks = [a_look() for _ in range(20)]
    async with _the_ledger_away(owner_dsn):
        await asyncio.gather(*(record.add(look) for look in looks))
    await asyncio.gather(*(record.add(a_look()) for _ in range(20)))
    assert {look.id for look in looks} <= {each.row.id for each in await attempts_at(pool, CASE, None, None)}
    whole = await checked(pool, keys)
    assert (whole.attempts, whole.bad, spool.has_any()) == (40, (), False)


async def test_a_line_that_was_torn_or_changed_is_put_aside_and_stops_nothing(
    owner_dsn: str, pool: asyncpg.Pool, record: AttemptRecord, spool: Spool
) -> None:
    async with _the_ledger_away(owner_dsn):
        await record.add(a_look())
        with (spool.folder / WAITING).open("ab") as waiting:
            waiting.write(b'{"id": "00000000-0000')
        await record.add(a_look())
        whole = (spool.folder / WAITING).read_text().splitlines()[-1]
        changed = [whole.replace('"status"', '"Invented Child"'), whole.replace(f'"{CASE}"', '"Invented"')]
        with (spool.folder / WAITING).open("a") as waiting:
            waiting.write("\n".join(changed) + "\n")
    await record.add(a_look())
    assert await pool.fetchval("select count(*) from attempt") == 3
    put_aside = ['{"id": "00000000-0000', *changed]
    assert (spool.folder / UNREADABLE).read_text().split() == "\n".join(put_aside).split()


async def test_what_can_be_put_on_record_nowhere_is_an_error(
    owner_dsn: str, pool: asyncpg.Pool, keys: CaseKeys, tmp_path: Path
) -> None:
    (tmp_path / "in-the-way").write_text("no folder")
    record = AttemptRecord(pool, partial(sealed_for, keys), Spool(tmp_path / "in-the-way" / "attempts"))
    async with _the_ledger_away(owner_dsn):
        with pytest.raises(NotRecorded, match="setting attempts"):
            await record.add(a_look())


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AttemptsArchive:
    """Which gets each row at once, in files of three."""
    monkeypatch.setattr(keeping_attempts, "WAITED", "select $1::timestamptz is not null")
    monkeypatch.setattr(attempts_read, "PAGE_AFTER", f"{attempts_read.AFTER} limit 3")
    return AttemptsArchive(Folder(tmp_path / "archive"))


async def test_what_an_old_backup_has_not_comes_back_from_the_archive_at_its_place(
    pool: asyncpg.Pool, keys: CaseKeys, record: AttemptRecord, archive: AttemptsArchive, owner_dsn: str
) -> None:
    """And what came in meanwhile stands after it."""
    now = datetime.now(UTC)  # noqa: TID251 - tests are outside
    assert [await pool.fetchval(WAITED, now - timedelta(minutes=each)) for each in (49, 51)] == [False, True]
    await record.add(*(a_look() for _ in range(8)))
    while await keep_attempts(pool, archive):
        pass
    assert archive.check() == []
    before = await attempts_at(pool, CASE, None, None)
    for lost, came_in in (("number > 4", 1), ("number > 0", 0)):
        await _tamper(owner_dsn, f"delete from attempt where {lost}")  # noqa: S608 - ours
        await record.add(*(a_look() for _ in range(came_in)))
        with pytest.raises(OtherChain, match=r"python -m stack\.prepare"):
            await keep_attempts(pool, archive)
        told = await _put_back(owner_dsn, archive)
        assert told[0] == f"Put back from the archive: {4 if came_in else 9} looks and refused attempts."
        assert told[1:] == (["Behind them now, because they came in meanwhile: 1."] if came_in else [])
        after = await attempts_at(pool, CASE, None, None)
        assert after[:8] == before
        assert ((await checked(pool, keys)).bad, len(after)) == ((), 9)
        await keep_attempts(pool, archive)
        assert await _put_back(owner_dsn, archive) == []
    with pytest.raises(asyncpg.RestrictViolationError):
        await _as_owner(owner_dsn, "delete from attempt")


async def test_what_was_changed_in_the_archive_does_not_come_back(
    pool: asyncpg.Pool, record: AttemptRecord, archive: AttemptsArchive, owner_dsn: str, tmp_path: Path
) -> None:
    await record.add(*(a_look() for _ in range(3)))
    await keep_attempts(pool, archive)
    (file,) = (tmp_path / "archive" / "ledger.attempts").iterdir()
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()).replace(b'"status"', b'"timeline"', 1)))
    (fault,) = archive.check()
    assert fault.endswith("000000000001.jsonl.gz does not follow from the file before it, or was changed")
    await _tamper(owner_dsn, "delete from attempt")
    assert await _put_back(owner_dsn, archive) == [
        "Whether looks and refused attempts are to be put back cannot be seen: what follows look 0 was changed."
    ]
    assert await pool.fetchval("select count(*) from attempt") == 0


async def _put_back(owner_dsn: str, archive: AttemptsArchive) -> list[str]:
    told = list[str]()
    owner = await asyncpg.connect(owner_dsn)
    await put_attempts_back(owner, archive, told.append)
    await owner.close()
    return told


@asynccontextmanager
async def _the_ledger_away(owner_dsn: str) -> AsyncIterator[None]:
    """Nobody gets into this ledger's database, and whoever was in is thrown out."""
    parts = urlsplit(owner_dsn)
    name = parts.path.removeprefix("/")
    beside = await asyncpg.connect(urlunsplit(parts._replace(path="/postgres")))
    await beside.execute(f'alter database "{name}" allow_connections false')
    await beside.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name)
    yield
    await beside.execute(f'alter database "{name}" allow_connections true')
    await beside.close()
