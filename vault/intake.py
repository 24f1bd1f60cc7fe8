"""What integrators encrypt to: each case's public intake key (X25519), by JSON Web Encryption. They open nothing.

The private key is derived from the case's own, so that it is destroyed with it.
"""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from temporalio.api.common.v1 import Payload

from vault.case_keys import CaseKey
from vault.cipher import Unreadable
from vault.derive import derived

ENCODING = b"binary/cspr-intake"
KEY_ID = "key-id"
PRIVATE_KEY_BYTES = 32
HEADER = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}


def intake_key(key: CaseKey) -> dict[str, Any]:
    """The public intake key of a case, a JWK that anybody may have; its `kid` is the id of the case's key."""
    return {**_private(key).as_dict(private=False), "kid": key.key_id}


def encrypted_to(payload: Payload, public: dict[str, Any]) -> Payload:
    """The payload, encrypted to the intake key of the case that it is for."""
    key = OKPKey.import_key({name: value for name, value in public.items() if name != "kid"})
    text = jwe.encrypt_compact(dict(HEADER), payload.SerializeToString(), key)
    return Payload(metadata={"encoding": ENCODING, KEY_ID: public["kid"].encode()}, data=text.encode())


def opened(payload: Payload, key: CaseKey) -> Payload:
    """What was encrypted to the case's intake key. Raises Unreadable."""
    try:
        plaintext = jwe.decrypt_compact(payload.data, _private(key), algorithms=list(HEADER.values())).plaintext
        return Payload.FromString(plaintext or b"")
    except (JoseError, ValueError):
        raise Unreadable("it was changed, or not encrypted to the intake key of this case") from None


def _private(key: CaseKey) -> OKPKey:
    private = X25519PrivateKey.from_private_bytes(derived(key.secret, "intake")[:PRIVATE_KEY_BYTES])
    return OKPKey(private, private)
