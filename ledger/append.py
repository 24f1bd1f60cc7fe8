"""Append events to a stream: all or none, in order, without a gap, and once."""

from collections.abc import Sequence
from itertools import pairwise

import asyncpg

from domain.event import RecordedEvent
from domain.skeleton import skeleton
from ledger.connect import reaching_the_ledger
from ledger.sealing import Sealer, opened_body, sealed_body

INSERT = """
insert into event (stream, position, type, version, recorded_at, body, skeleton)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (stream, position) do nothing
"""
KEPT = "select position, body from event where stream = $1 and position between $2 and $3 order by position"


class GapInStream(Exception):  # noqa: N818 - what it says
    """An event is missing before one of these; the message names the stream and the position."""


class PositionTaken(Exception):  # noqa: N818 - what it says
    """Another event is kept at the position of one of these; the message names the stream and position."""


async def append(pool: asyncpg.Pool | asyncpg.Connection, events: Sequence[RecordedEvent], cipher: Sealer) -> None:
    """Append events of one stream, in the order of their positions. Appending them again does nothing.

    Raises:
        GapInStream: they do not follow on each other, or on what is kept.
        PositionTaken: something else is kept at one of their positions.
        LedgerUnavailable: PostgreSQL cannot be reached; nothing was kept.
    """
    if not events:
        return
    _check_order(events)
    with reaching_the_ledger():
        if isinstance(pool, asyncpg.Pool):
            async with pool.acquire() as connection:
                await _append(connection, events, cipher)
        else:
            await _append(pool, events, cipher)


def _check_order(events: Sequence[RecordedEvent]) -> None:
    for earlier, later in pairwise(events):
        if (later.stream, later.position) != (earlier.stream, earlier.position + 1):
            raise GapInStream(f"{later.stream} {later.position} does not follow on {earlier.stream} {earlier.position}")


async def _append(connection: asyncpg.Connection, events: Sequence[RecordedEvent], cipher: Sealer) -> None:
    first, last = events[0], events[-1]
    bodies = [sealed_body(event, cipher) for event in events]
    rows = [
        (event.stream, event.position, event.type, event.version, event.recorded_at, body, _in_clear(event))
        for event, body in zip(events, bodies, strict=True)
    ]
    async with connection.transaction():
        try:
            await connection.executemany(INSERT, rows)
        except asyncpg.ForeignKeyViolationError:
            raise GapInStream(f"{first.stream} has no event before position {first.position}") from None
        kept = await connection.fetch(KEPT, first.stream, first.position, last.position)
        for event, body, row in zip(events, bodies, kept, strict=True):
            # An earlier release or an earlier key wrote the same event in other bytes.
            if row["body"] != body and opened_body(row["body"], event.stream, event.position, cipher) != event:
                raise PositionTaken(f"{event.stream} {event.position} is another event already")


def _in_clear(event: RecordedEvent) -> str:
    return skeleton(event).model_dump_json(exclude_defaults=True)
