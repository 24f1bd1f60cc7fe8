"""The keyring: the keys of the key file, and what is derived from them for each use."""

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
import stat
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from vault.new_file import write_new

KEY_BYTES = 64
KEY_ID = re.compile(r"[a-z0-9-]{1,32}")
FIRST_KEY = "k1"


class KeyFileError(Exception):
    """The key file is missing, readable by others, or broken; the message says which."""


class KeyFile(BaseModel):
    """What stands in the key file.

    New things are encrypted with the key called `current`; the others still open what they have sealed.
    `naming` is the key that case references, document addresses and fingerprints are made with: it stays when
    the current one changes, or the same referral would get a second reference.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    current: str
    naming: str
    keys: dict[str, str]

    @model_validator(mode="after")
    def _has_every_key_that_it_names(self) -> Self:
        for key_id, text in self.keys.items():
            if not KEY_ID.fullmatch(key_id):
                raise ValueError("the name of a key is 1 to 32 small letters, digits and dashes")
            if len(_decoded(text)) != KEY_BYTES:
                raise ValueError(f'key "{key_id}" is not {KEY_BYTES} bytes in base64')
        for use in ("current", "naming"):
            if getattr(self, use) not in self.keys:
                raise ValueError(f'"{use}" names a key that is not among "keys"')
        return self


class Keyring:
    """The keys in memory. Each use has a subkey of its own, so that none can be played against another."""

    def __init__(self, file: KeyFile) -> None:
        self.current = file.current
        self._keys = {key_id: _decoded(text) for key_id, text in file.keys.items()}
        self._address_key = _derived(self._keys[file.naming], "document addresses")
        self._reference_key = _derived(self._keys[file.naming], "case references")
        self._fingerprint_key = _derived(self._keys[file.naming], "fingerprints")

    def encryption_keys(self) -> dict[str, bytes]:
        """The 64 bytes that each key encrypts with, by the key's id."""
        return {key_id: _derived(key, "encryption") for key_id, key in self._keys.items()}

    def address(self, content: bytes) -> str:
        """The address of a document with this content: 64 hex digits, not to be guessed."""
        return hmac.new(self._address_key, content, hashlib.sha256).hexdigest()

    def reference_hash(self, identity: str) -> bytes:
        """32 bytes that stand for what makes an incident this one; the case reference is made of them."""
        return hmac.digest(self._reference_key, identity.encode(), "sha256")

    def fingerprint(self, purpose: str, text: str) -> str:
        """64 hex digits, equal for equal texts of one purpose ("birth date"); they tell nothing else."""
        return hmac.new(self._fingerprint_key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def read_key_file(path: Path) -> Keyring:
    """Read the keyring.

    Raises:
        KeyFileError: there is no such file, others than its owner may read it, or it is broken.
    """
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()
    except FileNotFoundError:
        raise KeyFileError(f"there is no key file at {path}") from None
    except OSError as error:
        raise KeyFileError(f"the key file {path} cannot be read: {error.strerror}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"others than its owner may read the key file {path}: chmod 600 {path}")
    try:
        return Keyring(KeyFile.model_validate_json(content))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise KeyFileError(f"the key file {path} is broken: {where and where + ': '}{message}") from None


def create_key_file(path: Path) -> None:
    """Make a key file with one new random key, readable by its owner alone.

    Raises:
        KeyFileError: there is a file already, which is left as it is, or the folder is not writable.
    """
    key = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    content = {"current": FIRST_KEY, "naming": FIRST_KEY, "keys": {FIRST_KEY: key}}
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = write_new(path, json.dumps(content, indent=2).encode() + b"\n")
    except OSError as error:
        raise KeyFileError(f"the key file {path} cannot be written: {error.strerror}") from None
    if not written:
        raise KeyFileError(f"{path} exists already, and a key file is never overwritten")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _derived(key: bytes, use: str) -> bytes:
    return HKDF(SHA512(), length=64, salt=None, info=f"cspr {use}".encode()).derive(key)
