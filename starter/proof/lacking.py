"""The events of a case that one record has and another has not."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from domain.case import Case
from domain.model import Model
from starter.proof.disagreement import Disagreement, Source
from starter.proof.on_record import OnRecord


class Seen(Model):
    """The state that the workflow of a run has: its result, what it handed on, or what it answers while it runs.

    `waiting` is how many of its events it has not given to the ledger.
    """

    case: Case
    waiting: int = 0


def lacking_events(record: OnRecord, ledger: Collection[int], seen: Seen | None) -> Iterator[Disagreement]:
    """The events that some do not have; not those that are on their way to the ledger, which has these positions."""
    found: list[_Lacking] = []
    known = seen.case.position if seen else 0
    # It gets them in order: what stands before one that it has is not on its way.
    due = max(known - seen.waiting if seen else 0, *ledger, 0)
    for position in range(1, max((*record.got, *ledger, known), default=0) + 1):
        has = {
            Source.LEDGER: position in ledger,
            Source.HISTORY: position in record.got or position in record.under_way,
            **({Source.WORKFLOW: position <= known} if seen else {}),
        }
        on_its_way = position > due and position not in record.got
        if all(has.values()) or on_its_way:
            continue
        lacking = [source for source, there in has.items() if not there]
        having = [source for source, there in has.items() if there]
        alone = having if 0 < len(having) < len(lacking) else lacking
        found.append(_Lacking(position, alone[0], tuple(lacking if alone is having else having), alone is lacking))
    for first, last in _alike(found):
        yield Disagreement(
            about="event",
            position=first.position,
            last=last.position,
            odd=first.odd,
            others=first.others,
            tied=len(first.others) == 1,
            what=_what(first, last),
        )


def _what(first: "_Lacking", last: "_Lacking") -> str:
    it = "it" if first.position == last.position else "them"
    return f"does not have {it}" if first.lacks else f"alone has {it}"


def in_a_row(positions: Sequence[int]) -> Iterator[list[int]]:
    """Positions in their order, in groups of those that follow on each other."""
    for _, group in groupby(enumerate(positions), lambda each: each[1] - each[0]):
        yield [position for _, position in group]


class _Lacking(NamedTuple):
    position: int
    odd: Source
    others: tuple[Source, ...]
    lacks: bool


def _alike(found: Sequence[_Lacking]) -> Iterator[tuple[_Lacking, _Lacking]]:
    """The first and the last of those that follow on each other and say the same."""
    for _, group in groupby(enumerate(found), lambda each: (each[1].position - each[0], *each[1][1:])):
        rows = [lacking for _, lacking in group]
        yield rows[0], rows[-1]
