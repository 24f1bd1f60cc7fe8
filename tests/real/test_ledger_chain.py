"""The chain and the order of the ledger, as a real PostgreSQL keeps them."""

import asyncio
from dataclasses import astuple, replace

import asyncpg
import pytest
from alembic import command
from sqlalchemy import Connection

from ledger.append import INSERT, append
from ledger.chain import chained
from ledger.schema import LedgerOutdated, _config, _engine, migrate
from ledger.schema_version import schema_version
from ledger.sealing import sealed_row
from ledger.written import Written
from tests.real.ledger_events import OTHER, START, STREAM, event, events
from tests.real.live import until
from vault.cipher import Cipher

AFTER = "select number, stream, position from event where number > $1 order by number"
FIRST_OF_ALL = """
insert into pg_temp.attempt (number, id, at, kept_at, what, way, outcome, sealed, hash)
values (7, gen_random_uuid(), now(), now(), 'status', 'cspr', 'shown', 'invented', 'invented')
"""
WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted"


async def test_each_hash_follows_from_the_one_before(pool: asyncpg.Pool, cipher: Cipher) -> None:
    await append(pool, events(1, 2), cipher)
    await append(pool, events(1, 4), cipher)
    previous = b""
    for each in await pool.fetch("select position, hash from event order by position"):
        previous = chained(previous, sealed_row(Written.of(event(each["position"])), cipher))
        assert each["hash"] == previous


async def test_the_same_events_have_the_same_hashes_in_whatever_batches_they_come(
    pool: asyncpg.Pool, cipher: Cipher
) -> None:
    hashes = "select stream, position, hash from event order by stream, position"
    async with pool.acquire() as connection:
        first = connection.transaction()
        await first.start()
        await append(connection, events(1, 3), cipher)
        await append(connection, events(1, 2, OTHER), cipher)
        before = await connection.fetch(hashes)
        await first.rollback()
    await append(pool, events(1, 1, OTHER), cipher)
    for last in (1, 2, 3):
        await append(pool, events(1, last), cipher)
    await append(pool, events(2, 2, OTHER), cipher)
    assert await pool.fetch(hashes) == before


@pytest.mark.parametrize("after", [b"", b"invented"])
async def test_the_database_refuses_a_hash_that_does_not_follow(
    pool: asyncpg.Pool, cipher: Cipher, after: bytes
) -> None:
    await append(pool, events(1, 1), cipher)
    row = sealed_row(Written.of(event(2)), cipher)
    with pytest.raises(asyncpg.CheckViolationError, match=f"{STREAM} 2"):
        await pool.execute(INSERT, *astuple(row), chained(after, row))


async def test_a_sessions_own_tables_are_no_record_to_go_on_from(pool: asyncpg.Pool, cipher: Cipher) -> None:
    """Temporary tables by our names: the triggers look at the record all the same."""
    await append(pool, events(1, 1), cipher)
    row = sealed_row(Written.of(event(2)), cipher)
    async with pool.acquire() as session:
        for table in ("event", "attempt"):
            like = f"create temporary table {table} as select * from public.{table} where false"  # noqa: S608 - ours
            await session.execute(like)
        with pytest.raises(asyncpg.CheckViolationError, match="does not follow"):
            await session.execute(INSERT.replace("event", "public.event", 1), *astuple(row), chained(b"", row))
        await session.execute(FIRST_OF_ALL)
        await session.execute("update pg_temp.attempt set number = 5000")
        await session.execute(FIRST_OF_ALL.replace("pg_temp", "public"))
    assert [each["number"] for each in await pool.fetch("select number from public.attempt")] == [1]


async def test_the_database_refuses_another_event_under_the_right_hash(pool: asyncpg.Pool, cipher: Cipher) -> None:
    row = sealed_row(Written.of(event(1)), cipher)
    with pytest.raises(asyncpg.CheckViolationError):
        await pool.execute(INSERT, *astuple(replace(row, calendar="another")), chained(b"", row))


async def test_who_comes_later_waits_until_the_earlier_has_committed(pool: asyncpg.Pool, cipher: Cipher) -> None:
    async with pool.acquire() as connection:
        earlier = connection.transaction()
        await earlier.start()
        row = sealed_row(Written.of(event(1)), cipher)
        await connection.execute(INSERT, *astuple(row), chained(b"", row))  # as who does not know of turns would
        later = asyncio.create_task(append(pool, events(1, 1, OTHER), cipher))

        async def it_waits() -> bool:
            return bool(await pool.fetchval(WAITING))

        await until(it_waits)
        assert await pool.fetch(AFTER, 0) == []
        await earlier.commit()
    await later
    assert [row["stream"] for row in await pool.fetch(AFTER, 0)] == [STREAM, OTHER]


async def test_a_reader_who_goes_on_after_the_last_number_misses_nothing(pool: asyncpg.Pool, cipher: Cipher) -> None:
    streams = [f"CSPR-0000-000{number}" for number in range(8)]

    async def written(stream: str) -> None:
        for last in range(1, 12):
            await append(pool, events(last, last, stream), cipher)

    writers = asyncio.gather(*map(written, streams))
    seen: list[asyncpg.Record] = []
    done = False
    while not done:
        done = writers.done()  # and then one look more
        seen += await pool.fetch(AFTER, seen[-1]["number"] if seen else 0)
    await writers
    assert sorted((row["stream"], row["position"]) for row in seen) == sorted(
        (stream, position) for stream in streams for position in range(1, 12)
    )


async def test_a_ledger_from_before_the_chain_is_left_as_it_is(empty_dsn: str) -> None:
    def to_version_3(connection: Connection) -> None:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")

    async with _engine(empty_dsn).begin() as engine:
        await engine.run_sync(to_version_3)
    connection = await asyncpg.connect(empty_dsn)
    try:
        await connection.execute(
            "insert into event (stream, position, type, version, recorded_at, body, skeleton) "
            "values ($1, 1, 'invented', 1, $2, '', '{}')",
            STREAM,
            START,
        )
    finally:
        await connection.close()
    with pytest.raises(LedgerOutdated, match="from before they were chained"):
        await migrate(empty_dsn)
    assert await schema_version(empty_dsn) == "0003"
