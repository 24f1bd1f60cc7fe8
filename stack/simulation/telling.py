"""A play in words for people, and as JSON for programs: the same at every play."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from domain.duty import Duty, DutyStatus
from domain.event import DecisionRefused, LetterRequested, LetterUndeliverable, RungFired
from domain.london import say_day, say_instant
from domain.moment import Moment
from domain.standing import say_due, stage
from stack.simulation.playing import Played, Told
from starter.reading.event_words import names_in, say_body, say_timeliness

ALARMING = ("overdue", "escalation", "warning")
LETTER = "letter "
"""How the cause begins of what a letter settles when it has been sent."""


class Teller:
    """Says the events of one case; it remembers what its duties and letters are called."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def what(self, told: Told) -> str:
        """What happened, in a sentence."""
        body = told.event.body
        self._names |= names_in(told.case, [body])
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
    """Every duty of the case by its key: when it was due, when it was met, and how it stands."""
    at = played.told[-1].at
    duties = sorted(played.case.duties.values(), key=lambda duty: (duty.due, duty.key))
    return [
        (duty.key, say_due(played.case, duty, at), *_how(duty, at, "never done, " if duty.key in never else ""))
        for duty in duties
    ]


def as_data(played: Played) -> dict[str, Any]:
    """The whole play for a program: every event with its UTC instant to the minute, and every duty."""
    teller = Teller()
    numbered = enumerate(_in_order(played.told), start=1)
    return {
        "ends": stage(played.case),
        "events": [_event(position, told, teller) for position, told in numbered],
        "duties": [found.model_dump(mode="json") for found in played.outcomes.values()],
        "not_as_expected": [{"line": line, "what": what} for line, what in played.faults],
    }


def _in_order(told: tuple[Told, ...]) -> Iterator[Told]:
    """The events in an order that is the same at every play.

    Letters go out at once, and which is confirmed first is the mail server's affair: those of one moment are told in
    the order in which they were asked for, each with what followed from it, and at the stage that all of them led to.
    """
    for (_, of_letters), group in groupby(told, key=lambda each: (each.at, each.event.cause.startswith(LETTER))):
        together = list(group)
        if of_letters:
            case = together[-1].case
            together = [replace(each, case=case) for each in sorted(together, key=_asked_for)]
        yield from together


def _asked_for(told: Told) -> tuple[int, ...]:
    return tuple(int(number) for number in told.event.cause.removeprefix(LETTER).split("-"))


def _event(position: int, told: Told, teller: Teller) -> dict[str, Any]:
    event = told.event
    return {
        "position": position,
        "at": str(Moment.at(told.at)),
        "happened": str(_happened(told)),
        "type": event.type,
        "stage": stage(told.case),
        "what": teller.what(told),
    }


def _happened(told: Told) -> Moment:
    """When it happened, to the minute; what is recorded as it happens, when it is recorded."""
    happened, recorded = told.event.effective, told.event.recorded_at
    if happened.instant is None:
        return happened
    return Moment.at(told.at if happened.instant == recorded else happened.instant.replace(second=0, microsecond=0))


def _how(duty: Duty, at: datetime, never: str) -> tuple[str, str]:
    match duty.status:
        case DutyStatus.MET:
            met = say_day(duty.met.last_day) if duty.met else ""
            return met, say_timeliness(duty.margin, duty.timeliness)
        case DutyStatus.CANCELLED:
            return "", f"{never}no longer owed"
        case _:
            return "", f"{never}{'overdue' if duty.is_overdue(at) else 'open'}"
