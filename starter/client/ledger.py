"""The ledger, opened for a command; what waits beside it goes there first."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from ledger.connect import LedgerUnavailable, open_pool
from ledger.delivering import deliver
from ledger.spool import Spool
from settings import Settings
from starter.client.errors import ServiceUnavailable
from vault.cipher import Unreadable


@asynccontextmanager
async def open_ledger(chosen: Settings) -> AsyncIterator[asyncpg.Pool]:
    """The ledger's PostgreSQL. What waits on this machine of who looked and who tried is put on record first.

    Raises:
        ServiceUnavailable: it cannot be reached, or a row cannot be opened.
    """
    pool = await open_pool(chosen.ledger_dsn)
    try:
        await _deliver(pool, Spool(chosen.attempts_place))
        yield pool
    except LedgerUnavailable as error:
        raise ServiceUnavailable(f"{error}.", say_waiting(chosen)) from None
    except Unreadable as error:
        raise ServiceUnavailable(f"The ledger's rows cannot be opened: {error}. See cspr ledger verify.") from None
    finally:
        await pool.close()


def say_waiting(chosen: Settings) -> list[str]:
    """What waits on this machine for the ledger, in a line; none where nothing does."""
    spool = Spool(chosen.attempts_place)
    try:
        waiting = spool.count()
    except OSError as error:
        return [f"Whether looks or refused attempts wait in {spool.folder} cannot be seen: {error.strerror}."]
    counted = f"{waiting} looks and refused attempts wait" if waiting > 1 else "1 look or refused attempt waits"
    return [f"{counted} in {spool.folder} for the ledger."] if waiting else []


async def _deliver(pool: asyncpg.Pool, spool: Spool) -> None:
    """Where the folder cannot be used it waits still, which is no reason to fail: `say_waiting` says so."""
    with suppress(OSError):
        if spool.has_any():
            await deliver(pool, spool)
