"""An anchor: what the ledger was at one instant, to be kept where whoever changes the ledger does not reach."""

from collections.abc import Sequence
from typing import Self

import asyncpg
from pydantic import AwareDatetime, model_validator

from domain.model import Model
from domain.moment import Moment
from ledger.chain import Head, head_hash
from ledger.checking import BadRow
from ledger.connect import reaching_the_ledger
from ledger.read import ATTEMPTS

# That an event is there under its hash says that all before it are, as the chain is checked too.
LOST = """
select stream, position from unnest($1::text[], $2::bigint[], $3::bytea[]) as head (stream, position, hash)
where not exists (
    select from event where (event.stream, event.position, event.hash) = (head.stream, head.position, head.hash)
) and not exists (
    select from attempt where ('attempt', attempt.number, attempt.hash) = (head.stream, head.position, head.hash)
)
order by stream
"""


class LedgerAnchor(Model):
    """The heads of all chains at a UTC instant, and one hash over them, which alone can be printed and kept.

    The chains are the streams of the cases, and, under a name of its own, the one of who looked at or tried what.
    """

    at: AwareDatetime
    streams: int
    events: int
    attempts: int
    hash: str
    heads: tuple[Head, ...]

    @classmethod
    def of(cls, heads: Sequence[Head], at: AwareDatetime) -> Self:
        """The anchor of these heads."""
        streams, events, attempts = _counted(heads)
        return cls(at=at, streams=streams, events=events, attempts=attempts, hash=head_hash(heads), heads=tuple(heads))

    def in_words(self) -> str:
        """What it stands for, on one line."""
        counted = f"{self.streams} cases, {self.events} events, {self.attempts} looks and refused attempts"
        return f"{Moment.at(self.at).say()}: {counted}"

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        counted = _counted(self.heads)
        if (self.streams, self.events, self.attempts) != counted or self.hash != head_hash(self.heads):
            raise ValueError("its heads do not add up to its hash: it was changed")
        return self


async def lost_since(pool: asyncpg.Pool, anchor: LedgerAnchor) -> list[BadRow]:
    """The heads of the anchor that the ledger has no longer, sorted by stream.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    heads = anchor.heads
    columns = ([head.stream for head in heads], [head.position for head in heads], [_bytes(head) for head in heads])
    with reaching_the_ledger():
        rows = await pool.fetch(LOST, *columns)
    return [BadRow(**row, why="is not what was anchored") for row in rows]


def _counted(heads: Sequence[Head]) -> tuple[int, int, int]:
    """How many streams, events and attempts the heads stand for."""
    of_cases = [head.position for head in heads if head.stream != ATTEMPTS]
    return len(of_cases), sum(of_cases), sum(head.position for head in heads) - sum(of_cases)


def _bytes(head: Head) -> bytes:
    return bytes.fromhex(head.hash)
