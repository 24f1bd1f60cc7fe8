"""A copy of who looked and who tried, which no history has: rows as the ledger has them, in files written once."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from archive.lines import ENDING, packed, unpacked
from archive.store import ArchiveDamaged, Store
from ledger.attempts_read import KeptAttempt, follow

GROUP = "ledger.attempts"

_ROW = TypeAdapter(KeptAttempt)


class AttemptsArchive:
    """Keeps the beginning of the ledger's chain of attempts, up to some row; no key is needed for that.

    A file is named by the number of its first row, and so is written by one of several workers alone. Every method may
    raise ArchiveUnavailable, and each that reads ArchiveDamaged.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def last(self) -> KeptAttempt | None:
        """The last row that is kept."""
        names = self._names()
        return self._read(names[-1])[-1] if names else None

    def add(self, rows: Sequence[KeptAttempt]) -> bool:
        """Keep the rows that follow on the last one; false where somebody else was quicker."""
        return self._store.write(f"{GROUP}/{_name(rows[0].number)}", packed(rows, _ROW))

    def first_numbers(self) -> list[int]:
        """The number of the first row of each file, in order."""
        return [int(name.removesuffix(ENDING)) for name in self._names()]

    def from_on(self, first: int) -> list[KeptAttempt]:
        """The rows of the file whose first row has this number."""
        return self._read(_name(first))

    def check(self) -> list[str]:
        """What is wrong, in a sentence; nothing where every row follows from the one before it."""
        previous: tuple[int, bytes] = (0, b"")
        for name in self._names():
            try:
                previous = self._checked(name, previous)
            except ArchiveDamaged as damage:
                return [str(damage)]
        return []

    def _checked(self, name: str, previous: tuple[int, bytes]) -> tuple[int, bytes]:
        rows = self._read(name)
        if not follow(rows, *previous):
            raise ArchiveDamaged(f"{GROUP}/{name} does not follow from the file before it, or was changed")
        return rows[-1].number, rows[-1].hash

    def _names(self) -> list[str]:
        return self._store.files(GROUP)

    def _read(self, name: str) -> list[KeptAttempt]:
        name = f"{GROUP}/{name}"
        return unpacked(self._store.read(name) or b"", _ROW, name)


def _name(first: int) -> str:
    return f"{first:012}{ENDING}"
