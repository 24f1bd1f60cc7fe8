"""What the activities work with: settings, ledger, cipher and documents, opened once for a worker."""

from dataclasses import dataclass

import asyncpg

from settings import Settings
from vault.cipher import Cipher
from vault.documents import DocumentStore


@dataclass(frozen=True)
class House:
    """The connections of one worker."""

    settings: Settings
    ledger: asyncpg.Pool
    cipher: Cipher
    documents: DocumentStore
