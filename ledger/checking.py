"""Whether a stream is what was appended: its positions and its chain, and that what is sealed says what is in clear."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import ClassVar

from domain.event import RecordedEvent
from domain.model import Model
from ledger.chain import AS_JSON, AttemptRow, Row, chained
from ledger.sealing import Sealer, opened, sealed_row
from ledger.written import Written

MISSING = "is missing"
"""What is said of a position that no row has."""

MAY_BE_EMPTY = {"reference"}


class BadRow(Model):
    """Where a stream is not what was appended, and what is wrong there. It says nothing of what a row holds."""

    stream: str
    position: int
    why: str


@dataclass(frozen=True)
class KeptRow:
    """A row as PostgreSQL gives it."""

    __pydantic_config__: ClassVar = AS_JSON

    row: Row
    hash: bytes


@dataclass
class CheckedStream:
    """The events up to the first bad row, opened where there was a key; and that row."""

    events: list[RecordedEvent] = field(default_factory=list)
    bad: BadRow | None = None


def check_stream(rows: Sequence[KeptRow], cipher: Sealer | None, unreadable: type[Exception]) -> CheckedStream:
    """Check the rows of one stream, in the order of their positions.

    Args:
        rows: all of them, at least one.
        cipher: opens the events; None where the key was destroyed, and only what stands in clear is left.
        unreadable: what the cipher raises for what it cannot open.
    """
    checked = CheckedStream()
    previous = b""
    for position, kept in enumerate(rows, start=1):
        row, why = kept.row, empty_column(kept.row)
        if row.position != position:
            why = MISSING
        elif cipher and not why:
            try:
                known = opened(row.body, row.stream, row.position, cipher)
            except unreadable as error:
                why = f"body: {error}"
            else:
                checked.events.append(known.event)
                why = _otherwise_in_clear(row, known, cipher)
        if not why and kept.hash != chained(previous, row):
            why = "hash: does not follow from the row and the one before it"
        if why:
            checked.bad = BadRow(stream=rows[0].row.stream, position=position, why=why)
            break
        previous = kept.hash
    return checked


def empty_column(row: Row | AttemptRow) -> str | None:
    """What is wrong where a column has nothing, which only the tables' owner can bring about; None where none is so."""
    empty = [each.name for each in fields(row) if getattr(row, each.name) is None and each.name not in MAY_BE_EMPTY]
    return f"{', '.join(empty)}: has nothing that can be read" if empty else None


def _otherwise_in_clear(row: Row, known: Written, cipher: Sealer) -> str | None:
    """The columns that say something else than the sealed event; the body itself opened, so it is as it was sealed."""
    said = replace(sealed_row(known, cipher), body=row.body)
    if known.version != known.event.version:  # its skeleton was made from the form that it had
        said = replace(said, skeleton=row.skeleton)
    names = [each.name for each in fields(Row)]
    different = [name for name in names if getattr(said, name) != getattr(row, name)]
    return f"{', '.join(different)}: not what the sealed event says" if different else None
