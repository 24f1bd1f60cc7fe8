"""The projector on a real PostgreSQL: it misses nothing, is made anew while cases run, and one fault stops no other."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import asyncpg
import pytest

from activities import projecting
from activities.projecting import Projector, project_on
from domain.decisions.any_decision import AnyDecision
from domain.destroyed import Destroyed
from domain.event import RecordDisposed, RecordedEvent
from domain.evolve import fold
from domain.moment import Moment
from domain.retention_policy import RecordType
from ledger.append import append
from ledger.checkpoints import take
from ledger.connect import LedgerUnavailable, open_pool
from ledger.projected import Progress, read_progress
from ledger.projections.known import PROJECTIONS
from ledger.projections.projection import Record
from ledger.read import read_stream, streams
from tests.conftest import opened
from tests.property.playing import Play
from tests.property.turns import USUAL
from tests.real.listing import all_steps, listed
from tests.real.live import until
from tests.unit import builders as a
from vault.case_keys import CaseKeys
from vault.key_store import KeyStoreUnavailable

ONE, OTHER = "CSPR-0000-0001", "CSPR-0000-0002"
DESTROYED = Destroyed(at=datetime(2026, 1, 5, tzinfo=UTC), approved_by="Invented Approver", reason="Invented.")
BEGIN = "select pg_current_xact_id()"
WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
TIRED = "update projection_fault set tried_at = now() - interval '2 minutes'"


@cache
def a_long_case() -> tuple[RecordedEvent, ...]:
    """The events of a case that went as far as its publication, some hundreds."""
    events = a.opening_events(a.a_referral(), a.the_rules(), a.noon(a.AWARE))
    play = Play(fold(a.REFERENCE, events), a.noon(a.AWARE), events)
    day = play.now.date()
    actions: list[AnyDecision] = [a.action_agreed(day), a.action_agreed(day), a.action_done()]
    for decisions in (*(usual(day) for usual in USUAL), actions):
        for decision in decisions:
            play.take(decision)
        play.by_itself()
        play.post(delivered=True)
    return tuple(play.events)


def events_of(stream: str, first: int = 1, last: int | None = None) -> list[RecordedEvent]:
    return [event.model_copy(update={"stream": stream}) for event in a_long_case()[first - 1 : last]]


@pytest.fixture
async def keys(key_file: Path, tmp_path: Path) -> CaseKeys:
    """A key store of this test's own, in which keys may be missing or destroyed."""
    keys = opened(key_file, tmp_path / "keys")
    for stream in (ONE, OTHER):
        await keys.create(stream)
    return keys


async def write(pool: asyncpg.Pool, keys: CaseKeys, stream: str, first: int = 1, last: int | None = None) -> None:
    await append(pool, events_of(stream, first, last), (await keys.create(stream)).cipher)


async def expected(pool: asyncpg.Pool, keys: CaseKeys) -> dict[str, dict[str, Counter[str]]]:
    """What the lists have to say, from the streams themselves."""
    found: dict[str, dict[str, Counter[str]]] = {name: {} for name in PROJECTIONS}
    for stream in await streams(pool):
        events = tuple(await read_stream(pool, stream, (await keys.get(stream)).cipher))
        for name, projection in PROJECTIONS.items():
            rows = Counter(
                row.model_dump_json() for row in projection.rows_of(Record(stream, events, fold(stream, events)))
            )
            if rows:
                found[name][stream] = rows
    return found


async def progress(pool: asyncpg.Pool) -> dict[str, Progress]:
    return {each.name: each for each in (await read_progress(pool))[0]}


async def test_whatever_is_recorded_is_listed(pool: asyncpg.Pool, keys: CaseKeys) -> None:
    projector = Projector(pool, keys)
    assert all(each.rebuilt == 0 for each in (await progress(pool)).values())
    await all_steps(projector)
    assert all(each.rebuilt is None for each in (await progress(pool)).values())
    for first, last in ((1, 2), (3, 90), (91, None)):
        await write(pool, keys, ONE, first, last)
        await write(pool, keys, OTHER, first, last)
        assert all(each.behind > 0 for each in (await progress(pool)).values())
        await all_steps(projector)
        assert await listed(pool) == await expected(pool, keys)
        up_to = events_of(OTHER, 1, last)[-1].recorded_at
        assert {(each.behind, each.up_to) for each in (await progress(pool)).values()} == {(0, up_to)}
    assert not await projector.step()
    assert {name for name, of_it in (await listed(pool)).items() if of_it} == set(PROJECTIONS)


async def test_what_commits_late_and_out_of_order_is_not_missed(
    pool: asyncpg.Pool, ledger_dsn: str, keys: CaseKeys
) -> None:
    """Two writers begin; the later one appends first, and commits last if it can. The projector looks meanwhile."""
    projector = Projector(pool, keys)
    await all_steps(projector)
    appended, committed = asyncio.Event(), asyncio.Event()
    earlier, later = await asyncpg.connect(ledger_dsn), await asyncpg.connect(ledger_dsn)

    async def earlier_appends() -> None:
        async with earlier.transaction():
            await earlier.execute(BEGIN)
            await appended.wait()
            await append(earlier, events_of(ONE, 1, 20), (await keys.get(ONE)).cipher)
        committed.set()

    async def later_appends() -> None:
        async with later.transaction():
            await later.execute(BEGIN)
            await append(later, events_of(OTHER, 1, 20), (await keys.get(OTHER)).cipher)
            appended.set()

            async def the_earlier_one_committed_or_waits() -> bool:
                return committed.is_set() or await pool.fetchval(WAITING) == 1

            await until(the_earlier_one_committed_or_waits)
            await all_steps(projector)

    try:
        await asyncio.gather(earlier_appends(), later_appends())
    finally:
        await earlier.close()
        await later.close()
    await all_steps(projector)
    assert set((await listed(pool))["cases"]) == {ONE, OTHER}
    assert await listed(pool) == await expected(pool, keys)


async def test_a_list_is_made_anew_while_it_is_read_and_written(pool: asyncpg.Pool, keys: CaseKeys) -> None:
    projector = Projector(pool, keys)
    await write(pool, keys, ONE)
    await all_steps(projector)
    whole = (await listed(pool))["letters"][ONE]
    writers = asyncio.gather(*(_write_bit_by_bit(pool, keys, f"CSPR-BUSY-{number:04}") for number in range(4)))
    rounds = 0
    while not writers.done() or rounds < 3:
        for name in PROJECTIONS:
            await projector.begin_anew(name)
        while any(each.rebuilt is not None for each in (await progress(pool)).values()):
            await projector.step()
            assert (await listed(pool))["letters"][ONE] == whole  # never empty, never half
        rounds += 1
    await writers
    await all_steps(projector)
    assert await listed(pool) == await expected(pool, keys)


async def _write_bit_by_bit(pool: asyncpg.Pool, keys: CaseKeys, stream: str) -> None:
    for first in range(1, len(a_long_case()) + 1, 30):
        await write(pool, keys, stream, first, first + 29)


async def test_two_side_by_side_do_no_harm(pool: asyncpg.Pool, keys: CaseKeys) -> None:
    projectors = [Projector(pool, keys) for _ in range(3)]
    names = [f"CSPR-BOTH-{number:04}" for number in range(4)]
    writers = asyncio.gather(*(_write_bit_by_bit(pool, keys, name) for name in names))
    while not writers.done():
        await asyncio.gather(projectors[0].begin_anew("duties"), *(each.step() for each in projectors))
    await writers
    await asyncio.gather(*map(all_steps, projectors))
    await all_steps(projectors[0])
    assert await listed(pool) == await expected(pool, keys)


async def test_one_that_somebody_works_on_is_left_to_them(pool: asyncpg.Pool, keys: CaseKeys) -> None:
    await write(pool, keys, ONE)
    async with pool.acquire() as connection, connection.transaction():
        await take(connection, ["duties"])
        await all_steps(Projector(pool, keys))
        assert set(await listed(pool)) == set(PROJECTIONS)
        assert [name for name, of_it in (await listed(pool)).items() if not of_it] == ["duties"]
    await all_steps(Projector(pool, keys))
    assert await listed(pool) == await expected(pool, keys)


async def test_a_stream_without_a_key_stops_no_other_and_is_named(pool: asyncpg.Pool, keys: CaseKeys) -> None:
    await write(pool, keys, ONE)
    await write(pool, keys, OTHER)
    taken = keys.store._path(ONE)
    aside = taken.with_suffix(".aside")
    taken.rename(aside)
    projector = Projector(pool, keys)
    await all_steps(projector)
    assert {name: set(of_it) for name, of_it in (await listed(pool)).items()} == {name: {OTHER} for name in PROJECTIONS}
    faults = (await read_progress(pool))[1]
    assert {(fault.projection, fault.stream) for fault in faults} == {(name, ONE) for name in PROJECTIONS}
    assert {fault.why for fault in faults} == {f"the key store has no key of {ONE}"}
    assert all(each.behind == 0 for each in (await progress(pool)).values())

    aside.rename(taken)
    assert not await projector.step()
    await pool.execute(TIRED)
    await all_steps(projector)
    assert (await read_progress(pool))[1] == []
    assert await listed(pool) == await expected(pool, keys)


async def test_a_stream_that_nobody_can_fold_is_named_and_says_nothing_of_itself(
    pool: asyncpg.Pool, keys: CaseKeys
) -> None:
    broken = [events_of(ONE)[0], events_of(ONE, 2)[-1].model_copy(update={"position": 2})]
    await append(pool, broken, (await keys.get(ONE)).cipher)
    await write(pool, keys, OTHER)
    await all_steps(Projector(pool, keys))
    assert {fault.why for fault in (await read_progress(pool))[1]} == {"KeyError"}
    assert {name: set(of_it) for name, of_it in (await listed(pool)).items()} == {name: {OTHER} for name in PROJECTIONS}


async def test_of_a_destroyed_record_only_that_it_was_is_listed(pool: asyncpg.Pool, keys: CaseKeys) -> None:
    await write(pool, keys, ONE)
    await write(pool, keys, OTHER)
    projector = Projector(pool, keys)
    await all_steps(projector)
    keys.destroy(ONE, DESTROYED)
    await projector.project(ONE)
    await check_only_that_it_was_destroyed_is_listed(pool)
    for name in PROJECTIONS:
        await projector.begin_anew(name)
    await all_steps(projector)
    await check_only_that_it_was_destroyed_is_listed(pool)


async def test_a_record_that_is_about_to_be_destroyed_is_listed_no_longer(pool: asyncpg.Pool, keys: CaseKeys) -> None:
    await write(pool, keys, ONE)
    await write(pool, keys, OTHER)
    projector = Projector(pool, keys)
    await all_steps(projector)
    known = events_of(ONE)[-1]
    end = RecordDisposed(record=RecordType.PUBLISHED_REVIEW, approved_by="Invented Approver", reason="Invented.")
    at = {"recorded_at": DESTROYED.at, "effective": Moment.at(DESTROYED.at)}
    last = known.model_copy(update={"position": known.position + 1, "body": end, **at})
    await append(pool, [last], (await keys.get(ONE)).cipher)
    await all_steps(projector)
    await check_only_that_it_was_destroyed_is_listed(pool)


async def check_only_that_it_was_destroyed_is_listed(pool: asyncpg.Pool) -> None:
    found = await listed(pool)
    assert {name for name, of_it in found.items() if ONE in of_it} == {"cases"}
    assert all(OTHER in of_it for of_it in found.values())
    row = dict(await pool.fetchrow("select * from listed_case where stream = $1", ONE))
    said = {name: value for name, value in row.items() if value not in (None, [])}
    assert said == {"stream": ONE, "stage": "destroyed", "state": "destroyed", "destroyed_at": DESTROYED.at}


async def test_another_code_makes_its_list_anew_by_itself(pool: asyncpg.Pool, keys: CaseKeys) -> None:
    await write(pool, keys, ONE)
    projector = Projector(pool, keys)
    await all_steps(projector)
    async with pool.acquire() as connection:
        await connection.execute("delete from listed_duty")
        await connection.execute("update projection set version = 0 where name = 'duties'")
    await all_steps(projector)
    assert await listed(pool) == await expected(pool, keys)
    assert (await progress(pool))["duties"].version == PROJECTIONS["duties"].version


async def test_the_list_of_a_later_release_is_left_alone(pool: asyncpg.Pool, keys: CaseKeys) -> None:
    await pool.execute("update projection set version = 1000 where name = 'duties'")
    await write(pool, keys, ONE)
    await all_steps(Projector(pool, keys))
    assert (await listed(pool))["duties"] == {}
    assert (await progress(pool))["duties"].version == 1000
    assert (await progress(pool))["letters"].behind == 0


async def test_lists_of_a_ledger_that_was_built_again_are_made_anew(
    pool: asyncpg.Pool, owner_dsn: str, keys: CaseKeys
) -> None:
    """One event more than before: no number shows it."""
    await write(pool, keys, ONE)
    await write(pool, keys, OTHER, 1, 20)
    await all_steps(Projector(pool, keys))
    owner = await asyncpg.connect(owner_dsn)
    try:
        await owner.execute("alter table event disable trigger user")
        await owner.execute("truncate event restart identity")
        await all_steps(Projector(pool, keys))
        assert not any((await listed(pool)).values())
        await write(pool, keys, ONE)
        await write(pool, keys, OTHER, 1, 20)
        await all_steps(Projector(pool, keys))
        await owner.execute("truncate event restart identity")
    finally:
        await owner.close()
    await write(pool, keys, OTHER, 1, 21)
    await write(pool, keys, ONE)
    await all_steps(Projector(pool, keys))
    assert await listed(pool) == await expected(pool, keys)


async def test_an_outage_moves_no_checkpoint(pool: asyncpg.Pool, keys: CaseKeys, tmp_path: Path) -> None:
    await write(pool, keys, ONE)
    away = tmp_path / "away"
    keys.store._folder.rename(away)
    with pytest.raises(KeyStoreUnavailable):
        await Projector(pool, keys).step()
    assert {each.number for each in (await progress(pool)).values()} == {0}
    assert (await read_progress(pool))[1] == []
    away.rename(keys.store._folder)
    async with await open_pool("postgresql://cspr@127.0.0.1:1/cspr") as nowhere:
        with pytest.raises(LedgerUnavailable):
            await Projector(nowhere, keys).step()


async def test_it_waits_while_the_ledger_is_away_and_then_goes_on(
    ledger_dsn: str, owner_dsn: str, postgres_dsn: str, keys: CaseKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projecting, "LOOKS_AGAIN_SECONDS", 0.05)
    async with await open_pool(ledger_dsn) as pool:
        await write(pool, keys, ONE)
    name = owner_dsn.rpartition("/")[2].partition("?")[0]
    server = await asyncpg.connect(postgres_dsn)
    await server.execute(f"alter database {name} rename to {name}_away")
    working = asyncio.create_task(project_on(ledger_dsn, keys))
    try:
        await asyncio.wait([working], timeout=0.3)
        assert not working.done()
        await server.execute(f"alter database {name}_away rename to {name}")
        async with await open_pool(ledger_dsn) as pool:

            async def is_listed() -> bool:
                return ONE in (await listed(pool))["actions"]

            await until(is_listed)
    finally:
        await server.close()
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
