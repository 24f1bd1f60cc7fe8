"""Rows of the ledger in a file: one line of JSON each, packed. No key is needed, because what is sealed stays so."""

import gzip
from collections.abc import Sequence
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from archive.store import ArchiveDamaged

Row = TypeVar("Row")
ENDING = ".jsonl.gz"


def packed(rows: Sequence[Row], form: TypeAdapter[Row]) -> bytes:
    """The rows as a file. The same rows are the same file."""
    return gzip.compress(b"".join(form.dump_json(row) + b"\n" for row in rows), mtime=0)


def unpacked(content: bytes, form: TypeAdapter[Row], name: str) -> list[Row]:
    """The rows in a file, at least one. Raises ArchiveDamaged, with the file's name."""
    try:
        rows = [form.validate_json(line) for line in gzip.decompress(content).splitlines()]
    except (OSError, EOFError, ValueError, ValidationError):
        rows = []
    if not rows:
        raise ArchiveDamaged(f"{name} cannot be read")
    return rows
