"""The ledger on a real PostgreSQL: in order, without gaps, once, for good, and not in clear."""

import asyncio
import json
import re
from contextlib import suppress
from dataclasses import astuple, replace
from datetime import timedelta
from urllib.parse import urlsplit

import asyncpg
import pytest
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue

from activities.house import House
from activities.ledger import LedgerDesk, NotOnRecord
from domain.event import RecordedEvent
from domain.reporting.course import Trace
from domain.skeleton import skeleton
from ledger.append import INSERT, GapInStream, PositionTaken, append
from ledger.chain import chained
from ledger.connect import LedgerNotPrepared, LedgerUnavailable, connect, open_pool
from ledger.matching import forget, note_and_find
from ledger.projected import read_listed
from ledger.projections.duties import listed_duties
from ledger.read import is_known, read_stream, read_traces, streams
from ledger.roles import PERMISSIONS, may_change
from ledger.schema import migrate
from ledger.schema_version import head_version, schema_version
from ledger.sealing import sealed_row
from ledger.upcast import UPCASTS
from ledger.written import Written
from settings import Settings
from starter.proof.verifying import check_ledger
from tests.real.ledger_events import OTHER, START, STREAM, event, events
from vault.case_keys import CaseKeys
from vault.cipher import Cipher, Unreadable
from workflows.errands import CaseWanted, Fingerprints


async def test_batches_follow_on_each_other_and_come_back_whole(pool: asyncpg.Pool, cipher: Cipher) -> None:
    await append(pool, events(1, 3), cipher)
    await append(pool, [], cipher)
    await append(pool, events(4, 60), cipher)
    await append(pool, events(1, 2, OTHER), cipher)
    assert await read_stream(pool, STREAM, cipher) == events(1, 60)
    assert await read_stream(pool, OTHER, cipher) == events(1, 2, OTHER)
    assert await read_stream(pool, "CSPR-0000-0003", cipher) == []
    assert await streams(pool) == [STREAM, OTHER]


async def test_a_caller_may_bring_its_own_connection(pool: asyncpg.Pool, cipher: Cipher) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await append(connection, events(1, 2), cipher)
    assert await read_stream(pool, STREAM, cipher) == events(1, 2)


async def test_the_same_again_does_nothing(pool: asyncpg.Pool, cipher: Cipher) -> None:
    await append(pool, events(1, 3), cipher)
    before = await pool.fetch("select *, xmin from event order by position")
    await append(pool, events(1, 3), cipher)
    await append(pool, events(2, 3), cipher)
    assert await pool.fetch("select *, xmin from event order by position") == before
    await append(pool, events(2, 5), cipher)
    assert await read_stream(pool, STREAM, cipher) == events(1, 5)


async def test_many_at_once_are_as_one(pool: asyncpg.Pool, cipher: Cipher) -> None:
    await asyncio.gather(*(append(pool, events(1, last), cipher) for last in (3, 5, 7, 5, 3, 7)))
    assert await read_stream(pool, STREAM, cipher) == events(1, 7)


async def test_another_event_at_a_taken_position_is_refused_with_its_batch(pool: asyncpg.Pool, cipher: Cipher) -> None:
    await append(pool, events(1, 3), cipher)
    with pytest.raises(PositionTaken, match=f"{STREAM} 3"):
        await append(pool, [event(2), event(3, "another"), event(4)], cipher)
    assert await read_stream(pool, STREAM, cipher) == events(1, 3)


@pytest.mark.parametrize("batch", [[event(2)], [event(1), event(3)], [event(2), event(1)], [event(1)] * 2])
async def test_a_gap_is_refused_with_its_batch(pool: asyncpg.Pool, cipher: Cipher, batch: list[RecordedEvent]) -> None:
    with pytest.raises(GapInStream, match=STREAM):
        await append(pool, batch, cipher)
    assert await streams(pool) == []


async def test_one_batch_is_of_one_stream(pool: asyncpg.Pool, cipher: Cipher) -> None:
    with pytest.raises(GapInStream):
        await append(pool, [event(1), event(2, stream=OTHER)], cipher)
    assert await streams(pool) == []


async def test_the_same_under_a_later_key_is_the_same(pool: asyncpg.Pool) -> None:
    keys = {name: bytes([number] * 64) for number, name in enumerate(("k1", "k2"))}
    before, after = Cipher("k1", keys), Cipher("k2", keys)
    await append(pool, events(1, 2), before)
    await append(pool, events(1, 3), after)
    assert await read_stream(pool, STREAM, after) == events(1, 3)
    with pytest.raises(PositionTaken):
        await append(pool, [event(2, "another")], after)


async def test_nothing_of_an_event_stands_in_clear_but_its_envelope(pool: asyncpg.Pool, cipher: Cipher) -> None:
    await append(pool, [event(1, "Invented Child Name")], cipher)
    row = await pool.fetchrow("select * from event")
    body = row["body"]
    assert dict(row) | {"body": b""} == {
        "stream": STREAM,
        "position": 1,
        "previous": None,
        "type": "malformed_received",
        "version": 1,
        "recorded_at": START + timedelta(minutes=1),
        "effective": "2026-01-05T09:31:00Z",
        "framework": "working-together-2023",
        "calendar": "invented",
        "body": b"",
        "skeleton": '{"framework":"working-together-2023"}',
        "hash": row["hash"],
        "number": 1,
    }
    assert b"Invented" not in body
    assert b"coordinator" not in body


async def test_a_row_moved_to_another_place_does_not_open(pool: asyncpg.Pool, cipher: Cipher) -> None:
    await append(pool, events(1, 2), cipher)
    moved = replace(sealed_row(Written.of(event(1)), cipher), stream=OTHER)
    await pool.execute(INSERT, *astuple(moved), chained(b"", moved))
    with pytest.raises(Unreadable):
        await read_stream(pool, OTHER, cipher)


@pytest.mark.parametrize(
    "statement",
    [
        "update event set type = 'other'",
        "delete from event where false",
        "truncate event",
        "insert into event select * from event on conflict (stream, position) do update set type = 'other'",
        "update proclaimed_day set day = day",
        "delete from proclaimed_day",
        "update fingerprint set digest = digest",
        "truncate fingerprint",
        "delete from alembic_version",
        "alter table event disable trigger append_only",
        "drop table event",
        "create table invented ()",
    ],
)
async def test_the_service_has_no_permission_to_change_what_is_kept(pool: asyncpg.Pool, statement: str) -> None:
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.GeneratedAlwaysError)):
        await pool.execute(statement)


async def test_every_table_says_what_the_service_may_do_with_it(owner_dsn: str) -> None:
    owner = await asyncpg.connect(owner_dsn)
    try:
        tables = await owner.fetch("select tablename from pg_tables where schemaname = 'public'")
    finally:
        await owner.close()
    assert {row["tablename"] for row in tables} == set(PERMISSIONS)


async def test_who_may_change_what_is_kept_is_known(ledger_dsn: str, owner_dsn: str) -> None:
    assert not await may_change(ledger_dsn)
    assert await may_change(owner_dsn)
    owner = await asyncpg.connect(owner_dsn)
    try:
        await owner.execute("grant delete on attempt to cspr_service")
    finally:
        await owner.close()
    assert await may_change(ledger_dsn)


@pytest.mark.parametrize("session", ["reset all", "set session_replication_role = replica"])
@pytest.mark.parametrize(
    "statement",
    [
        "update event set type = 'other'",
        "update event set position = 9 where position = 2",
        "delete from event where position = 2",
        "delete from event where false",
        "truncate event",
        "insert into event select * from event on conflict (stream, position) do update set type = 'other'",
    ],
)
async def test_not_even_the_owner_changes_what_is_kept(
    pool: asyncpg.Pool, owner_dsn: str, cipher: Cipher, session: str, statement: str
) -> None:
    await append(pool, events(1, 2), cipher)
    owner = await asyncpg.connect(owner_dsn)
    try:
        await owner.execute(session)
        with pytest.raises((asyncpg.RestrictViolationError, asyncpg.GeneratedAlwaysError)):
            await owner.execute(statement)
    finally:
        await owner.close()
    assert await read_stream(pool, STREAM, cipher) == events(1, 2)


@pytest.mark.parametrize("position", [0, -1, 2])
async def test_the_database_itself_refuses_a_gap(pool: asyncpg.Pool, position: int) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await pool.execute(
            "insert into event (stream, position, type, version, recorded_at, body) "
            "values ($1, $2, 'invented', 1, $3, '')",
            STREAM,
            position,
            START,
        )


async def test_what_stays_in_clear_is_read_without_a_key(pool: asyncpg.Pool, cipher: Cipher) -> None:
    assert not await is_known(pool, STREAM)
    await append(pool, events(1, 2), cipher)
    assert await is_known(pool, STREAM)
    assert await read_traces(pool, STREAM) == [
        Trace(type=each.type, effective=each.effective, skeleton=skeleton(each)) for each in events(1, 2)
    ]
    assert await read_traces(pool, OTHER) == []


async def test_an_earlier_version_is_read_in_todays_form(
    pool: asyncpg.Pool, keys: CaseKeys, cipher: Cipher, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = event(1).model_copy(update={"version": 2})
    said = today.model_dump(mode="json")
    kept = {**said, "version": 1, "body": {"type": "malformed_received", "called": "invented"}}
    monkeypatch.setitem(UPCASTS, ("malformed_received", 1), lambda earlier: {**earlier, "body": said["body"]})
    body = cipher.seal(json.dumps(kept).encode(), "ledger event", STREAM, "1")
    row = replace(sealed_row(Written.of(event(1)), cipher), body=body, skeleton='{"code":"invented"}')
    await pool.execute(INSERT, *astuple(row), chained(b"", row))
    assert await read_stream(pool, STREAM, cipher) == [today]
    assert (await check_ledger(pool, keys, lambda _done, _total: None)).bad == ()


async def test_what_was_sent_is_kept_in_the_very_bytes_in_which_it_was_sent(
    pool: asyncpg.Pool, keys: CaseKeys, cipher: Cipher
) -> None:
    """With its fields in another order, as another release may send them, and the skeleton that it has there."""
    desk = LedgerDesk(House(settings=Settings.model_construct(), ledger=pool, keys=keys))
    text = json.dumps(dict(reversed(json.loads(event(1).model_dump_json()).items())))
    batch = f'{{"events":[{text}],"skeletons":["{{}}"]}}'
    for _ in range(2):
        await desk.write(RawValue(Payload(data=batch.encode())))
    (row,) = await pool.fetch("select body, skeleton from event")
    assert cipher.open(row["body"], "ledger event", STREAM, "1").decode() == text
    assert row["skeleton"] == "{}"
    assert await read_stream(pool, STREAM, cipher) == [event(1)]


async def test_a_case_that_the_ledger_has_lost_is_not_carried_on_as_an_empty_one(
    pool: asyncpg.Pool, keys: CaseKeys
) -> None:
    desk = LedgerDesk(House(settings=Settings.model_construct(), ledger=pool, keys=keys))
    with pytest.raises(NotOnRecord, match=STREAM):
        await desk.read(CaseWanted(reference=STREAM))


async def test_fingerprints_are_forgotten_with_their_stream_alone(pool: asyncpg.Pool) -> None:
    await note_and_find(pool, STREAM, ["a", "b"])
    await note_and_find(pool, OTHER, ["a"])
    await forget(pool, STREAM)
    assert await note_and_find(pool, "CSPR-0000-0009", ["a", "b"]) == (OTHER,)


async def test_streams_that_share_a_fingerprint_find_each_other(pool: asyncpg.Pool) -> None:
    assert await note_and_find(pool, STREAM, ["a", "b"]) == ()
    assert await note_and_find(pool, STREAM, ["a", "b"]) == ()
    assert await note_and_find(pool, "CSPR-0000-0009", ["c"]) == ()
    assert await note_and_find(pool, OTHER, ["b", "c"]) == (STREAM, "CSPR-0000-0009")
    assert await note_and_find(pool, STREAM, ["a", "b"]) == (OTHER,)
    assert await note_and_find(pool, "CSPR-0000-0003", []) == ()


async def test_what_is_given_for_a_fingerprint_is_in_no_row_and_matches_all_the_same(
    pool: asyncpg.Pool, keys: CaseKeys
) -> None:
    desk = LedgerDesk(House(settings=Settings.model_construct(), ledger=pool, keys=keys))
    for reference, others in ((STREAM, ()), (OTHER, (STREAM,))):
        given = Fingerprints(reference=reference, digests=("An invented name",))
        assert (await desk.find_same_incident(given)).references == others
    assert "invented" not in str(await pool.fetch("select * from fingerprint"))


async def test_of_two_at_the_same_moment_at_least_one_sees_the_other(pool: asyncpg.Pool) -> None:
    for digest in map(str, range(20)):
        one, two = f"{digest}-one", f"{digest}-two"
        found = await asyncio.gather(note_and_find(pool, one, [digest]), note_and_find(pool, two, [digest]))
        assert (two,) in found or (one,) in found


async def test_an_empty_database_is_migrated_once_by_whoever_comes(empty_dsn: str) -> None:
    assert await schema_version(empty_dsn) is None
    await asyncio.gather(*(migrate(empty_dsn) for _ in range(3)))
    assert await schema_version(empty_dsn) == head_version() == "0008"


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("/ledger[0-9]+", "/nowhere"),
        ("cspr_service@", "nobody@"),
        ("port=5432", "port=5433"),
        ("^.*$", "postgresql://cspr@127.0.0.1:1/cspr"),
    ],
)
async def test_a_ledger_that_is_away_is_said_so_plainly(
    ledger_dsn: str, cipher: Cipher, part: str, instead: str
) -> None:
    dsn = re.sub(part, instead, ledger_dsn)
    async with await open_pool(dsn) as pool:
        for work in (
            append(pool, events(1, 1), cipher),
            read_stream(pool, STREAM, cipher),
            streams(pool),
            note_and_find(pool, STREAM, ["a"]),
            migrate(dsn),
            schema_version(dsn),
        ):
            with pytest.raises(LedgerUnavailable, match=r"^the ledger's PostgreSQL \(setting ledger_dsn\)"):
                await work


async def test_a_ledger_whose_tables_are_lost_says_what_to_run(empty_dsn: str, cipher: Cipher) -> None:
    async with await open_pool(empty_dsn) as pool:
        for work in (append(pool, events(1, 1), cipher), read_stream(pool, STREAM, cipher), streams(pool)):
            with pytest.raises(LedgerNotPrepared, match=r'relation "event" does not exist.*python -m stack\.prepare'):
                await work


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ("alter table listed_duty drop column title", 'column "title" does not exist'),
        ("revoke select on listed_duty from public, {role}", "permission denied for table listed_duty"),
    ],
)
async def test_so_does_one_of_another_release_or_from_a_backup(
    owner_dsn: str, ledger_dsn: str, done: str, told: str
) -> None:
    owner = await connect(owner_dsn)
    await owner.execute(done.format(role=urlsplit(ledger_dsn).username))
    await owner.close()
    async with await open_pool(ledger_dsn) as pool:
        with pytest.raises(LedgerNotPrepared, match=told):
            await read_listed(pool, "duties", listed_duties())


async def test_a_pool_comes_back_after_its_connections_were_cut(
    pool: asyncpg.Pool, postgres_dsn: str, cipher: Cipher
) -> None:
    await append(pool, events(1, 1), cipher)
    server = await asyncpg.connect(postgres_dsn)
    try:
        name = await pool.fetchval("select current_database()")
        await server.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", name)
    finally:
        await server.close()
    with suppress(LedgerUnavailable):  # the cut connections may be noticed first; what counts is the end
        await append(pool, events(2, 2), cipher)
    await append(pool, events(2, 2), cipher)
    assert await read_stream(pool, STREAM, cipher) == events(1, 2)
