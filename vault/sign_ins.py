"""Sign-ins at the provider, kept for a day: the key that it vouches for, and the ID token by which it does."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import AwareDatetime, BaseModel, ValidationError

from vault.identities import IdentityError, read_private
from vault.new_file import replace

ENDING = ".sign-in.json"


@dataclass(frozen=True)
class SignIn:
    """A key that was made for one sign-in, what the provider gave for it, and the instant until which that counts."""

    key: OKPKey = field(repr=False)
    id_token: str = field(repr=False)
    until: datetime


class _Kept(BaseModel):
    key: dict[str, str]
    id_token: str
    until: AwareDatetime


class SignIns:
    """The folder of the private keys, and the sign-ins of this machine in it, each readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ids(self) -> list[str]:
        """Who signed in here and has not signed out, sorted; it may have run out."""
        return sorted(path.name.removesuffix(ENDING) for path in self._folder.glob(f"*{ENDING}"))

    def get(self, person: str) -> SignIn | None:
        """The sign-in of this person, if there is one; it may have run out.

        Raises:
            IdentityError: it cannot be read, others than its owner may read it, or it is broken.
        """
        path = self._path(person)
        try:
            kept = _Kept.model_validate(read_private(path))
            return SignIn(OKPKey.import_key({"kty": "OKP", **kept.key}), kept.id_token, kept.until)
        except FileNotFoundError:
            return None
        except (ValidationError, ValueError, JoseError):
            raise IdentityError(f"the sign-in {path} is damaged; sign in again: cspr sign-in") from None

    def keep(self, person: str, sign_in: SignIn) -> None:
        """Keep a sign-in in the place of an earlier one. Raises IdentityError."""
        kept = _Kept(key=sign_in.key.as_dict(private=True), id_token=sign_in.id_token, until=sign_in.until)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace(self._path(person), kept.model_dump_json().encode() + b"\n")
        except OSError as error:
            raise IdentityError(f"the folder {self._folder} cannot be written: {error.strerror}") from None

    def forget(self, person: str) -> bool:
        """Sign out; whether there was anything. Raises IdentityError."""
        try:
            self._path(person).unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise IdentityError(f"{self._path(person)} cannot be removed: {error.strerror}") from None
        return True

    def _path(self, person: str) -> Path:
        return self._folder / f"{person}{ENDING}"
