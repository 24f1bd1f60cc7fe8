"""What a proclaimed day would change, computed from each open case's state before anything is sent."""

from datetime import date
from typing import Any

from domain.calendar_change import why
from domain.decisions.dates import ChangeCalendar
from domain.event import DutyRedated
from domain.london import say_day
from domain.proclamation import Effect, Reception
from starter.terminal.printing import say, show_table

NAMED = 10


class Preview:
    """The effect of a proclaimed day on each open case, by reference; None for one that does not answer."""

    def __init__(self, decision: ChangeCalendar, effects: dict[str, Effect | None]) -> None:
        self.decision = decision
        self._effects = effects

    @property
    def takers(self) -> int:
        """How many cases would take the day, or do not answer and may."""
        wanted = (Reception.MOVED, Reception.GIVEN)
        return sum(effect is None or effect.reception in wanted for effect in self._effects.values())

    def as_json(self) -> dict[str, Any]:
        """For programs. Dates are London dates; a provisional one is the latest that it could be."""
        return {
            "day": self.decision.day.isoformat(),
            "holiday": self.decision.holiday,
            "open_cases": len(self._effects),
            "moved": [
                {
                    "reference": reference,
                    "duty": each.new.key,
                    "title": each.new.title,
                    "old": each.old.due.isoformat(),
                    "new": each.new.due.isoformat(),
                    "provisional": each.new.provisional,
                }
                for reference, each in self._moved_dates()
            ],
            "only_reminders_move": self._only_reminders(),
            "untouched": self._of(Reception.GIVEN),
            "already": self._of(Reception.ALREADY),
            "refused": {
                reference: effect.refusal
                for reference, effect in self._effects.items()
                if effect and effect.reception is Reception.REFUSED
            },
            "silent": self._silent(),
        }

    def show(self) -> None:
        """For people: each date that moves, then how many cases there are of each kind."""
        say(f"{why(self.decision)}.")
        rows = [
            (reference, each.new.title, _due(each.old.due, each), _due(each.new.due, each))
            for reference, each in self._moved_dates()
        ]
        if rows:
            show_table(("case", "duty", "due until now", "due then"), rows)
        cases = len({reference for reference, _ in self._moved_dates()})
        say(f"Dates move in {cases} of {len(self._effects)} open cases ({len(rows)} duties).")
        for number, what in (
            (len(self._only_reminders()), "only reminders or escalations move"),
            (len(self._of(Reception.GIVEN)), "nothing moves; the day is recorded for their duties to come"),
            (len(self._of(Reception.ALREADY)), "the calendar is so already"),
        ):
            if number:
                say(f"In {number}, {what}.")
        refused = self.as_json()["refused"]
        for reference, message in list(refused.items())[:NAMED]:
            say(f"{reference} cannot take it: {message}.")
        if self._silent():
            say(f"{len(self._silent())} do not answer and will be asked again: {', '.join(self._silent()[:NAMED])}.")

    def _moved_dates(self) -> list[tuple[str, DutyRedated]]:
        return [
            (reference, each)
            for reference, effect in self._effects.items()
            if effect
            for each in sorted(effect.moved, key=lambda each: (each.new.due, each.new.key))
            if each.old.due != each.new.due
        ]

    def _only_reminders(self) -> list[str]:
        dated = {reference for reference, _ in self._moved_dates()}
        return [reference for reference in self._of(Reception.MOVED) if reference not in dated]

    def _of(self, reception: Reception) -> list[str]:
        return [reference for reference, effect in self._effects.items() if effect and effect.reception is reception]

    def _silent(self) -> list[str]:
        return [reference for reference, effect in self._effects.items() if effect is None]


def _due(day: date, each: DutyRedated) -> str:
    return f"{'at the latest ' if each.new.provisional else ''}{say_day(day)}"
