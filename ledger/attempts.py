"""Put on record who looked at or tried what: in the ledger, or beside it while the ledger is away."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from datetime import datetime

import asyncpg
import structlog

from domain.attempt import Attempt
from ledger.attempt_rows import attempt_row
from ledger.chain import AttemptRow
from ledger.connect import LedgerUnavailable
from ledger.delivering import deliver, insert
from ledger.sealing import Sealer
from ledger.spool import Spool

_log = structlog.get_logger()


class NotRecorded(Exception):  # noqa: N818 - what it says
    """It can be put on record neither in the ledger nor beside it, so nothing may be shown. The message says why."""


class AttemptRecord:
    """Puts on record who looked at what, and who tried what.

    Args:
        ledger: where they go.
        sealed_for: for a reference or none and a UTC instant, the reference that the key store knows, what seals the
            attempt, and whether that goes when the case's record does.
        spool: where they wait while the ledger cannot take them.
    """

    def __init__(
        self,
        ledger: asyncpg.Pool,
        sealed_for: Callable[[str | None, datetime], Awaitable[tuple[str | None, Sealer, bool]]],
        spool: Spool,
    ) -> None:
        self._ledger = ledger
        self._sealed_for = sealed_for
        self.spool = spool

    async def add(self, *attempts: Attempt) -> None:
        """Put attempts on record, after those that wait in the spool. The same one again changes nothing.

        Raises:
            NotRecorded: neither the ledger nor the spool takes them.
            WrongMaster, KeyStoreUnavailable, MasterUnavailable: there is no key now to seal them with (`vault`).
        """
        rows = [await self._row(each) for each in attempts]
        try:
            if not self.spool.has_any():
                await insert(self._ledger, rows)
                return
        except LedgerUnavailable as away:
            await self._keep(rows, away)
        else:
            await self._follow_what_waits(rows)

    async def _row(self, attempt: Attempt) -> AttemptRow:
        reference, cipher, ends_with_the_case = await self._sealed_for(attempt.reference, attempt.at)
        # Somebody's own words may be about a child, and so are kept where they go with a record, or not at all.
        asked = attempt.asked if ends_with_the_case else ()
        return attempt_row(attempt.model_copy(update={"reference": reference, "asked": asked}), cipher)

    async def _follow_what_waits(self, rows: Sequence[AttemptRow]) -> None:
        try:
            await deliver(self._ledger, self.spool, rows)
        except LedgerUnavailable as away:
            await self._keep(rows, away)
        except OSError as error:
            raise NotRecorded(f"the spool {self.spool.folder} cannot be read: {error.strerror}") from None

    async def _keep(self, rows: Sequence[AttemptRow], away: LedgerUnavailable) -> None:
        try:
            with ExitStack() as held:
                await asyncio.to_thread(held.enter_context, self.spool.held())
                self.spool.add(rows)
        except OSError as error:
            raise NotRecorded(
                f"{away}; nor can it wait in the folder {self.spool.folder} (setting attempts): {error.strerror}"
            ) from None
        _log.warning("who looked at or tried what waits for the ledger", attempts=len(rows), why=str(away))
