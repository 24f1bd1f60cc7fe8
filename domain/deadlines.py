"""Due dates: from a rule, the day it counts from, and a calendar."""

from collections.abc import Mapping
from datetime import date, timedelta

from domain.calendar import Calendar
from domain.london import say_day
from domain.model import Model
from domain.months import add_calendar_months
from domain.rules import Direction, DutyRule, Framework, Reading, ReviewStep, Unit


class Deadline(Model):
    """When something is due, as London dates: met by anything before the end of `due`.

    `last_working_day` is the due day itself, or the last working day before it.
    """

    due: date
    last_working_day: date


class NoFramework(LookupError):  # noqa: N818 - a fact about the rules, named as one
    """No framework is in force on that day, or none has the name that the policy pins."""


def deadline(rule: DutyRule | Reading | ReviewStep, anchor_day: date, calendar: Calendar) -> Deadline:
    """The deadline of a rule whose day 0 is the London date `anchor_day`.

    Working days skip weekends and holidays; calendar months clamp to a shorter month's end and never roll
    forward. Raises CalendarEnds.
    """
    direction = rule.direction if isinstance(rule, DutyRule) else Direction.AFTER
    due = _count(rule.amount, rule.unit, direction, anchor_day, calendar)
    return Deadline(due=due, last_working_day=calendar.last_working_day_on_or_before(due))


def framework_for(
    la_aware: date, frameworks: Mapping[str, Framework], pinned: str | None = None
) -> Framework:
    """The framework that a case runs under: the pinned one, else the one in force when the LA became aware.

    Raises NoFramework.
    """
    if pinned is not None:
        if pinned not in frameworks:
            raise NoFramework(f"no framework is named {pinned!r}: there are {', '.join(sorted(frameworks))}")
        return frameworks[pinned]
    in_force = [each for each in frameworks.values() if each.in_force_from <= la_aware]
    if not in_force:
        raise NoFramework(f"no statutory framework that is known here was in force on {say_day(la_aware)}")
    return max(in_force, key=lambda each: each.in_force_from)


def _count(amount: int, unit: Unit, direction: Direction, anchor_day: date, calendar: Calendar) -> date:
    before = direction is Direction.BEFORE
    match unit:
        case Unit.WORKING_DAYS:
            count = calendar.subtract_working_days if before else calendar.add_working_days
            return count(anchor_day, amount)
        case Unit.CALENDAR_MONTHS:
            return add_calendar_months(anchor_day, -amount if before else amount)
        case Unit.CALENDAR_DAYS:
            return anchor_day + timedelta(days=-amount if before else amount)
