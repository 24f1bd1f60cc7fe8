"""The service's own signature, by which a case knows what another workflow of ours sends it."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey

from vault.case_keys import CaseKeys
from vault.derive import derived
from vault.proofs import Signer
from vault.scope import SERVICE

PRIVATE_KEY_BYTES = 32


async def service_signer(keys: CaseKeys) -> Signer:
    """The signer whose key is derived from the service's own. Raises as `CaseKeys.get` does."""
    secret = (await keys.get(SERVICE)).secret
    private = Ed25519PrivateKey.from_private_bytes(derived(secret, "signature")[:PRIVATE_KEY_BYTES])
    return Signer(OKPKey(private, private))
