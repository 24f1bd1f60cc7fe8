"""The hash chain of a stream: a hash binds what its row says and, through the hash before it, all that is earlier.

docs/ledger.md has the recipe for whoever checks it without this software; the database refuses a row with another hash.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

EVENT = b"cspr ledger event 1"
ATTEMPT = b"cspr ledger attempt 1"
HEADS = b"cspr ledger heads 1"
"""What is hashed begins with its kind and the recipe's version, so that one can never stand for the other."""


AS_JSON = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
"""How a row is written to a file."""


@dataclass(frozen=True)
class Row:
    """What the ledger keeps of an event: the envelope in clear, the whole event sealed, and its skeleton as JSON.

    `recorded_at` is a UTC instant, `effective` a Moment as text.
    """

    __pydantic_config__: ClassVar = AS_JSON

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
class AttemptRow:
    """What the ledger keeps of an attempt: what stands in clear, and who it was and what they were told, sealed.

    `at` is a UTC instant by the clock of the machine that it was made at.
    """

    __pydantic_config__: ClassVar = AS_JSON

    id: UUID
    at: datetime
    reference: str | None
    what: str
    way: str
    outcome: str
    sealed: bytes


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
        _instant(row.recorded_at),
        row.effective.encode(),
        row.framework.encode(),
        row.calendar.encode(),
        row.body,
        row.skeleton.encode(),
    )


def chained_attempt(previous: bytes, number: int, kept_at: datetime, row: AttemptRow) -> bytes:
    """The hash (32 bytes) of an attempt, given the one of the attempt before it, which is empty before the first.

    `kept_at` is the UTC instant at which the database took it.
    """
    return _hashed(
        ATTEMPT,
        previous,
        b"%d" % number,
        str(row.id).encode(),
        _instant(row.at),
        _instant(kept_at),
        (row.reference or "").encode(),
        row.what.encode(),
        row.way.encode(),
        row.outcome.encode(),
        row.sealed,
    )


def head_hash(heads: Iterable[Head]) -> str:
    """One hash (64 hex digits) over the heads of all streams, whatever order they come in."""
    fields = [
        part
        for head in sorted(heads, key=lambda each: each.stream.encode())
        for part in (head.stream.encode(), b"%d" % head.position, bytes.fromhex(head.hash))
    ]
    return _hashed(HEADS, *fields).hex()


def _instant(at: datetime) -> bytes:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode()


def _hashed(*fields: bytes) -> bytes:
    """SHA-256 of the fields, each after its length: so no two lists of fields read the same."""
    return hashlib.sha256(b"".join(len(field).to_bytes(8, "big") + field for field in fields)).digest()
