"""A copy of who looked and who tried, which no history has: rows as the ledger has them, in files written once."""

import gzip
from collections.abc import Sequence

from pydantic import TypeAdapter, ValidationError

from archive.store import ArchiveDamaged, Store
from ledger.attempts_read import KeptAttempt, follow

GROUP = "ledger.attempts"
ENDING = ".jsonl.gz"

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
        lines = b"".join(_ROW.dump_json(row) + b"\n" for row in rows)
        # Without the time of packing: the same rows are the same file.
        return self._store.write(f"{GROUP}/{_name(rows[0].number)}", gzip.compress(lines, mtime=0))

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
        try:
            lines = gzip.decompress(self._store.read(f"{GROUP}/{name}") or b"").splitlines()
            rows = [_ROW.validate_json(line) for line in lines]
        except (OSError, EOFError, ValueError, ValidationError):
            rows = []
        if not rows:
            raise ArchiveDamaged(f"{GROUP}/{name} cannot be read")
        return rows


def _name(first: int) -> str:
    return f"{first:012}{ENDING}"
