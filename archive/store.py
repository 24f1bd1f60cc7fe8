"""Where the archive's files lie: a folder of this machine. Each file is written once, whole, and never changed."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from vault.new_file import write_new


class Store(Protocol):
    """Keeps files by names of two parts, `group/file`. Every method may raise OSError."""

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
    """A folder, with one below it for each group, all for their owner alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, name: str, content: bytes) -> bool:
        """Keep a file, as `Store` says."""
        path = self._root / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return write_new(path, content)

    def read(self, name: str) -> bytes | None:
        """What a file holds, as `Store` says."""
        with suppress(FileNotFoundError):
            return (self._root / name).read_bytes()
        return None

    def groups(self) -> list[str]:
        """The groups, as `Store` says."""
        return _names(self._root)

    def files(self, group: str) -> list[str]:
        """The files of a group, as `Store` says."""
        return _names(self._root / group)

    def remove(self, group: str) -> None:
        """Remove a group, as `Store` says."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self._root / group)


def _names(folder: Path) -> list[str]:
    def found() -> Iterator[str]:
        with suppress(FileNotFoundError):
            yield from (path.name for path in folder.iterdir() if not path.name.startswith("."))

    return sorted(found())
