"""Append events to a stream: all or none, in order, without a gap, and once."""

from collections.abc import Sequence
from dataclasses import astuple
from itertools import pairwise

import asyncpg

from domain.event import RecordedEvent
from domain.hindrance import Hindrance
from ledger.chain import chained
from ledger.checking import KeptRow
from ledger.connect import reaching_the_ledger
from ledger.read import LAST
from ledger.sealing import Sealer, opened_body, sealed_row
from ledger.written import Written

# Whoever adds events waits here for whoever was before, as the database itself sees to (in_turn, version 0004):
# what is read next is then all that there is.
TAKE_TURN = "select pg_advisory_xact_lock(1818584167)"
KEPT = "select position, body, hash from event where stream = $1 and position between $2 and $3"
INSERT = """
insert into event
    (stream, position, type, version, recorded_at, effective, framework, calendar, body, skeleton, hash)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""


PUT_BACK = (
    "the ledger was lost, or an old backup of it was put back. Run cspr ledger rebuild --from-temporal; then this goes "
    "on by itself"
)
"""What to do where the ledger has less than it had."""


class GapInStream(Hindrance):
    """An event is missing before one of these; the message names the stream and the position."""


class PositionTaken(Exception):  # noqa: N818 - what it says
    """Another event is kept at the position of one of these; the message names the stream and position."""

    def __init__(self, stream: str, position: int) -> None:
        super().__init__(f"{stream} {position} is another event already")
        self.position = position


async def append(
    pool: asyncpg.Pool | asyncpg.Connection, events: Sequence[RecordedEvent | Written], cipher: Sealer
) -> int:
    """Append events of one stream, in the order of their positions. Appending them again does nothing.

    One that comes as it was written is kept in those bytes. Returns how many were not there yet.

    Raises:
        GapInStream: they do not follow on each other, or on what is kept.
        PositionTaken: something else is kept at one of their positions.
        LedgerUnavailable: PostgreSQL cannot be reached; nothing was kept.
    """
    if not events:
        return 0
    written = [each if isinstance(each, Written) else Written.of(each) for each in events]
    _check_order([each.event for each in written])
    with reaching_the_ledger():
        if isinstance(pool, asyncpg.Pool):
            async with pool.acquire() as connection:
                return await _append(connection, written, cipher)
        return await _append(pool, written, cipher)


async def append_rows(pool: asyncpg.Pool, rows: Sequence[KeptRow]) -> int:
    """Append rows of one stream as they once were, those that are not there. No key is needed.

    PostgreSQL itself sees that each follows on the one before it. Returns how many were not there yet.

    Raises:
        PositionTaken: something else is kept before one of them.
        LedgerUnavailable: PostgreSQL cannot be reached; nothing was kept.
    """
    stream = rows[0].row.stream
    with reaching_the_ledger():
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(TAKE_TURN)
            there = await connection.fetchval(LAST, stream)
            missing = [each for each in rows if each.row.position > there]
            try:
                await connection.executemany(INSERT, [(*astuple(each.row), each.hash) for each in missing])
            except asyncpg.CheckViolationError:
                raise PositionTaken(stream, there) from None
    return len(missing)


def _check_order(events: Sequence[RecordedEvent]) -> None:
    for earlier, later in pairwise(events):
        if (later.stream, later.position) != (earlier.stream, earlier.position + 1):
            raise GapInStream(f"{later.stream} {later.position} does not follow on {earlier.stream} {earlier.position}")


async def _append(connection: asyncpg.Connection, written: Sequence[Written], cipher: Sealer) -> int:
    rows = [sealed_row(each, cipher) for each in written]
    first, last = rows[0], rows[-1]
    async with connection.transaction():
        await connection.execute(TAKE_TURN)
        found = await connection.fetch(KEPT, first.stream, first.position - 1, last.position)
        kept = {row["position"]: row for row in found}
        if first.position > 1 and first.position - 1 not in kept:
            raise GapInStream(f"{first.stream} has no event before position {first.position}: {PUT_BACK}")
        previous = kept[first.position - 1]["hash"] if first.position > 1 else b""
        added = []
        for each, row in zip(written, rows, strict=True):
            known = kept.get(row.position)
            if known is None:
                previous = chained(previous, row)
                added.append((*astuple(row), previous))
            # An earlier release or an earlier key wrote the same event in other bytes.
            elif (
                known["body"] == row.body or opened_body(known["body"], row.stream, row.position, cipher) == each.event
            ):
                previous = known["hash"]
            else:
                raise PositionTaken(row.stream, row.position)
        await connection.executemany(INSERT, added)
    return len(added)
