"""Read the streams."""

import asyncpg

from domain.event import RecordedEvent
from domain.skeleton import Skeleton
from ledger.connect import reaching_the_ledger
from ledger.sealing import Sealer, opened_body

STREAM = "select position, body from event where stream = $1 order by position"
SKELETONS = "select skeleton from event where stream = $1 order by position"
KNOWN = "select exists (select from event where stream = $1)"
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


async def read_skeletons(pool: asyncpg.Pool, stream: str) -> list[Skeleton]:
    """What of each event of a stream stands in clear, in order. No key is needed.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        rows = await pool.fetch(SKELETONS, stream)
    return [Skeleton.model_validate_json(row["skeleton"]) for row in rows]


async def is_known(pool: asyncpg.Pool, stream: str) -> bool:
    """Whether there is such a stream.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        return bool(await pool.fetchval(KNOWN, stream))


async def streams(pool: asyncpg.Pool) -> list[str]:
    """The names of all streams, sorted.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        return [row["stream"] for row in await pool.fetch(STREAMS)]
