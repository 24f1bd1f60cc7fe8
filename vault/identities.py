"""The private keys by which people and systems prove who they are: a folder with a file for each, by their id."""

import json
import stat
from pathlib import Path
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from vault.new_file import replace, write_new

ENDING = ".key.json"


class IdentityError(Exception):
    """A private key is missing, readable by others, or broken; the message says which and what would mend it."""


class Identities:
    """The folder of private keys (JWK, Ed25519), each readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ids(self) -> list[str]:
        """Whose keys are here, sorted."""
        return sorted(path.name.removesuffix(ENDING) for path in self._folder.glob(f"*{ENDING}"))

    def get(self, person: str) -> OKPKey:
        """The private key of this person.

        Raises:
            IdentityError: there is none here, others than its owner may read it, or it is broken.
        """
        path = self._path(person)
        try:
            key = OKPKey.import_key(read_private(path))
        except FileNotFoundError:
            raise IdentityError(f"there is no private key of {person} in {self._folder} (setting identities)") from None
        except (ValueError, TypeError, JoseError):
            raise IdentityError(f"the private key {path} is damaged; make a new one: cspr people key") from None
        if not key.is_private:
            raise IdentityError(f"{path} holds no private key")
        return key

    def make(self, person: str) -> OKPKey:
        """Make a private key for this person.

        Raises:
            IdentityError: there is one already, which stays, or the folder cannot be written.
        """
        key = OKPKey.generate_key("Ed25519")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = write_new(self._path(person), _written(key))
        except OSError as error:
            raise IdentityError(f"the folder {self._folder} cannot be written: {error.strerror}") from None
        if not written:
            raise IdentityError(f"{self._path(person)} exists already, and a private key is never overwritten")
        return key

    def renew(self, person: str) -> OKPKey:
        """Make a private key for this person, in the place of one that is here. Raises IdentityError."""
        if person not in self.ids():
            return self.make(person)
        key = OKPKey.generate_key("Ed25519")
        try:
            replace(self._path(person), _written(key))
        except OSError as error:
            raise IdentityError(f"{self._path(person)} cannot be written: {error.strerror}") from None
        return key

    def _path(self, person: str) -> Path:
        return self._folder / f"{person}{ENDING}"


def read_private(path: Path) -> Any:  # noqa: ANN401 - any JSON
    """What a private file holds.

    Raises:
        FileNotFoundError: there is none.
        IdentityError: it cannot be read, or others than its owner may.
        ValueError: it is not JSON.
    """
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise IdentityError(f"the private file {path} cannot be read: {error.strerror}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise IdentityError(f"others than its owner may read the private file {path}: chmod 600 {path}")
    return json.loads(content)


def _written(key: OKPKey) -> bytes:
    return json.dumps(key.as_dict(private=True)).encode() + b"\n"
