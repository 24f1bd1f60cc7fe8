"""What is left of destroyed records: their rows as the ledger has them, of which no key opens what is sealed."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from archive.lines import ENDING, packed, unpacked
from archive.store import ArchiveDamaged, Store
from ledger.checking import KeptRow, check_stream
from vault.cipher import Unreadable

GROUP = "ledger.destroyed"

_ROW = TypeAdapter(KeptRow)


class RemainsArchive:
    """Keeps the rows of each destroyed record in a file. Every method may raise ArchiveUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, reference: str, rows: Sequence[KeptRow]) -> None:
        """Keep the rows of a record. A second time changes nothing."""
        self._store.write(_name(reference), packed(rows, _ROW))

    def get(self, reference: str) -> list[KeptRow]:
        """The rows of a record, in their order; none where it is not kept.

        Raises:
            ArchiveDamaged: its file was changed.
        """
        content = self._store.read(_name(reference))
        if content is None:
            return []
        rows = unpacked(content, _ROW, _name(reference))
        bad = check_stream(rows, None, Unreadable).bad
        if bad or rows[0].row.stream != reference:
            raise ArchiveDamaged(f"{_name(reference)} was changed")
        return rows

    def check(self) -> list[str]:
        """What is wrong with the files, a sentence each."""
        faults = []
        for file in self._store.files(GROUP):
            try:
                self.get(file.removesuffix(ENDING))
            except ArchiveDamaged as damage:
                faults.append(str(damage))
        return faults


def _name(reference: str) -> str:
    return f"{GROUP}/{reference}{ENDING}"
