"""What changed in a case between two instants, in words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from domain.addressee import addressee
from domain.called import names_of
from domain.case import Case
from domain.correspondence import organisation_name
from domain.differences import Differences, DutyDifference, duty_of
from domain.duty import Duty
from domain.event import (
    DecisionTaken,
    DutyCancelled,
    DutyJudgedAgain,
    DutyRedated,
    LetterRequested,
    LetterSent,
    LetterUndeliverable,
    RecordedEvent,
    RungFired,
)
from domain.letter_words import letter_in_words
from domain.london import say_day, say_instant
from domain.standing import say_due, stage, standing
from domain.wall_time import say_exactly
from starter.reading.decision_words import show_decisions
from starter.reading.duty_words import how_it_stands
from starter.reading.event_words import say_body
from starter.reading.letter_words import say_letter
from starter.terminal.printing import say, show_table

_LETTERS = (LetterRequested, LetterSent, LetterUndeliverable)


def show_differences(found: Differences) -> None:
    """Print what changed, in the groups that people ask for; a group in which nothing changed is left out."""
    say(f"{found.after.reference}  what changed", style="bold")
    say(f"from {say_exactly(found.earlier)} to {say_exactly(found.later)}")
    if found.before is None:
        say("The case was opened in between.")
    if not (found.events or found.duties):
        say("Nothing.")
        return
    _table("Where it stands", ("", "before", "after"), list(_standing(found)))
    facts = [(each.fact, each.before or "", each.after or "") for each in found.facts]
    _table("Facts", ("fact", "before", "after"), facts)
    if any(isinstance(event.body, DecisionTaken) for event in found.events):
        _head("Decisions")
        show_decisions(found.after, found.events)
    rows = [_duty(found, each) for each in found.duties]
    late = [each.after.is_overdue(found.later) for each in found.duties]
    _table("Duties", ("duty", "before", "after", "why"), rows, late)
    _table("Letters", ("what", "to", "before", "after", "since"), list(_letters(found)))
    reminders = [event for event in found.events if isinstance(event.body, RungFired)]
    _table("Reminders and escalations", ("recorded", "what"), list(_said(found, reminders)))
    _table("Also recorded", ("recorded", "what"), list(_said(found, filter(_is_another, found.events))))


def names_between(found: Differences) -> dict[str, str]:
    """What organisations, duties, and the letters of the time in between are called, by key."""
    letters = (each.after.letter for each in found.letters)
    return {**names_of(found.after), **{letter.key: letter_in_words(found.after, letter) for letter in letters}}


def _standing(found: Differences) -> Iterator[tuple[str, str, str]]:
    """What is another of the stage, of who has to act, and of how much is overdue."""
    before = _in_a_line(found.before, found.earlier) if found.before else {}
    for what, after in _in_a_line(found.after, found.later).items():
        if before.get(what) != after:
            yield what, before.get(what, ""), after


def _in_a_line(case: Case, now: datetime) -> dict[str, str]:
    seen = standing(case, now)
    return {
        "stage": stage(case),
        "waits for": ", ".join(organisation_name(case, who) for who in seen.waiting_for) or "nobody",
        "overdue": str(seen.overdue),
    }


def _duty(found: Differences, each: DutyDifference) -> tuple[str, str, str, str]:
    before = _said_of(found.before, each.before, found.earlier) if found.before and each.before else "not owed"
    after = _said_of(found.after, each.after, found.later)
    why = list(_why(each.events)) if each.events else [_why_by_time(each.after, found.later)]
    seen = each.after.is_overdue(found.later) or (each.before and each.before.is_overdue(found.earlier))
    if each.was_overdue and not seen:
        why.append("overdue in between")
    return each.after.title, before, after, "; ".join(why)


def _said_of(case: Case, duty: Duty, now: datetime) -> str:
    return f"{say_due(case, duty, now)}, {how_it_stands(duty, now)}"


def _why(events: Iterable[RecordedEvent]) -> Iterator[str]:
    for event in events:
        match event.body:
            case DutyRedated(old=old, new=new, reason=reason) if old.due != new.due:
                yield f"{say_day(old.due)} to {say_day(new.due)} ({reason})"
            case DutyRedated(reason=reason):
                yield f"counted afresh ({reason})"
            case DutyJudgedAgain(reason=reason):
                yield f"judged again ({reason})"
            case DutyCancelled(reason=reason):
                yield reason


def _why_by_time(duty: Duty, now: datetime) -> str:
    """Why a duty is seen otherwise at the UTC instant although no event is about it."""
    if duty.is_overdue(now):
        return "its day has ended"
    return "the notification is overdue" if duty.provisional else "the time of its suspension has come or gone"


def _letters(found: Differences) -> Iterator[tuple[str, str, str, str, str]]:
    for each in found.letters:
        letter, before = each.after.letter, each.before.state if each.before else ""
        to = addressee(found.after, letter).say()
        yield say_letter(letter), to, before, each.after.state, say_instant(each.after.at)


def _is_another(event: RecordedEvent) -> bool:
    """Whether no group of its own tells the event."""
    return duty_of(event) is None and not isinstance(event.body, (DecisionTaken, RungFired, *_LETTERS))


def _said(found: Differences, events: Iterable[RecordedEvent]) -> Iterator[tuple[str, str]]:
    names = names_between(found)
    for event in events:
        yield say_instant(event.recorded_at), say_body(event.body, names)


def _table(
    heading: str, headers: Sequence[str], rows: Sequence[Sequence[str]], emphasised: Sequence[bool] = ()
) -> None:
    if rows:
        _head(heading)
        show_table(headers, rows, emphasised)


def _head(heading: str) -> None:
    say()
    say(heading, style="bold")
