"""What extensions and suspensions make of a date: it is counted afresh each time, and never pushed.

The original date is what the rule counts. Suspended working days are added to it; a day that was agreed stays as
agreed, unless the count comes later. Local policy, no law: only a local target can have either (docs/procedure.md).
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.calendar import Calendar
from domain.decisions import ExtendDuty, ResumeDuty, SuspendDuty
from domain.duty import Suspension
from domain.ladder import PlannedRung
from domain.london import london_date
from domain.model import Model
from domain.rules import Direction, DutyRule

Given = ExtendDuty | SuspendDuty | ResumeDuty
"""One of the decisions that a duty's date follows, in the order in which they were recorded."""

_ONE_DAY = timedelta(days=1)


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


def allowed(rule: DutyRule, anchor_day: date, original: date, given: Sequence[Given], calendar: Calendar) -> Allowed:
    """The date that follows from what was given to a duty.

    Args:
        rule: the duty's rule. What serves another date, counted back from it, never gets a day after that date.
        anchor_day: day 0; the clock has not begun to run on it, so it cannot stand still either.
        original: the date that the rule counts.
        given: what was decided on it, in order.
        calendar: the case's bank holidays.

    Raises:
        CalendarEnds: a day lies outside the calendar.
    """
    counted, agreed = original, None
    suspensions: list[Suspension] = []
    for step in _steps(given):
        if isinstance(step, ExtendDuty):
            # An agreed day that has become a bank holiday gives way to the next working day.
            agreed = step.until if calendar.is_working_day(step.until) else calendar.next_working_day(step.until)
            continue
        first, until = step
        overdue = first > max(counted, agreed or counted)
        days = 0 if overdue else _stopped(rule, anchor_day, first, until, calendar)
        counted = calendar.add_working_days(counted, days)
        agreed = calendar.add_working_days(agreed, days) if agreed else None
        suspensions.append(Suspension(first=first, until=until, working_days=days))
    extended_until = agreed if agreed and agreed > counted else None
    due = min(extended_until or counted, latest(rule, anchor_day, original, calendar))
    return Allowed(counted=counted, due=due, extended_until=extended_until, suspensions=tuple(suspensions))


def latest(rule: DutyRule, anchor_day: date, original: date, calendar: Calendar) -> date:
    """The last day that a duty can get: for one that serves another date the working day on or before that date."""
    if rule.direction is Direction.AFTER:
        return date.max
    return max(original, calendar.last_working_day_on_or_before(anchor_day))


def is_wanted(rung: PlannedRung, dates: Allowed, given: Sequence[Given]) -> bool:
    """Whether a rung of the new date is wanted: none while the clock stands still, no reminder of before the change."""
    day = london_date(rung.at)
    if any(each.holds(day) for each in dates.suspensions):
        return False
    return not (given and rung.kind == "reminder" and day <= given[-1].at.last_day)


def _steps(given: Sequence[Given]) -> Iterator[ExtendDuty | tuple[date, date]]:
    """Extensions, and of each suspension the first day and the day from which the clock runs again."""
    steps: list[ExtendDuty | tuple[date, date]] = []
    for each in given:
        if isinstance(each, ExtendDuty):
            steps.append(each)
        elif isinstance(each, SuspendDuty):
            steps.append((each.at.last_day, each.until))
        else:
            number, first = max((number, step[0]) for number, step in enumerate(steps) if isinstance(step, tuple))
            steps[number] = (first, max(first, each.at.first_day))
    yield from steps


def _stopped(rule: DutyRule, anchor_day: date, first: date, until: date, calendar: Calendar) -> int:
    """The working days that do not count, of those from `first` up to and not including `until`."""
    before = first - _ONE_DAY
    if rule.direction is Direction.AFTER:
        before = max(before, anchor_day)
    return max(0, calendar.working_days_between(before, until - _ONE_DAY))
