"""What one record brings to a report: codes and numbers, and nothing by which anybody could be recognised.

A report is made of these, so that of each case no more is held than this while the next one is read.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from domain.calendar import Calendar
from domain.case import Case
from domain.duty import CountedDuty, Duty, DutyStatus, Timeliness
from domain.duty_rule import Force
from domain.lateness import Kept, is_explained
from domain.london import london_date
from domain.model import Model
from domain.reporting.course import Course, Left, course_of
from domain.reporting.kinds import Facts, facts_of
from domain.reporting.period import Period
from domain.reporting.stages import Duration, durations, working_days

SUMMARY = "agency_summary"


class State(StrEnum):
    """How a duty stands at the instant of the report; each is in exactly one of these."""

    ON_TIME = "on_time"
    EXTENDED = "extended"
    LATE = "late"
    OVERDUE = "overdue"
    OPEN = "open"
    FELL_AWAY = "fell_away"


class DutyFigure(Model):
    """How one duty was kept.

    `late_by` is in working days, at least 1, for what was met late, fell away when it was overdue, or is overdue now;
    `explained` is about the same. `extended` and `suspended` are None where only the skeleton is left.
    `agency` is whose summary it is.
    """

    duty: str
    title: str
    force: Force
    state: State
    late_by: int | None = None
    explained: bool = False
    extended: bool | None = None
    suspended: bool | None = None
    agency: str | None = None


KeptAs = Literal["whole", "destroyed", "locked"]
"""Whether a record can be read whole, was destroyed, or has no key here though nobody destroyed it."""


class Incident(Model):
    """One incident that was received in the period. Without `facts`, its record cannot be read any more."""

    record: KeptAs
    course: Course
    facts: Facts | None = None


class Figures(Model):
    """What one record brings: its duties that fell due, its stages that ended, itself where it was received then.

    An incident that goes on in another case is none of its own; its duties count, and `linked` says so.
    """

    record: KeptAs = "whole"
    duties: tuple[DutyFigure, ...] = ()
    durations: tuple[Duration, ...] = ()
    incident: Incident | None = None
    linked: bool = False


def figures_of(case: Case, period: Period, now: datetime, england: Calendar) -> Figures:
    """What a whole record brings.

    Args:
        case: as it is known at `now`.
        period: the London days that the report is about.
        now: the UTC instant at which everything is as it is known.
        england: the bank holidays by which is counted where the calendar of the case ends.
    """
    calendars = (case.in_force.calendar, england)
    course = course_of(case)
    received = _received(case)
    held = received is not None and period.holds(received)
    facts = facts_of(case.referral, case.in_force.policy.area)
    ended = () if course.linked else durations(case, calendars)
    return Figures(
        duties=tuple(_duties(case, period, now, calendars)),
        durations=tuple(each for each in ended if period.holds(each.ended)),
        incident=Incident(record="whole", course=course, facts=facts) if held and not course.linked else None,
        linked=held and course.linked,
    )


def figures_left(left: Left, record: KeptAs, period: Period, now: datetime, england: Calendar) -> Figures:
    """What a record that cannot be read brings: its duties and its course.

    Nothing else can be told: neither what kind of incident it was, nor where, nor how long a stage took. The arguments
    are as in `figures_of`; by `england` all of it is counted.
    """
    held = period.holds(left.opened.first_day)
    course = left.course
    return Figures(
        record=record,
        duties=tuple(_duties(left.skeleton, period, now, (england,))),
        incident=Incident(record=record, course=course) if held and not course.linked else None,
        linked=held and course.linked,
    )


def late_by(duty: CountedDuty, now: datetime, calendars: tuple[Calendar, ...]) -> int | None:
    """By how many working days a duty is or was late at the UTC instant `now`, at least 1; None where it is not."""
    if not duty.is_late(now):
        return None
    if duty.margin is not None and duty.margin < 0 and duty.last_day_on_time == duty.due:
        return -duty.margin
    ended = duty.cancelled if duty.status is DutyStatus.CANCELLED else duty.met
    last = ended.last_day if ended else london_date(now)
    return max(1, working_days(duty.last_day_on_time, last, calendars) or 0)


def state_of(duty: CountedDuty, now: datetime) -> State:
    """How a duty stands at the UTC instant `now`."""
    match duty.timeliness:
        case Timeliness() as timeliness:
            return State(timeliness.value)
        case None if duty.status is DutyStatus.CANCELLED:
            return State.LATE if duty.is_late(now) else State.FELL_AWAY
        case None:
            return State.OVERDUE if duty.is_overdue(now) else State.OPEN


def _duties(kept: Kept, period: Period, now: datetime, calendars: tuple[Calendar, ...]) -> Iterator[DutyFigure]:
    for duty in kept.duties.values():
        if not period.holds(duty.last_day_on_time):
            continue
        whole = duty if isinstance(duty, Duty) else None
        agency = duty.key.removeprefix(f"{SUMMARY}:") if duty.rule.duty == SUMMARY else None
        yield DutyFigure(
            duty=duty.rule.duty,
            title=duty.rule.title,
            force=duty.rule.force,
            state=state_of(duty, now),
            late_by=late_by(duty, now, calendars),
            explained=is_explained(kept, duty),
            extended=whole.extended_until is not None if whole else None,
            suspended=bool(whole.suspensions) if whole else None,
            agency=agency,
        )


def _received(case: Case) -> date | None:
    """The London day on which the incident counts; of what has not been referred yet, that of its opening."""
    if case.received:
        return case.received.first_day
    return london_date(case.opened_at) if case.opened_at else None
