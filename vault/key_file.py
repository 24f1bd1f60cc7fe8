"""The file, or the variable of the environment, that holds the master keys."""

import base64
import binascii
import json
import re
import secrets
import stat
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from vault.derive import KEY_BYTES
from vault.new_file import replace, write_new

KEY_ID = re.compile(r"[a-z0-9-]{1,32}")
FIRST_KEY = "k1"


class KeyFileError(Exception):
    """The master keys are missing, readable by others, or broken; the message says which."""


class KeyFile(BaseModel):
    """What stands in the key file: new things are wrapped with the key called `current`, the others still unwrap."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    current: str
    keys: dict[str, str]

    @model_validator(mode="after")
    def _has_every_key_that_it_names(self) -> Self:
        for key_id, text in self.keys.items():
            if not KEY_ID.fullmatch(key_id):
                raise ValueError("the name of a key is 1 to 32 small letters, digits and dashes")
            if len(decoded(text)) != KEY_BYTES:
                raise ValueError(f'key "{key_id}" is not {KEY_BYTES} bytes in base64')
        if self.current not in self.keys:
            raise ValueError('"current" names a key that is not among "keys"')
        return self


def read_key_file(path: Path) -> KeyFile:
    """Read the master keys.

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
    return parse_keys(content, f"the key file {path}")


def parse_keys(content: str | bytes, source: str) -> KeyFile:
    """The master keys that stand in `source`, whose content is JSON. Raises KeyFileError."""
    try:
        return KeyFile.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise KeyFileError(f"{source} is broken: {where and where + ': '}{message}") from None


def create_key_file(path: Path) -> None:
    """Make a key file with one new random key, readable by its owner alone.

    Raises:
        KeyFileError: there is a file already, which is left as it is, or the folder is not writable.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = write_new(path, _written(KeyFile(current=FIRST_KEY, keys={FIRST_KEY: _new_key()})))
    except OSError as error:
        raise KeyFileError(f"the key file {path} cannot be written: {error.strerror}") from None
    if not written:
        raise KeyFileError(f"{path} exists already, and a key file is never overwritten")


def add_master_key(path: Path) -> str:
    """Add a new random key, make it the current one, and return its name. The others stay.

    Raises:
        KeyFileError: the file cannot be used or written.
    """
    file = read_key_file(path)
    numbers = [int(name[1:]) for name in file.keys if re.fullmatch(r"k[0-9]+", name)]
    name = f"k{max(numbers, default=0) + 1}"
    _replace(path, KeyFile(current=name, keys={**file.keys, name: _new_key()}))
    return name


def forget_master_key(path: Path, name: str) -> None:
    """Take a key out of the file. The caller has made sure that nothing is wrapped with it.

    Raises:
        KeyFileError: there is no such key, it is the current one, or the file cannot be used or written.
    """
    file = read_key_file(path)
    if name not in file.keys:
        raise KeyFileError(f"there is no master key {name} in {path}; there are {', '.join(sorted(file.keys))}")
    if name == file.current:
        raise KeyFileError(f"{name} is the current master key; make a new one first: cspr keys rotate")
    _replace(path, KeyFile(current=file.current, keys={each: key for each, key in file.keys.items() if each != name}))


def decoded(text: str) -> bytes:
    """The bytes of a key; none where the text is not base64."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _replace(path: Path, file: KeyFile) -> None:
    try:
        replace(path, _written(file))
    except OSError as error:
        raise KeyFileError(f"the key file {path} cannot be written: {error.strerror}") from None


def _written(file: KeyFile) -> bytes:
    return json.dumps(file.model_dump(), indent=2).encode() + b"\n"
