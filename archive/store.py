"""Where the archive's files lie: a folder, or a bucket. Each file is written once, whole, and never changed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from domain.hindrance import Hindrance
from vault.new_file import write_new


class ArchiveUnavailable(Hindrance):
    """The archive cannot be reached, read or written; trying again later is right."""


class ArchiveDamaged(Exception):  # noqa: N818 - what it says
    """A file of the archive is missing, was changed, or is not what it should be; the message names it."""


class Store(Protocol):
    """Keeps files by names of two parts, `group/file`. Every method may raise ArchiveUnavailable."""

    def write(self, name: str, content: bytes) -> bool:
        """Keep a file, on the disk when this returns; false where there is one of that name, which stays as it is."""
        ...

    def read(self, name: str) -> bytes | None:
        """What a file holds; None where there is none."""
        ...

    def groups(self) -> list[str]:
        """The groups that have files, sorted."""
        ...

    def files(self, group: str) -> list[str]:
        """The names of the files of a group, sorted and without the group."""
        ...

    def remove(self, group: str) -> None:
        """Remove a group with all its files; where there is none, that is all."""
        ...


class Folder:
    """A folder, with one below it for each group, which is for its owner alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, name: str, content: bytes) -> bool:
        """Keep a file, as `Store` says."""
        path = self._root / name
        with self._reached():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return write_new(path, content)

    def read(self, name: str) -> bytes | None:
        """What a file holds, as `Store` says."""
        with self._reached(), suppress(FileNotFoundError):
            return (self._root / name).read_bytes()
        return None

    def groups(self) -> list[str]:
        """The groups, as `Store` says."""
        return [group for group in self._names(self._root) if self.files(group)]  # a full disk still takes a folder

    def files(self, group: str) -> list[str]:
        """The files of a group, as `Store` says."""
        return self._names(self._root / group)

    def remove(self, group: str) -> None:
        """Remove a group, as `Store` says."""
        with self._reached(), suppress(FileNotFoundError):
            shutil.rmtree(self._root / group)

    def _names(self, folder: Path) -> list[str]:
        with self._reached(), suppress(FileNotFoundError):
            return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
        return []

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ArchiveUnavailable(f"the archive in {self._root} cannot be used: {error.strerror}") from None
