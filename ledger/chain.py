"""The hash chain of a stream: a hash binds what its row says and, through the hash before it, all that is earlier.

docs/ledger.md has the recipe for whoever checks it without this software; the database refuses a row with another hash.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

EVENT = b"cspr ledger event 1"
HEADS = b"cspr ledger heads 1"
"""What is hashed begins with its kind and the recipe's version, so that one can never stand for the other."""


@dataclass(frozen=True)
class Row:
    """What the ledger keeps of an event: the envelope in clear, the whole event sealed, and its skeleton as JSON.

    `recorded_at` is a UTC instant, `effective` a Moment as text.
    """

    stream: str
    position: int
    type: str
    version: int
    recorded_at: datetime
    effective: str
    framework: str
    calendar: str
    body: bytes
    skeleton: str


@dataclass(frozen=True)
class Head:
    """The last event of a stream: its position, and its hash in 64 hex digits."""

    stream: str
    position: int
    hash: str


def chained(previous: bytes, row: Row) -> bytes:
    """The hash (32 bytes) of an event, given the one of the event before it, which is empty before the first."""
    return _hashed(
        EVENT,
        previous,
        row.stream.encode(),
        b"%d" % row.position,
        row.type.encode(),
        b"%d" % row.version,
        row.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode(),
        row.effective.encode(),
        row.framework.encode(),
        row.calendar.encode(),
        row.body,
        row.skeleton.encode(),
    )


def head_hash(heads: Iterable[Head]) -> str:
    """One hash (64 hex digits) over the heads of all streams, whatever order they come in."""
    fields = [
        part
        for head in sorted(heads, key=lambda each: each.stream.encode())
        for part in (head.stream.encode(), b"%d" % head.position, bytes.fromhex(head.hash))
    ]
    return _hashed(HEADS, *fields).hex()


def _hashed(*fields: bytes) -> bytes:
    """SHA-256 of the fields, each after its length: so no two lists of fields read the same."""
    return hashlib.sha256(b"".join(len(field).to_bytes(8, "big") + field for field in fields)).digest()
