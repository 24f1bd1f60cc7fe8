"""The projector: reads on in the ledger, and brings the rows of each projection in line with what was recorded."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import structlog

from domain.event import RecordedEvent
from domain.evolve import fold
from ledger import checkpoints
from ledger.checkpoints import Checkpoint
from ledger.connect import LedgerUnavailable, open_pool, reaching_the_ledger
from ledger.projections.known import PROJECTIONS
from ledger.projections.projection import Projection, Record, Row, values_of
from ledger.read import STREAM
from ledger.sealing import Sealer, opened_body
from vault.case_keys import CaseKeys, KeyDestroyed
from vault.cipher import Unreadable
from vault.key_store import KeyStoreUnavailable
from vault.master import MasterUnavailable, WrongMaster

LOOKS_EVERY_SECONDS = 1.0
LOOKS_AGAIN_SECONDS = 10.0
OUTAGES = (LedgerUnavailable, KeyStoreUnavailable, MasterUnavailable)
NO_KEY = (Unreadable, WrongMaster)
"""What says that one stream cannot be opened; its words name nobody."""

LOG = structlog.get_logger()


class Projector:
    """Projects, beside any others that do.

    A stream is short, so it is always read whole, and its rows are replaced in one transaction: whatever was there
    before, they are right afterwards, and nobody ever sees half of them.
    """

    def __init__(self, pool: asyncpg.Pool, keys: CaseKeys) -> None:
        self._pool = pool
        self._keys = keys

    async def step(self, names: Sequence[str] = tuple(PROJECTIONS)) -> bool:
        """Project the streams that come next for those of the projections that nobody works on; whether there were any.

        Raises:
            LedgerUnavailable, KeyStoreUnavailable, MasterUnavailable: an outage; the checkpoints are as they were.
        """
        with reaching_the_ledger():
            async with self._pool.acquire() as connection, connection.transaction():
                free = [each for each in await checkpoints.take_free(connection, names) if not each.is_ahead]
                head = await connection.fetchval(checkpoints.HEAD)
                steps = [await checkpoints.next_step(connection, each, head) for each in free]
                await self._project(connection, _by_stream(free, steps))
                for known, step in zip(free, steps, strict=True):
                    await checkpoints.move_on(connection, known, step)
        for step in steps:
            if step.is_anew:
                LOG.info("a list has been made anew", list=step.then.name, version=step.then.version)
        return any(step.streams or step.then != known for known, step in zip(free, steps, strict=True))

    async def begin_anew(self, name: str) -> None:
        """Have the steps to come make a projection anew, record by record; the rows that are there stay until then.

        Raises:
            LedgerUnavailable: PostgreSQL cannot be reached.
        """
        with reaching_the_ledger():
            async with self._pool.acquire() as connection, connection.transaction():
                await checkpoints.take(connection, [name])
                await connection.execute(checkpoints.BEGIN_ANEW, name)

    async def project(self, stream: str) -> None:
        """Bring the rows of one stream in line in every projection, once whoever works on them has done.

        Raises as `step` does.
        """
        with reaching_the_ledger():
            async with self._pool.acquire() as connection, connection.transaction():
                taken = await checkpoints.take(connection, tuple(PROJECTIONS))
                await self._project(connection, {stream: [each.projection for each in taken if not each.is_ahead]})

    async def _project(self, connection: asyncpg.Connection, projections: dict[str, list[Projection[Any]]]) -> None:
        for stream, of_it in projections.items():
            try:
                with reaching_the_ledger():  # an outage is no fault of the stream
                    async with connection.transaction():
                        record = await self._record(connection, stream)
                        for projection in of_it:
                            await _replace(connection, projection, stream, list(projection.rows_of(record)))
            except OUTAGES:
                raise
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one stream stops no other
                # Only what we have worded ourselves is free of what the stream holds.
                why = str(error) if isinstance(error, NO_KEY) else type(error).__name__
                LOG.warning("a stream cannot be projected", stream=stream, why=why)
                for projection in of_it:
                    await connection.execute(checkpoints.NOTE_FAULT, projection.name, stream, why)

    async def _record(self, connection: asyncpg.Connection, stream: str) -> Record:
        try:
            cipher = (await self._keys.get(stream)).cipher
        except KeyDestroyed as known:
            return Record(stream, destroyed=known.destroyed.at)
        rows = await connection.fetch(STREAM, stream)
        return await asyncio.to_thread(_opened, stream, rows, cipher)  # the loop has cases to serve meanwhile


async def project_on(dsn: str, keys: CaseKeys) -> None:
    """Project whatever is recorded, until it is cancelled. It has connections of its own, and holds up nobody."""
    async with await open_pool(dsn) as pool:
        projector = Projector(pool, keys)
        while True:
            pause = LOOKS_EVERY_SECONDS
            try:
                while await projector.step():
                    pass
            except OUTAGES as error:
                LOG.warning("the projections wait", error=type(error).__name__)
                pause = LOOKS_AGAIN_SECONDS
            except Exception as error:  # noqa: BLE001 - the worker has other work, which goes on
                LOG.error("the projections wait", error=type(error).__name__)  # noqa: TRY400 - its text may tell more
                pause = LOOKS_AGAIN_SECONDS
            await asyncio.sleep(pause)


def _by_stream(known: Sequence[Checkpoint], steps: Sequence[checkpoints.Step]) -> dict[str, list[Projection[Any]]]:
    """So that each stream is opened once for all projections that take it next."""
    wanted: dict[str, list[Projection[Any]]] = {}
    for each, step in zip(known, steps, strict=True):
        for stream in step.streams:
            wanted.setdefault(stream, []).append(each.projection)
    return wanted


def _opened(stream: str, rows: Sequence[asyncpg.Record], cipher: Sealer) -> Record:
    events: tuple[RecordedEvent, ...] = tuple(opened_body(row["body"], stream, row["position"], cipher) for row in rows)
    case = fold(stream, events) if events else None
    if case and case.disposed:  # its key is about to be destroyed
        return Record(stream, destroyed=case.disposed.at)
    return Record(stream, events, case)


async def _replace(
    connection: asyncpg.Connection, projection: Projection[Any], stream: str, rows: Sequence[Row]
) -> None:
    await connection.execute(projection.delete, stream)
    await connection.executemany(projection.insert, [values_of(row) for row in rows])
    await connection.execute(checkpoints.FORGET_FAULT, projection.name, stream)
