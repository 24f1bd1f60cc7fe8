"""The statutory clocks of a case: each duty that was ever owed, with what became of its date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from domain.case import Case
from domain.duty import Duty, DutyStatus, Timeliness
from domain.duty_rule import Direction
from domain.event import DutyOpened, RecordedEvent
from domain.evolve import evolve
from domain.london import london_date

MET = {Timeliness.ON_TIME: "met on time", Timeliness.EXTENDED: "met, extended", Timeliness.LATE: "met late"}


@dataclass(frozen=True)
class Clock:
    """One duty as it stands at the end. `turn` counts how often a duty of its key was owed, from 1.

    `begun` is the London day from which it counted, or on which what counts up to a later day came to be owed.
    """

    duty: Duty
    begun: date
    turn: int

    @property
    def first_due(self) -> date:
        """The London day that was counted first."""
        return self.duty.original_due or self.duty.due

    def ended(self, now: datetime) -> date:
        """The London day on which it was met or fell away; of an open duty the day at the UTC instant `now`."""
        duty = self.duty
        if duty.status is DutyStatus.MET and duty.met:
            return duty.met.last_day
        if duty.status is DutyStatus.CANCELLED and duty.cancelled:
            return duty.cancelled.last_day
        return london_date(now)

    def outcome(self, now: datetime) -> str:
        """What became of it by the UTC instant `now`, in a word or two."""
        duty = self.duty
        if duty.status is DutyStatus.MET:
            return MET[duty.timeliness or Timeliness.ON_TIME]
        if duty.status is DutyStatus.CANCELLED:
            return "missed, no longer owed" if duty.is_late(now) else "no longer owed"
        if duty.is_overdue(now):
            return "missed, still open"
        return "suspended" if duty.suspension(london_date(now)) else "open"


def clocks_of(reference: str, events: Iterable[RecordedEvent]) -> list[Clock]:
    """Every duty that was ever owed, in the order in which they came to be; one that came again stands twice."""
    case = Case(reference=reference)
    found: list[Clock] = []
    running: dict[str, int] = {}
    for event in events:
        case = evolve(case, event)
        if isinstance(event.body, DutyOpened):
            duty = event.body.duty
            turn = sum(each.duty.key == duty.key for each in found) + 1
            running[duty.key] = len(found)
            found.append(Clock(duty, _begun(duty, event), turn))
        for key, place in running.items():
            clock = found[place]
            if case.duties[key] is not clock.duty:
                found[place] = Clock(case.duties[key], min(clock.begun, _begun(case.duties[key], event)), clock.turn)
    return found


def _begun(duty: Duty, event: RecordedEvent) -> date:
    """A period that counts back to its anchor, or from one that has not happened, is owed since its event."""
    counts_on = duty.rule.direction is Direction.AFTER and not duty.provisional
    return min(duty.anchor_day if counts_on else event.effective.first_day, duty.due)
