"""The private keys by which people and systems prove who they are: a folder with a file for each, by their id."""

import json
import stat
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from vault.new_file import write_new

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
            mode = path.stat().st_mode
            value = json.loads(path.read_bytes())
            key = OKPKey.import_key(value)
        except FileNotFoundError:
            raise IdentityError(f"there is no private key of {person} in {self._folder} (setting identities)") from None
        except OSError as error:
            raise IdentityError(f"the private key {path} cannot be read: {error.strerror}") from None
        except (ValueError, TypeError, JoseError):
            raise IdentityError(f"the private key {path} is damaged; make a new one: cspr people key") from None
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise IdentityError(f"others than its owner may read the private key {path}: chmod 600 {path}")
        if not key.is_private:
            raise IdentityError(f"{path} holds no private key")
        return key

    def make(self, person: str) -> OKPKey:
        """Make a private key for this person.

        Raises:
            IdentityError: there is one already, which stays, or the folder cannot be written.
        """
        key = OKPKey.generate_key("Ed25519")
        content = json.dumps(key.as_dict(private=True)).encode() + b"\n"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = write_new(self._path(person), content)
        except OSError as error:
            raise IdentityError(f"the folder {self._folder} cannot be written: {error.strerror}") from None
        if not written:
            raise IdentityError(f"{self._path(person)} exists already, and a private key is never overwritten")
        return key

    def _path(self, person: str) -> Path:
        return self._folder / f"{person}{ENDING}"
