"""Read the streams."""

from dataclasses import fields

import asyncpg

from domain.event import RecordedEvent
from domain.moment import Moment
from domain.reporting.course import Trace
from domain.skeleton import Skeleton
from ledger.chain import Head, Row
from ledger.checking import KeptRow
from ledger.connect import reaching_the_ledger
from ledger.sealing import Sealer, opened_body

STREAM = "select position, body from event where stream = $1 order by position"
TRACES = "select type, effective, skeleton from event where stream = $1 order by position"
KNOWN = "select exists (select from event where stream = $1)"
ATTEMPTS = "attempt"
"""What the one chain of who looked at or tried what is called among the streams of the cases."""

COLUMNS = [each.name for each in fields(Row)]
# An instant that PostgreSQL can write and we cannot read must not end a check: it is none.
READABLE = "case when {0} between '0002-01-01' and '9998-12-31' then {0} end as {0}"
ROWS = "select {}, hash from event where stream = $1 order by position".format(  # noqa: S608 - ours
    ", ".join(READABLE.format(name) if name == "recorded_at" else name for name in COLUMNS)
)
LAST = "select coalesce(max(position), 0) from event where stream = $1"
SIZES = "select stream, count(*) as events from event group by stream order by stream"
# From stream to stream by the index, however many events each has.
HEADS = """
with recursive head as (
    (select stream, position, hash from event order by stream desc, position desc limit 1)
    union all
    select before.stream, before.position, before.hash from head cross join lateral (
        select stream, position, hash from event where event.stream < head.stream
        order by stream desc, position desc limit 1
    ) before
)
(select stream, position, hash from head order by stream)
union all
(select 'attempt', number, hash from attempt order by number desc limit 1)
"""
STREAMS = "select stream from event where position = 1 order by stream"


async def read_stream(pool: asyncpg.Pool, stream: str, cipher: Sealer) -> list[RecordedEvent]:
    """All events of a stream in order; none where there is no such stream.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
        Unreadable: a row was changed, moved, or sealed by a key that is not in the key file (`vault.cipher`).
    """
    with reaching_the_ledger():
        rows = await pool.fetch(STREAM, stream)
    return [opened_body(row["body"], stream, row["position"], cipher) for row in rows]


async def read_one_by_one(
    pool: asyncpg.Pool, stream: str, cipher: Sealer, unreadable: type[Exception]
) -> tuple[dict[int, RecordedEvent], dict[int, str]]:
    """The events of a stream by their positions; and of those that cannot be read, why.

    `unreadable` is what the cipher raises for what it cannot open.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        rows = await pool.fetch(STREAM, stream)
    events, faults = dict[int, RecordedEvent](), dict[int, str]()
    for row in rows:
        position = row["position"]
        try:
            events[position] = opened_body(row["body"] or b"", stream, position, cipher)
        except unreadable as error:
            faults[position] = str(error)
        except ValueError:  # whoever has the key can seal anything
            faults[position] = "today's code cannot read it"
    return events, faults


async def read_traces(pool: asyncpg.Pool, stream: str) -> list[Trace]:
    """What of each event of a stream stands in clear, in order. No key is needed.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        rows = await pool.fetch(TRACES, stream)
    return [
        Trace(
            type=row["type"],
            effective=Moment.parse(row["effective"]),
            skeleton=Skeleton.model_validate_json(row["skeleton"]),
        )
        for row in rows
    ]


async def is_known(pool: asyncpg.Pool, stream: str) -> bool:
    """Whether there is such a stream.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        return bool(await pool.fetchval(KNOWN, stream))


async def last_position(pool: asyncpg.Pool, stream: str) -> int:
    """The position of the last event of a stream; 0 where there is none.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        return int(await pool.fetchval(LAST, stream))


async def streams(pool: asyncpg.Pool) -> list[str]:
    """The names of all streams, sorted.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        return [row["stream"] for row in await pool.fetch(STREAMS)]


async def stream_sizes(pool: asyncpg.Pool) -> dict[str, int]:
    """How many events each stream has, those too that have lost their first.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        return {row["stream"]: row["events"] for row in await pool.fetch(SIZES)}


async def read_rows(pool: asyncpg.Pool, stream: str) -> list[KeptRow]:
    """The rows of a stream as they are kept, in the order of their positions. No key is needed.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        rows = await pool.fetch(ROWS, stream)
    return [KeptRow(Row(*(row[name] for name in COLUMNS)), row["hash"]) for row in rows]


async def read_heads(pool: asyncpg.Pool) -> list[Head]:
    """The last event of every stream at one instant, and the last of all attempts under the name `ATTEMPTS`.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        rows = await pool.fetch(HEADS)
    return [Head(row["stream"], row["position"], row["hash"].hex()) for row in rows]
