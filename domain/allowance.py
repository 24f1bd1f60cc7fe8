"""What extensions and suspensions make of a date: it is counted afresh each time, and never pushed.

The original date is what the rule counts. Suspended working days are added to it; a day that was agreed stays as
agreed, unless the count comes later. Local policy, no law: only a local target can have either (docs/procedure.md).
"""

from datetime import date, timedelta

from domain.calendar import Calendar
from domain.decisions.dates import ExtendDuty, ResumeDuty, SuspendDuty
from domain.duty import Suspension
from domain.duty_rule import Direction, DutyRule
from domain.ladder import PlannedRung
from domain.london import london_date
from domain.model import Model

Given = ExtendDuty | SuspendDuty | ResumeDuty
"""A decision on the date of a duty."""

_ONE_DAY = timedelta(days=1)


class Pause(Model):
    """The clock stands still from the London day `first` up to and not including `until`."""

    first: date
    until: date


class Allowances(Model):
    """What a duty was given so far: the day that was agreed, the pauses of its clock, the day of the last decision.

    The agreed day is kept as a date, so that no change of a calendar or a fact ever takes it back.
    """

    agreed: date | None = None
    pauses: tuple[Pause, ...] = ()
    decided_on: date | None = None


NOTHING = Allowances()


class Allowed(Model):
    """A date with everything that was allowed of it; all are London dates.

    `counted` is the original date with the suspended working days, `due` the one that counts.
    """

    counted: date
    due: date
    extended_until: date | None = None
    suspensions: tuple[Suspension, ...] = ()

    @property
    def suspended_working_days(self) -> int:
        """How many working days the clock stood still in all."""
        return sum(each.working_days for each in self.suspensions)


def with_more(held: Allowances, decision: Given, rule: DutyRule, anchor_day: date, calendar: Calendar) -> Allowances:
    """What a duty has been given once this is decided too. A pause moves an agreed day as well, as long as it lasts.

    Raises:
        CalendarEnds: a day lies outside the calendar.
    """
    if isinstance(decision, ExtendDuty):
        return held.model_copy(update={"agreed": decision.until, "decided_on": decision.at.last_day})
    agreed = held.agreed
    if isinstance(decision, SuspendDuty):
        pause = Pause(first=decision.at.last_day, until=decision.until)
        pauses = (*held.pauses, pause)
        if agreed:
            agreed = calendar.add_working_days(agreed, _stopped(rule, anchor_day, pause, calendar))
    else:
        *earlier, last = held.pauses
        pause = Pause(first=last.first, until=max(last.first, decision.at.first_day))
        pauses = (*earlier, pause)
        if agreed:
            back = _stopped(rule, anchor_day, last, calendar) - _stopped(rule, anchor_day, pause, calendar)
            agreed = calendar.subtract_working_days(agreed, back)
    return Allowances(agreed=agreed, pauses=pauses, decided_on=decision.at.last_day)


def allowed(rule: DutyRule, anchor_day: date, original: date, held: Allowances, calendar: Calendar) -> Allowed:
    """The date that follows from what was given to a duty.

    Args:
        rule: the duty's rule. What serves another date, counted back from it, never gets a day after that date.
        anchor_day: day 0; the clock has not begun to run on it, so it cannot stand still either.
        original: the date that the rule counts.
        held: what the duty was given.
        calendar: the case's bank holidays.

    Raises:
        CalendarEnds: a day lies outside the calendar.
    """
    counted = original
    suspensions = []
    for pause in held.pauses:
        # By a fact corrected since, it may have been overdue before the clock was stopped.
        overdue = pause.first > max(counted, held.agreed or counted)
        days = 0 if overdue else _stopped(rule, anchor_day, pause, calendar)
        counted = calendar.add_working_days(counted, days)
        suspensions.append(Suspension(first=pause.first, until=pause.until, working_days=days))
    agreed = held.agreed
    if agreed and not calendar.is_working_day(agreed):
        agreed = calendar.next_working_day(agreed)  # it has become a bank holiday
    extended_until = agreed if agreed and agreed > counted else None
    due = min(extended_until or counted, latest(rule, anchor_day, original, calendar))
    return Allowed(counted=counted, due=due, extended_until=extended_until, suspensions=tuple(suspensions))


def latest(rule: DutyRule, anchor_day: date, original: date, calendar: Calendar) -> date:
    """The last day that a duty can get: for one that serves another date the working day on or before that date."""
    if rule.direction is Direction.AFTER:
        return date.max
    return max(original, calendar.last_working_day_on_or_before(anchor_day))


def is_wanted(rung: PlannedRung, dates: Allowed, held: Allowances) -> bool:
    """Whether a rung of the new date is wanted: none while the clock stands still, no reminder of before the change."""
    day = london_date(rung.at)
    if any(each.holds(day) for each in dates.suspensions):
        return False
    return held.decided_on is None or rung.kind != "reminder" or day > held.decided_on


def _stopped(rule: DutyRule, anchor_day: date, pause: Pause, calendar: Calendar) -> int:
    """The working days of a pause that would have counted."""
    before = pause.first - _ONE_DAY
    if rule.direction is Direction.AFTER:
        before = max(before, anchor_day)
    return max(0, calendar.working_days_between(before, pause.until - _ONE_DAY))
