"""The payload codec: everything that Temporal keeps for us is sealed before it leaves this process."""

import json
import secrets
from collections.abc import Sequence
from typing import Self

from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    ActivitySerializationContext,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from domain.unreadable import unreadable
from vault import intake
from vault.case_keys import CaseKey, CaseKeys, KeyDestroyed
from vault.cipher import Unreadable
from vault.intake import KEY_ID
from vault.scope import SERVICE, scope_of_key, scope_of_workflow

ENCODING = b"binary/cspr-sealed"
NONCE_BYTES = 16
PURPOSE = "temporal payload"


class SealingCodec(PayloadCodec, WithSerializationContext):
    """Seals whole payloads, each with a random nonce, so that equal decisions do not look equal.

    What belongs to a case is sealed with the case's key and opens for no other; the key's id, which says whose it
    is, is bound in. Without a context, as at the front door, it opens what any key of the service has sealed.
    """

    def __init__(self, keys: CaseKeys, scope: str | None = None) -> None:
        self._keys = keys
        self._scope = scope

    def with_context(self, context: SerializationContext | None) -> Self:
        """The codec of the workflow that the context names."""
        if not isinstance(context, WorkflowSerializationContext | ActivitySerializationContext):
            return self
        return type(self)(self._keys, scope_of_workflow(context.workflow_id or ""))

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each payload; the key's id stands beside it in clear.

        Raises:
            NoKey: the case was never referred.
            KeyDestroyed: its record was destroyed.
            WrongMaster, KeyStoreUnavailable, MasterUnavailable: the key cannot be had now.
        """
        key = await self._keys.get(self._scope or SERVICE)
        return [_sealed(payload, key) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open each payload; one that was not sealed, or that its key does not open, becomes the unreadable value.

        A key that cannot be had raises as in `encode`: then the worker tries again, which is right for an outage.
        """
        return [await self._opened(payload) for payload in payloads]

    async def _opened(self, payload: Payload) -> Payload:
        if not is_sealed(payload):
            return _plain_json(unreadable("it was sent in clear"))
        scope = scope_of_payload(payload)
        if scope is None or (self._scope or scope) != scope:
            return _plain_json(unreadable("it was sealed for something else"))
        try:
            key = await self._keys.get(scope)
        except KeyDestroyed as known:
            # Without a scope it is for people; what a worker sees may end in its log.
            return _plain_json(unreadable(str(known) if self._scope else known.in_full))
        try:
            return intake.opened(payload, key) if _came_in(payload) else _unsealed(payload, key)
        except Unreadable as reason:
            return _plain_json(unreadable(str(reason)))


def is_sealed(payload: Payload) -> bool:
    """Whether the payload says that it was sealed by us, or encrypted to one of our intake keys."""
    return payload.metadata.get("encoding") == ENCODING or _came_in(payload)


def scope_of_payload(payload: Payload) -> str | None:
    """Whose key the payload says to have been sealed with; None where it names none."""
    return scope_of_key(payload.metadata.get(KEY_ID, b"").decode(errors="replace"))


def _came_in(payload: Payload) -> bool:
    return payload.metadata.get("encoding") == intake.ENCODING


def _unsealed(payload: Payload, key: CaseKey) -> Payload:
    nonce, sealed = payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:]
    return Payload.FromString(key.cipher.open(sealed, PURPOSE, nonce.hex()))


def _sealed(payload: Payload, key: CaseKey) -> Payload:
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = key.cipher.seal(payload.SerializeToString(), PURPOSE, nonce.hex())
    return Payload(metadata={"encoding": ENCODING, KEY_ID: key.key_id.encode()}, data=nonce + sealed)


def _plain_json(value: dict[str, str]) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(value).encode())
