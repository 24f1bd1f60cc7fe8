"""Copies who looked and who tried into the archive, beside the sweep: the ledger alone has it otherwise."""

import asyncio

import asyncpg
import structlog

from archive.attempts import AttemptsArchive
from archive.store import ArchiveDamaged, ArchiveUnavailable
from ledger.attempts_read import PAGE, attempts_after
from ledger.connect import LedgerUnavailable, open_pool, reaching_the_ledger

LOOKS_EVERY_SECONDS = 600.0
HAS = "select exists (select from attempt where (number, hash) = ($1, $2))"
WAITED = "select clock_timestamp() - $1 >= interval '50 minutes'"
"""So long a row waits for others that go into the same file: with the time between two looks, an hour at the most."""

_log = structlog.get_logger()


class OtherChain(Exception):  # noqa: N818 - what it says
    """The ledger does not have what the archive has; the message says what to do."""


async def keep_attempts(ledger: asyncpg.Pool, archive: AttemptsArchive) -> bool:
    """Copy the next rows, if there is a file full or one has waited for long; whether there were any.

    Raises:
        OtherChain: the ledger was lost, or an old backup of it was put back.
        LedgerUnavailable, ArchiveUnavailable, ArchiveDamaged: it cannot be done now.
    """
    last = await asyncio.to_thread(archive.last)
    with reaching_the_ledger():
        if last and not await ledger.fetchval(HAS, last.number, last.hash):
            raise OtherChain(
                f"the ledger does not have look {last.number} as the archive has it: it was lost, or an old backup of "
                "it was put back. Run python -m stack.prepare, which puts back what is missing"
            )
        rows = await attempts_after(ledger, last.number if last else 0)
        if not rows or (len(rows) < PAGE and not await ledger.fetchval(WAITED, rows[0].kept_at)):
            return False
    await asyncio.to_thread(archive.add, rows)
    return True


async def keep_attempts_on(dsn: str, archive: AttemptsArchive) -> None:
    """Copy whatever comes, until it is cancelled. It has connections of its own."""
    async with await open_pool(dsn) as ledger:
        while True:
            try:
                while await keep_attempts(ledger, archive):
                    pass
            except (LedgerUnavailable, ArchiveUnavailable) as error:
                _log.warning("who looked is not in the archive yet", why=str(error))
            except asyncpg.PostgresError as error:
                _log.warning("who looked is not in the archive yet", why=type(error).__name__)
            except (OtherChain, ArchiveDamaged) as error:
                _log.error("who looked cannot be archived", why=str(error))
            await asyncio.sleep(LOOKS_EVERY_SECONDS)
