"""Subkeys: each use of a key has one of its own, so that none can be played against another."""

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 64


def derived(key: bytes, use: str) -> bytes:
    """The 64 bytes that stand for `key` in this use; they tell nothing of it, nor of another use's."""
    return HKDF(SHA512(), length=KEY_BYTES, salt=None, info=f"cspr {use}".encode()).derive(key)
