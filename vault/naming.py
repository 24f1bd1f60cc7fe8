"""Names that tell nothing: case references and fingerprints, made with the service's own key."""

import hashlib
import hmac

from vault.derive import derived


class Naming:
    """Keyed hashes. The key never changes: the same referral would get a second reference."""

    def __init__(self, key: bytes) -> None:
        self._reference_key = derived(key, "case references")
        self._fingerprint_key = derived(key, "fingerprints")

    def reference_hash(self, identity: str) -> bytes:
        """32 bytes that stand for what makes an incident this one; the case reference is made of them."""
        return hmac.digest(self._reference_key, identity.encode(), "sha256")

    def kept_fingerprint(self, digest: str) -> str:
        """What the ledger keeps of a fingerprint, in clear: what a sender gave for one may be anything."""
        return self.fingerprint("ledger", digest)

    def fingerprint(self, purpose: str, text: str) -> str:
        """64 hex digits, equal for equal texts of one purpose ("birth date"); they tell nothing else."""
        return hmac.new(self._fingerprint_key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()
