"""What the activities work with: settings, ledger and keys, opened once for a worker."""

from dataclasses import dataclass

import asyncpg

from settings import Settings
from vault.case_keys import CaseKeys
from vault.documents import DocumentStore


@dataclass(frozen=True)
class House:
    """The connections of one worker."""

    settings: Settings
    ledger: asyncpg.Pool
    keys: CaseKeys

    async def documents(self, case: str) -> DocumentStore:
        """The documents of the case of this reference. Raises as `CaseKeys.get` does."""
        return DocumentStore(self.settings.documents, await self.keys.get(case))
