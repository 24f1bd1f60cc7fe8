"""What changed in a case between two instants, as JSON."""

from collections.abc import Mapping
from typing import Any

from domain.case import Case
from domain.differences import Differences, DutyDifference, LetterDifference
from domain.event import DutyCancelled, DutyJudgedAgain, DutyRedated, RecordedEvent
from domain.standing import standing
from starter.reading.changes import changes
from starter.reading.decision_words import decisions_for_programs
from starter.reading.diff_words import names_between
from starter.reading.duty_words import duty_for_programs
from starter.reading.event_words import say_body
from starter.reading.letter_words import letter_for_programs


def differences_for_programs(found: Differences) -> dict[str, Any]:
    """All that `show_differences` prints, and every field of the case's state that changed, by its path."""
    before, after = found.before, found.after
    return {
        "reference": after.reference,
        "from": found.earlier.isoformat(),
        "to": found.later.isoformat(),
        "before": standing(before, found.earlier).model_dump(mode="json") if before else None,
        "after": standing(after, found.later).model_dump(mode="json"),
        "facts": [each.model_dump(mode="json") for each in found.facts],
        "decisions": decisions_for_programs(found.events),
        "duties": [_duty(found, each) for each in found.duties],
        "letters": [_letter(after, each) for each in found.letters],
        "events": [_event(event, names_between(found)) for event in found.events],
        "fields": [
            {"field": each.field, "before": each.then, "after": each.today}
            for each in changes(_fields(before), _fields(after))
        ],
    }


def _fields(case: Case | None) -> dict[str, Any]:
    return case.model_dump(mode="json") if case else {}


def _duty(found: Differences, each: DutyDifference) -> dict[str, Any]:
    return {
        "key": each.after.key,
        "title": each.after.title,
        "before": duty_for_programs(found.before, each.before, found.earlier) if found.before and each.before else None,
        "after": duty_for_programs(found.after, each.after, found.later),
        "was_overdue": each.was_overdue,
        "changes": [_change(event) for event in each.events],
    }


def _change(event: RecordedEvent) -> dict[str, Any]:
    told = {"type": event.type, **event.model_dump(mode="json", include={"position", "recorded_at"})}
    match event.body:
        case DutyRedated(old=old, new=new, reason=reason) | DutyJudgedAgain(old=old, new=new, reason=reason):
            return {**told, "old_due": old.due.isoformat(), "new_due": new.due.isoformat(), "reason": reason}
        case DutyCancelled(reason=reason):
            return {**told, "reason": reason}
        case _:
            return told


def _letter(case: Case, each: LetterDifference) -> dict[str, Any]:
    return {**letter_for_programs(case, each.after), "state_before": each.before.state if each.before else None}


def _event(event: RecordedEvent, names: Mapping[str, str]) -> dict[str, Any]:
    envelope = event.model_dump(mode="json", include={"position", "recorded_at", "effective", "cause", "actor"})
    return {**envelope, "type": event.type, "what": say_body(event.body, names)}
