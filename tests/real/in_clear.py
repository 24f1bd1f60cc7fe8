"""The service with its encryption switched off, which the product cannot do: what a search finds there, it can find."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from temporalio.client import Client
from temporalio.converter import DefaultFailureConverter

import worker
from stack.service import Service
from tests.real.live import Live, connect
from vault.case_keys import CaseKey, CaseKeys
from vault.cipher import Cipher
from vault.converter import data_converter


class NoCipher(Cipher):
    """Seals nothing."""

    def seal(self, plaintext: bytes, *_associated: str) -> bytes:
        """The same."""
        return plaintext

    def open(self, sealed: bytes, *_associated: str) -> bytes:
        """The same."""
        return sealed


class OpenKey(CaseKey):
    """A key that is not used."""

    @cached_property
    def cipher(self) -> Cipher:
        """One that seals nothing."""
        return NoCipher(self.key_id, {})


class OpenKeys(CaseKeys):
    """The keys of the cases, none of which is used."""

    async def get(self, scope: str) -> CaseKey:
        """The key of that scope, not to be used."""
        key = await super().get(scope)
        return OpenKey(key.scope, key.key_id, key.secret)


@asynccontextmanager
async def service_in_clear(root: Path) -> AsyncIterator[Live]:
    """A whole service as it is, but for a worker and a client with the same data converter less its codec."""
    service = Service(root)
    async with service as settings:
        await service.worker.stop()
        sealed = await connect(service, settings)
        keys = OpenKeys(sealed.keys.store, sealed.keys.master)
        converter = replace(data_converter(keys), payload_codec=None, failure_converter_class=DefaultFailureConverter)
        client = Client(sealed.client.service_client, namespace=settings.namespace, data_converter=converter)
        async with worker.open_house(settings, keys) as house, worker.worker_for(client, house):
            yield replace(sealed, client=client, keys=keys)
        await sealed.ledger.close()
