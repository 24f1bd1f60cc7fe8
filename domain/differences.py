"""What changed in a case between two instants, by what was on record at each."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import AwareDatetime

from domain.as_of import known_at
from domain.case import Case
from domain.duty import Duty
from domain.event import DutyCancelled, DutyJudgedAgain, DutyMet, DutyOpened, DutyRedated, RecordedEvent
from domain.evolve import evolve, fold
from domain.facts import facts
from domain.mails import Mail, mails_of
from domain.model import Model
from domain.standing import say_due


class FactDifference(Model):
    """A fact in words, as it was on record before and after; None where it was not there."""

    fact: str
    before: str | None
    after: str | None


class DutyDifference(Model):
    """A duty before and after, and the events in between that were about it. Absent before where it was not owed yet.

    Between two instants a duty can change without any event: its day ends, or the time in which it was suspended.
    `was_overdue` says that it was overdue on record at some instant in between, however it stands at both ends.
    """

    before: Duty | None
    after: Duty
    was_overdue: bool
    events: tuple[RecordedEvent, ...]


class LetterDifference(Model):
    """A letter, and what had become of it before; None where nobody had called for it."""

    before: Mail | None
    after: Mail


class Differences(Model):
    """What changed in a case from one UTC instant to another.

    `events` are those that were recorded after the first and not after the second, in order. `before` is absent where
    nothing had been recorded yet.
    """

    earlier: AwareDatetime
    later: AwareDatetime
    before: Case | None
    after: Case
    events: tuple[RecordedEvent, ...]
    facts: tuple[FactDifference, ...]
    duties: tuple[DutyDifference, ...]
    letters: tuple[LetterDifference, ...]


def differences(events: Sequence[RecordedEvent], earlier: datetime, later: datetime) -> Differences:
    """What changed between two UTC instants.

    Args:
        events: the whole stream of the case.
        earlier: the first instant.
        later: the second, not before the first.

    Raises:
        LookupError: nothing had been recorded by the second instant.
    """
    known, known_before = known_at(events, later), known_at(events, earlier)
    if not known:
        raise LookupError("nothing had been recorded by the second instant")
    reference, between = known[0].stream, known[len(known_before) :]
    before = fold(reference, known_before) if known_before else None
    after = fold(reference, known)
    return Differences(
        earlier=earlier,
        later=later,
        before=before,
        after=after,
        events=tuple(between),
        facts=tuple(_facts(before, after)),
        duties=tuple(_duties(before, earlier, after, later, between)),
        letters=tuple(_letters(known_before, known)),
    )


def _facts(before: Case | None, after: Case) -> Iterator[FactDifference]:
    """Facts that are another now. What a case was opened with is none: it is told as its opening."""
    if before is None:
        return
    old, new = facts(before), facts(after)
    for fact in dict.fromkeys((*old, *new)):
        if old.get(fact) != new.get(fact):
            yield FactDifference(fact=fact, before=old.get(fact), after=new.get(fact))


def _duties(
    before: Case | None, earlier: datetime, after: Case, later: datetime, between: Sequence[RecordedEvent]
) -> Iterator[DutyDifference]:
    late = set(_overdue_meanwhile(before, between))
    for key, duty in after.duties.items():
        about = tuple(event for event in between if duty_of(event) == key)
        old = before.duties.get(key) if before else None
        if about or before is None or old is None or _seen(before, old, earlier) != _seen(after, duty, later):
            yield DutyDifference(before=old, after=duty, was_overdue=key in late, events=about)


def _overdue_meanwhile(before: Case | None, between: Sequence[RecordedEvent]) -> Iterator[str]:
    """The keys of the duties that were overdue when an event was recorded, as it stood before that event."""
    case = before
    for event in between:
        case = case or Case(reference=event.stream)
        yield from (duty.key for duty in case.overdue_duties(event.recorded_at))
        case = evolve(case, event)


def _seen(case: Case, duty: Duty, now: datetime) -> tuple[object, ...]:
    """What anybody can see of a duty that no event is about."""
    return say_due(case, duty, now), duty.is_overdue(now)


def duty_of(event: RecordedEvent) -> str | None:
    """The key of the duty that an event opens, moves or ends; a reminder of it changes nothing."""
    match event.body:
        case DutyOpened(duty=duty):
            return duty.key
        case DutyRedated(new=new) | DutyJudgedAgain(new=new):
            return new.key
        case DutyMet(key=key) | DutyCancelled(key=key):
            return key
        case _:
            return None


def _letters(known_before: Sequence[RecordedEvent], known: Sequence[RecordedEvent]) -> Iterator[LetterDifference]:
    old = mails_of(known_before)
    for key, mail in mails_of(known).items():
        if mail != old.get(key):
            yield LetterDifference(before=old.get(key), after=mail)
