"""A play in words for people, and as JSON for programs: the same at every play."""

from datetime import datetime
from typing import Any

from domain.case import Case
from domain.duty import Duty, DutyStatus
from domain.event import DecisionRefused, LetterRequested, LetterUndeliverable, RungFired
from domain.london import say_day, say_instant
from domain.moment import Moment
from domain.standing import say_due, stage
from stack.simulation.playing import Played, Told
from starter.event_words import names_in, say_body, say_timeliness

ALARMING = ("overdue", "escalation", "warning")


class Teller:
    """Says the events of one case; it remembers what its duties and letters are called."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def what(self, told: Told) -> str:
        """What happened, in a sentence; a letter with whom it is to."""
        body = told.event.body
        self._names |= names_in([body])
        if isinstance(body, LetterRequested):
            self._names[body.letter.key] += f" to {_recipient(told.case, body.letter.to.email)}"
        return say_body(body, self._names)

    def line(self, told: Told) -> tuple[str, str, str] | None:
        """When, at which stage, and what; None for what nobody needs to read."""
        what = self.what(told)
        if isinstance(told.event.body, LetterRequested):
            return None  # it is told when it is sent
        return say_instant(told.at), stage(told.case), what


def is_alarming(told: Told) -> bool:
    """Whether somebody should look at it twice."""
    body = told.event.body
    return isinstance(body, DecisionRefused | LetterUndeliverable) or (
        isinstance(body, RungFired) and body.kind in ALARMING
    )


def closing_rows(played: Played, never: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every duty of the case: what is owed, when it was due, when it was met, and with what margin."""
    at = played.told[-1].at
    duties = sorted(played.case.duties.values(), key=lambda duty: (duty.due, duty.key))
    return [
        (duty.key, duty.title, say_due(played.case, duty, at), *_how(duty, at), "never" if duty.key in never else "")
        for duty in duties
    ]


def as_data(played: Played) -> dict[str, Any]:
    """The whole play for a program: every event with its UTC instant to the minute, and every duty."""
    teller = Teller()
    return {
        "ends": stage(played.case),
        "events": [_event(told, teller) for told in played.told],
        "duties": [found.model_dump(mode="json") for found in played.outcomes.values()],
        "not_as_expected": [{"line": line, "what": what} for line, what in played.faults],
    }


def _event(told: Told, teller: Teller) -> dict[str, Any]:
    event = told.event
    own_instant = event.effective.instant is None or event.effective.instant == event.recorded_at
    happened = (
        event.effective if event.effective.instant is None else event.effective.instant.replace(second=0, microsecond=0)
    )
    return {
        "position": event.position,
        "at": _text(told.at),
        "happened": _text(told.at) if own_instant and event.effective.instant else str(happened),
        "type": event.type,
        "stage": stage(told.case),
        "what": teller.what(told),
    }


def _text(instant: datetime) -> str:
    return str(Moment.at(instant))


def _recipient(case: Case, email: str) -> str:
    named = {each.email: each.name for each in case.in_force.policy.organisations}
    return named.get(email, "the referrer")


def _how(duty: Duty, at: datetime) -> tuple[str, str]:
    match duty.status:
        case DutyStatus.MET:
            met = say_day(duty.met.last_day) if duty.met else ""
            return met, say_timeliness(duty.margin, duty.timeliness)
        case DutyStatus.CANCELLED:
            return "", "no longer owed"
        case _:
            return "", "overdue" if duty.is_overdue(at) else "open"
