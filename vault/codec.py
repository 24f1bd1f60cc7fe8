"""The payload codec: everything that Temporal keeps for us is sealed before it leaves this process."""

import json
import secrets
from collections.abc import Sequence

from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from domain.unreadable import unreadable
from vault.cipher import Cipher, Unreadable
from vault.keys import Keyring

ENCODING = b"binary/cspr-sealed"
KEY_ID = "key-id"
NONCE_BYTES = 16
PURPOSE = "temporal payload"


class SealingCodec(PayloadCodec):
    """Seals whole payloads, each with a random nonce, so that equal decisions do not look equal.

    The workflow's id is not bound in: the Web UI's codec server and schedules encode and decode without it.
    """

    def __init__(self, keyring: Keyring) -> None:
        self._cipher = Cipher(keyring)

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Seal each payload; the key's id stands beside it in clear, to tell which keys are in use."""
        return [self._sealed(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Open each payload; one that was not sealed, or that no key opens, becomes the unreadable value.

        Whatever else goes wrong raises: then the worker tries again, which is right for an outage.
        """
        return [self._opened(payload) for payload in payloads]

    def _sealed(self, payload: Payload) -> Payload:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher.seal(payload.SerializeToString(), PURPOSE, nonce.hex())
        metadata = {"encoding": ENCODING, KEY_ID: self._cipher.current.encode()}
        return Payload(metadata=metadata, data=nonce + sealed)

    def _opened(self, payload: Payload) -> Payload:
        if not is_sealed(payload):
            return _plain_json(unreadable("it was sent in clear"))
        nonce, sealed = payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:]
        try:
            return Payload.FromString(self._cipher.open(sealed, PURPOSE, nonce.hex()))
        except Unreadable as reason:
            return _plain_json(unreadable(str(reason)))


def is_sealed(payload: Payload) -> bool:
    """Whether the payload says that it is one of ours."""
    return payload.metadata.get("encoding") == ENCODING


def _plain_json(value: dict[str, str]) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(value).encode())
