"""The payloads of this service, opened by the vault."""

import json

from temporalio.api.common.v1 import Payload

from domain.unreadable import unreadable
from door.ports import RecordsUnavailable
from vault.case_keys import CaseKeys, NoKey
from vault.codec import SealingCodec, is_sealed, scope_of_payload
from vault.key_store import KeyStoreUnavailable
from vault.master import MasterUnavailable, WrongMaster


class SealedRecords:
    """What the worker has sealed; any case's, because who may read is asked before."""

    def __init__(self, keys: CaseKeys) -> None:
        self._codec = SealingCodec(keys)

    def scope_of(self, payload: Payload) -> str | None:
        """Whose key sealed the payload."""
        return scope_of_payload(payload) if is_sealed(payload) else None

    async def open(self, payload: Payload, /) -> Payload:
        """The payload in clear, or the unreadable value. Raises RecordsUnavailable for an outage of the keys."""
        try:
            [opened] = await self._codec.decode([payload])
        except (KeyStoreUnavailable, MasterUnavailable, WrongMaster) as reason:
            raise RecordsUnavailable(str(reason)) from None
        except NoKey as reason:
            why = json.dumps(unreadable(str(reason)))
            return Payload(metadata={"encoding": b"json/plain"}, data=why.encode())
        return opened
