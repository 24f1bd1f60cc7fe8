"""What waits beside the service's other files while the ledger is away: one line of JSON for each attempt, sealed."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import structlog
from pydantic import Field, TypeAdapter, ValidationError

from domain.attempt import Attempt
from domain.reference import REFERENCE
from ledger.chain import AttemptRow

WAITING = "waiting.jsonl"
UNREADABLE = "unreadable.jsonl"

_ROW = TypeAdapter(AttemptRow)
_REFERENCE: TypeAdapter[str | None] = TypeAdapter(Annotated[str, Field(pattern=REFERENCE)] | None)
_log = structlog.get_logger()


class Spool:
    """A folder that several processes of one account add to. Every method raises OSError where it cannot be used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting = folder / WAITING

    def has_any(self) -> bool:
        """Whether anything waits."""
        return self._waiting.exists()

    def count(self) -> int:
        """How many wait, while others may add to them."""
        return len(self._read()[0])

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the spool against other processes and tasks."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def rows(self) -> list[AttemptRow]:
        """What waits, in the order in which it came; only within `held`."""
        return self._read()[0]

    def add(self, rows: Sequence[AttemptRow]) -> None:
        """Have these wait, safe on the disk; only within `held`."""
        _append(self._waiting, [_ROW.dump_json(row) for row in rows])

    def clear(self) -> None:
        """All that could be read has gone where it belongs; only within `held`.

        A line that was torn by a crash is put aside: whoever it tells of was shown nothing. So is one that somebody
        has changed so that the ledger cannot take it.
        """
        _, torn = self._read()
        if torn:
            _log.error("lines of the spool cannot be read", folder=str(self.folder), lines=len(torn), kept=UNREADABLE)
            _append(self.folder / UNREADABLE, torn)
        self._waiting.unlink(missing_ok=True)

    def _read(self) -> tuple[list[AttemptRow], list[bytes]]:
        """The lines that are whole, and the others."""
        rows, torn = list[AttemptRow](), list[bytes]()
        content = self._waiting.read_bytes() if self.has_any() else b""
        for line in filter(None, content.split(b"\n")):
            try:
                rows.append(_fitting(_ROW.validate_json(line)))
            except ValidationError:
                torn.append(line)
        return rows, torn


def _fitting(row: AttemptRow) -> AttemptRow:
    """The row, where the ledger can take it: one that somebody changed would hold up all that come after it.

    Raises:
        ValidationError: what stands in clear of it is no word of ours.
    """
    Attempt.model_validate({**vars(row), "who": "", "told": ""}, extra="ignore")
    _REFERENCE.validate_python(row.reference)
    return row


def _append(file: Path, lines: Sequence[bytes]) -> None:
    # It begins with a line's end: what was torn before stays a line of its own.
    content = b"".join(b"\n" + line for line in lines) + b"\n"
    file.touch(mode=0o600)
    with file.open("ab") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    folder = os.open(file.parent, os.O_RDONLY)  # that there is such a file is the folder's to say
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
