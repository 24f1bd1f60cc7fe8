"""Whether today's code decides a case as it was decided: event by event, and state by state."""

from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from pydantic import AwareDatetime

from domain.case import Case
from domain.event import RecordedEvent
from domain.evolve import fold
from domain.model import Model
from starter.reading.changes import Change, changes
from starter.reading.runs import Source

DELIVERED = ("completed", "continued as new")
"""How a run ends that has sent all to the ledger. What somebody ended may have recorded what another run went over."""


class Difference(Model):
    """One thing that comes out otherwise today: where, in plain words, and field by field.

    `run` is the run of the workflow, `position` the event's in the stream of the case; None where it is about no one.
    """

    run: str | None
    position: int | None
    what: str
    changes: tuple[Change, ...] = ()


class ReplayedRun(Model):
    """One run: where its history was found, when it began (UTC), how it ended, how long its history is.

    `ended` is absent where it goes on; `events` are those that it sent to the ledger.
    """

    run: str
    source: Source
    begun_at: AwareDatetime
    ended: str | None
    history_events: int
    events: int


class Verdict(Model):
    """What came of replaying a case. `events` are those that the ledger has of it."""

    reference: str
    events: int
    runs: tuple[ReplayedRun, ...]
    differences: tuple[Difference, ...]

    @property
    def is_the_same(self) -> bool:
        """Whether every event was decided again, and each as it was decided then."""
        return not self.differences


def differences_in(  # noqa: PLR0913, PLR0917 - what there is to compare
    run: ReplayedRun,
    taken: Collection[int],
    then: Sequence[RecordedEvent],
    today: Sequence[RecordedEvent],
    state: Case | None,
    ledger: Sequence[RecordedEvent],
) -> Iterator[Difference]:
    """What one run decides otherwise today.

    Args:
        run: the run.
        taken: the positions of the events of which its history says that the ledger took them.
        then: the events that its history says it sent to the ledger.
        today: those that today's code sends.
        state: what today's code ends with, hands to the next run, or has where the history ends.
        ledger: all events of the case.
    """
    for old, new in zip_longest(then, today):
        if old != new:
            yield _difference(run.run, old, new, "was recorded then", "is recorded today")
    for event in today:
        on_record = ledger[event.position - 1] if event.position <= len(ledger) else None
        on_its_way = run.ended is None and on_record is None and event.position not in taken
        if event != on_record and (run.ended is None or run.ended in DELIVERED) and not on_its_way:
            yield _difference(run.run, on_record, event, "is in the ledger", "is recorded today")
    if state is not None and state.position <= len(ledger):
        expected = fold(state.reference, ledger[: state.position])
        if state != expected:
            changed = tuple(changes(_json(expected), _json(state)))
            yield Difference(
                run=run.run, position=state.position, what="the state is another than the ledger's", changes=changed
            )


def without_history(ledger: Sequence[RecordedEvent], replayed: set[int]) -> Iterator[Difference]:
    """The events of the ledger that no run has, of which nobody can say how they would be decided today."""
    gone = [event.position for event in ledger if event.position not in replayed]
    if gone:
        which = f"event {gone[0]}" if len(gone) == 1 else f"{len(gone)} events, from {gone[0]} to {gone[-1]}"
        yield Difference(
            run=None, position=gone[0], what=f"there is no history of {which}: neither Temporal nor the archive has it"
        )


def _difference(run: str, old: RecordedEvent | None, new: RecordedEvent | None, had: str, has: str) -> Difference:
    event = old or new
    assert event is not None  # noqa: S101 - one of two that differ
    if new is None:
        what = f"{event.type} {had}, and nothing {has}"
    elif old is None:
        what = f"nothing {had}, and {event.type} {has}"
    else:
        what = f"{event.type} {had}, and " + (f"{new.type} {has}" if old.type != new.type else f"otherwise {has}")
    changed = tuple(changes(_json(old) if old else {}, _json(new) if new else {}))
    return Difference(run=run, position=event.position, what=what, changes=changed)


def _json(value: Model) -> dict[str, Any]:
    return value.model_dump(mode="json")
