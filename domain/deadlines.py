"""Due dates: from a rule, the day it counts from, and a calendar."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from domain.calendar import Calendar, CalendarEnds
from domain.duty_rule import Anchor, Direction, DutyRule, Force, Unit
from domain.framework import Framework
from domain.london import say_day
from domain.model import Model
from domain.months import add_calendar_months
from domain.policy import ReviewStep
from domain.rules import Rules


class Deadline(Model):
    """When something is due, as London dates: met by anything before the end of `due`.

    `last_working_day` is the due day itself, or the last working day before it.
    """

    due: date
    last_working_day: date


class ReadingLine(Model):
    """When another published reading of the same limit would have it due."""

    title: str
    anchor: Anchor
    anchor_day: date
    amount: int
    unit: Unit
    source: str
    due: date
    provisional: bool


class DeadlineLine(Model):
    """One duty with its date, and what that rests on.

    `provisional`: the anchor has not happened yet. It is taken to happen on the last day on which it is due, so
    that `due` is the latest date that the duty could get: "at the latest".
    """

    duty: str
    title: str
    anchor: Anchor
    anchor_day: date
    amount: int
    unit: Unit
    direction: Direction
    force: Force
    source: str
    unconfirmed: bool
    due: date
    last_working_day: date
    provisional: bool
    readings: tuple[ReadingLine, ...]


class NoFramework(LookupError):  # noqa: N818 - a fact about the rules, named as one
    """No framework is in force on that day, or none has the name that the policy pins."""


def deadline(rule: DutyRule | ReviewStep, anchor_day: date, calendar: Calendar) -> Deadline:
    """The deadline of a rule whose day 0 is the London date `anchor_day`.

    Working days skip weekends and holidays; calendar months clamp to a shorter month's end and never roll
    forward. Raises CalendarEnds.
    """
    direction = rule.direction if isinstance(rule, DutyRule) else Direction.AFTER
    due = _count(rule.amount, rule.unit, direction, anchor_day, calendar)
    return Deadline(due=due, last_working_day=calendar.last_working_day_on_or_before(due))


def framework_for(la_aware: date, frameworks: Mapping[str, Framework], pinned: str | None = None) -> Framework:
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


def all_deadlines(rules: Rules, anchors: Mapping[Anchor, date]) -> tuple[DeadlineLine, ...]:
    """Every duty, warning and local target whose date follows from these anchors (London dates).

    In the order of the framework, then of the policy. A duty whose anchor is neither given nor follows from
    another duty's due date is left out, and so is such a reading. Raises CalendarEnds.
    """
    lines = []
    for rule in (*rules.framework.duties, *rules.framework.warnings, *rules.policy.duties):
        anchored = _anchor_day(rule.anchor, rules, anchors)
        if anchored is None:
            continue
        anchor_day, provisional = anchored
        found = deadline(rule, anchor_day, rules.calendar)
        lines.append(
            DeadlineLine(
                **rule.model_dump(exclude={"owner", "allowance"}),
                anchor_day=anchor_day,
                due=found.due,
                last_working_day=found.last_working_day,
                provisional=provisional,
                readings=tuple(other_readings(rule.duty, rules, anchors)),
            )
        )
    return tuple(lines)


def other_readings(duty: str, rules: Rules, anchors: Mapping[Anchor, date]) -> Iterator[ReadingLine]:
    """When the other published readings of a duty's limit would have it due.

    A reading is left out where its anchor is neither given nor follows, or lies outside the days that the calendar
    knows: what an agency knew years ago stops nobody from reading the dates that count.
    """
    for reading in rules.framework.readings:
        anchored = _anchor_day(reading.anchor, rules, anchors)
        if reading.duty != duty or anchored is None:
            continue
        anchor_day, provisional = anchored
        try:
            due = _count(reading.amount, reading.unit, Direction.AFTER, anchor_day, rules.calendar)
        except CalendarEnds:
            continue
        yield ReadingLine(
            **reading.model_dump(exclude={"duty"}), anchor_day=anchor_day, due=due, provisional=provisional
        )


# What happens when a duty is met, at the latest on its due day; and what is that due day by definition.
_BROUGHT_BY = {Anchor.NOTIFICATION_SENT: "notification", Anchor.PUBLICATION_PLANNED: "publication"}
_DUE_DAY_OF = {Anchor.RAPID_REVIEW_DUE: "rapid_review", Anchor.PUBLICATION_DUE: "publication"}


def _anchor_day(anchor: Anchor, rules: Rules, anchors: Mapping[Anchor, date]) -> tuple[date, bool] | None:
    """The anchor's day and whether it is provisional, or None where it does not follow."""
    if anchor in anchors:
        return anchors[anchor], False
    duty = _BROUGHT_BY.get(anchor) or _DUE_DAY_OF.get(anchor)
    if duty is None:
        return None
    rule = rules.rule(duty)
    before = _anchor_day(rule.anchor, rules, anchors)
    if before is None:
        return None
    anchor_day, provisional = before
    return deadline(rule, anchor_day, rules.calendar).due, provisional or anchor in _BROUGHT_BY


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
