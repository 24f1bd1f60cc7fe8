"""Bring to the ledger what waits in the spool: at once, or again and again until it has gone."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import astuple, fields

import asyncpg
import structlog

from ledger.chain import AttemptRow
from ledger.connect import LedgerUnavailable, open_pool, reaching_the_ledger
from ledger.spool import Spool

AT_ONCE = 500
COLUMNS = ", ".join(each.name for each in fields(AttemptRow))
INSERT = f"insert into attempt ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing"  # noqa: S608 - ours

LOOKS_EVERY_SECONDS = 1.0
LOOKS_AGAIN_SECONDS = 10.0

_log = structlog.get_logger()


async def insert(ledger: asyncpg.Pool, rows: Sequence[AttemptRow]) -> None:
    """Put rows on record, in their order; one that is there already changes nothing.

    Whatever is wrong with the ledger, it is the ledger that is away: a schema of yesterday, too.

    Raises:
        LedgerUnavailable: it does not take them.
    """
    try:
        with reaching_the_ledger():
            for first in range(0, len(rows), AT_ONCE):
                await ledger.executemany(INSERT, [astuple(row) for row in rows[first : first + AT_ONCE]])
    except asyncpg.PostgresError as error:
        raise LedgerUnavailable(f"the ledger's PostgreSQL does not take it: {type(error).__name__}") from None


async def deliver(ledger: asyncpg.Pool, spool: Spool, following: Sequence[AttemptRow] = ()) -> None:
    """Put on record what waits in the spool, and after it what follows.

    Raises:
        LedgerUnavailable: the ledger does not take it; all of it waits as before.
        OSError: the spool cannot be used.
    """
    with ExitStack() as held:
        await asyncio.to_thread(held.enter_context, spool.held())
        waiting = spool.rows()
        await insert(ledger, [*waiting, *following])
        spool.clear()
    if waiting:
        _log.info("what waited for the ledger is on record", attempts=len(waiting))


async def deliver_on(dsn: str, spool: Spool, tell: Callable[[int], None] = lambda _: None) -> None:
    """Deliver whatever comes to wait in the spool, until it is cancelled. It has connections of its own.

    Args:
        dsn: the ledger.
        spool: the one of this machine. Whoever else adds to it or delivers it takes turns.
        tell: told each time how many wait still.
    """
    async with await open_pool(dsn) as ledger:
        while True:
            pause = LOOKS_EVERY_SECONDS
            try:
                tell(spool.count())
                if spool.has_any():
                    await deliver(ledger, spool)
                    tell(0)
            except (LedgerUnavailable, OSError) as error:
                _log.warning("what waits for the ledger waits still", folder=str(spool.folder), why=str(error))
                pause = LOOKS_AGAIN_SECONDS
            await asyncio.sleep(pause)
