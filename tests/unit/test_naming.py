"""Names tell nothing, and never change."""

from vault.derive import derived
from vault.naming import Naming

KEY = bytes(range(64))


def test_each_use_has_its_own_key() -> None:
    naming = Naming(KEY)
    digests = {
        naming.reference_hash("birth date\0invented").hex(),
        naming.fingerprint("birth date", "invented"),
        naming.fingerprint("name", "invented"),
        naming.fingerprint("birth", "date\0invented"),
    }
    assert len(digests) == 4


def test_what_is_derived_from_a_key_never_changes() -> None:
    """A change here would orphan every document and every reference of a running service."""
    assert Naming(KEY).reference_hash("invented").hex()[:16] == "992cc9b5eaa93dcd"
    assert Naming(KEY).fingerprint("name", "invented")[:16] == "50a2f6a7baf624be"
    assert derived(KEY, "encryption").hex()[:16] == "e55b46c3401d035e"
