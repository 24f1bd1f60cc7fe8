"""The ladder of a duty: when it is reminded of, when it is overdue, when that is escalated, and to whom."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from domain.calendar import Calendar
from domain.london import at_nine, end_of_day
from domain.model import Model
from domain.policy import LadderRung, RungKind


class PlannedRung(Model):
    """One rung of one duty: `at` is the UTC instant from which it may fire, `to` the roles that hear of it.

    `name` is unique within the duty.
    """

    name: str
    kind: RungKind | Literal["warning"]  # a warning belongs to no policy: it comes whatever the ladder says
    at: AwareDatetime
    to: tuple[str, ...]


def rungs(due: date, calendar: Calendar, ladder: tuple[LadderRung, ...]) -> tuple[PlannedRung, ...]:
    """The ladder of a duty that is due on the London date `due`, in the order of the planned instants.

    Everything is at 09:00 London on a working day, except that a duty is overdue at the moment its due day
    has ended. A calendar month may end on a weekend or a holiday: what is to come before the due day or on it
    then counts from the last working day before it. A short time limit may have rungs that lie before its
    anchor. Raises CalendarEnds.
    """
    last_working_day = calendar.last_working_day_on_or_before(due)
    planned = []
    for rung in ladder:
        offset = rung.offset_working_days
        if rung.kind == "overdue":
            at = end_of_day(due)
        elif offset > 0:
            at = at_nine(calendar.add_working_days(due, offset))
        else:
            at = at_nine(calendar.subtract_working_days(last_working_day, -offset))
        planned.append(PlannedRung(name=rung.name, kind=rung.kind, at=at, to=rung.to))
    return tuple(sorted(planned, key=lambda rung: rung.at))
