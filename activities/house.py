"""What the activities work with: settings, ledger and keys, opened once for a worker."""

from dataclasses import dataclass

import asyncpg

from settings import Settings
from vault.case_keys import CaseKeys
from vault.documents import DocumentStore
from vault.oidc_provider import OidcProvider


@dataclass(frozen=True)
class House:
    """The connections of one worker, and the provider at which people sign in, if there is one."""

    settings: Settings
    ledger: asyncpg.Pool
    keys: CaseKeys
    provider: OidcProvider | None = None

    async def documents(self, case: str) -> DocumentStore:
        """The documents of the case of this reference. Raises as `CaseKeys.get` does."""
        return DocumentStore(self.settings.documents, await self.keys.get(case))
