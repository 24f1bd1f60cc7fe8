"""The key store: a folder with one file for each case's key, apart from everything that the keys open.

Its backups have a bounded life (setting key_backup_days): a key is gone for good when the last one with it expires.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.destroyed import Destroyed
from domain.hindrance import Hindrance
from vault.new_file import replace, write_new

ENDING = ".key.json"


class KeyStoreUnavailable(Hindrance):
    """The key store's folder cannot be read or written; trying again later is right."""


class StoredKey(BaseModel):
    """What the store has of a key: the key itself, wrapped, or how it was destroyed."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, ser_json_bytes="base64", val_json_bytes="base64"
    )

    key_id: str
    wrapped: bytes | None
    destroyed: Destroyed | None = None


class KeyStore:
    """Keeps the wrapped keys, each under what it is the key of (its scope)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, scope: str) -> StoredKey | None:
        """The key of this scope, or None where there is none.

        Raises:
            KeyStoreUnavailable: the folder is missing or the file cannot be read.
        """
        path = self._path(scope)
        try:
            return StoredKey.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            if self._folder.is_dir():
                return None
            raise KeyStoreUnavailable(f"there is no key store at {self._folder} (setting key_store)") from None
        except OSError as error:
            raise KeyStoreUnavailable(f"the key store's {path} cannot be read: {error.strerror}") from None
        except ValidationError:
            raise KeyStoreUnavailable(f"the key store's {path} is damaged; put it back from a backup") from None

    def make(self) -> None:
        """Make the folder where there is none. Raises KeyStoreUnavailable."""
        with self._writing():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def add(self, scope: str, key: StoredKey) -> bool:
        """Keep a new key; false where the scope has one already, which stays. Raises KeyStoreUnavailable."""
        with self._writing():
            return write_new(self._path(scope), _written(key))

    def scopes(self) -> list[str]:
        """Every scope that has or had a key, sorted. Raises KeyStoreUnavailable."""
        if not self._folder.is_dir():
            raise KeyStoreUnavailable(f"there is no key store at {self._folder} (setting key_store)")
        return sorted(path.name.removesuffix(ENDING) for path in self._folder.glob(f"*{ENDING}"))

    @contextmanager
    def changing(self, scope: str) -> Iterator["Change"]:
        """Hold the store against other processes while an entry is read and replaced. Raises KeyStoreUnavailable."""
        with self._writing(), (self._folder / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield Change(self, scope)

    def put(self, scope: str, key: StoredKey) -> None:
        """Replace an entry; only within `changing`."""
        replace(self._path(scope), _written(key))

    def _path(self, scope: str) -> Path:
        return self._folder / f"{scope}{ENDING}"

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise KeyStoreUnavailable(f"the key store {self._folder} cannot be written: {error.strerror}") from None


class Change:
    """One entry while nobody else may change it."""

    def __init__(self, store: KeyStore, scope: str) -> None:
        self._store = store
        self._scope = scope

    def read(self) -> StoredKey | None:
        """The entry as it is now."""
        return self._store.read(self._scope)

    def put(self, key: StoredKey) -> None:
        """The entry as it is to be."""
        self._store.put(self._scope, key)


def _written(key: StoredKey) -> bytes:
    return key.model_dump_json(indent=2).encode() + b"\n"
