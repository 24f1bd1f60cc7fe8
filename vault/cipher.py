"""Authenticated encryption (AES-SIV, RFC 5297) of everything confidential, bound to where it belongs."""

from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

FORMAT = b"\x01"
TAG_BYTES = 16


class Unreadable(Exception):  # noqa: N818 - what it says, as Refusal does
    """No key opens this: it was sealed by an unknown key, for another place, was changed, or never sealed."""


class UnknownKey(Unreadable):
    """It was sealed by a key that is not at hand; the message names it."""


class Cipher:
    """Seals and opens bytes.

    Sealed bytes are the format (1 byte), the length of the key's id (1 byte), the id, and what AES-SIV makes
    of the plaintext. AES-SIV is deterministic: the same plaintext for the same place gives the same bytes.
    Who must hide even that two plaintexts are equal passes a random nonce among the associated data.
    """

    def __init__(self, current: str, keys: Mapping[str, bytes]) -> None:
        """Seal with the key called `current`, open with any; each has 64 bytes."""
        self.current = current
        self._keys = {key_id: AESSIV(key) for key_id, key in keys.items()}

    def seal(self, plaintext: bytes, *associated: str) -> bytes:
        """Encrypt with the current key, for the place that `associated` names ("event", stream, "7")."""
        key_id = self.current.encode()
        header = FORMAT + bytes([len(key_id)]) + key_id
        return header + self._keys[self.current].encrypt(plaintext, _bound(header, associated))

    def open(self, sealed: bytes, *associated: str) -> bytes:
        """Give back what was sealed for the same place, by any of the keys.

        Raises:
            UnknownKey: it was sealed by a key that is not among them.
            Unreadable: it was not sealed so, or was changed since.
        """
        key_id = sealing_key(sealed)
        start = 2 + sealed[1]
        header, body = sealed[:start], sealed[start:]
        key = self._keys.get(key_id)
        if key is None:
            raise UnknownKey("it was sealed with a key that is not at hand")
        try:
            return key.decrypt(body, _bound(header, associated))
        except InvalidTag:
            raise Unreadable("it was changed, or sealed for another place or with another key") from None


def sealing_key(sealed: bytes) -> str:
    """The id of the key that sealed this.

    Raises:
        Unreadable: it was not sealed so.
    """
    start = 2 + sealed[1] if sealed[:1] == FORMAT and len(sealed) > 1 else 0
    if not start or len(sealed) < start + TAG_BYTES:
        raise Unreadable("it is not sealed")
    return sealed[2:start].decode(errors="replace")


def _bound(header: bytes, associated: tuple[str, ...]) -> list[bytes]:
    return [header, *(part.encode() for part in associated)]
