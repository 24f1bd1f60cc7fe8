"""Find the cases that may be the same incident, by fingerprints that say nothing else about it."""

from collections.abc import Sequence

import asyncpg

from ledger.connect import reaching_the_ledger

NOTE = "insert into fingerprint (digest, stream) select unnest($1::text[]), $2 on conflict do nothing"
# A case that was linked to another one is no suggestion: that other one has its fingerprints.
FIND = """
    select distinct stream from fingerprint where digest = any($1) and stream <> $2
    and not exists (select from event where event.stream = fingerprint.stream and event.type = 'link_duplicate')
    order by stream
"""
FORGET = "delete from fingerprint where stream = $1"


async def note(pool: asyncpg.Pool, stream: str, digests: Sequence[str]) -> None:
    """Note the fingerprints of a stream. Noting again changes nothing.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        await pool.execute(NOTE, list(digests), stream)


async def note_and_find(pool: asyncpg.Pool, stream: str, digests: Sequence[str]) -> tuple[str, ...]:
    """Note the fingerprints of a stream, and give the other streams that share one of them, sorted.

    Noting again changes nothing.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    # Two statements, each committed: of two referrals at the same moment at least one sees the other.
    # In one transaction each neither would.
    await note(pool, stream, digests)
    with reaching_the_ledger():
        rows = await pool.fetch(FIND, list(digests), stream)
    return tuple(row["stream"] for row in rows)


async def forget(pool: asyncpg.Pool, stream: str) -> None:
    """Forget the fingerprints of a stream whose record is destroyed: they would tell that somebody was in it.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        await pool.execute(FORGET, stream)
