"""A count, day by day: what a due date is made of, so that anyone can check it with a wall calendar."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.calendar import Calendar
from domain.duty_rule import Direction, DutyRule, Unit
from domain.model import Model
from domain.months import add_calendar_months

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class CountedDay(Model):
    """One London date of a count.

    `number` is 0 for the day from which it counts, then 1 and so on; None for a day that does not count, and then
    `skipped` says why: the day of the weekend, or the bank holiday's name. `note` says what else is to be known.
    """

    day: date
    number: int | None = None
    skipped: str | None = None
    note: str | None = None


class Count(Model):
    """How a limit was counted. `days` begins with day 0 and ends with the due day; a limit before its anchor goes back.

    Working days and calendar days have every day between in it, calendar months only the day that each ends on.
    `back_to_working_day` are the days from a due day that is no working day back to the last one before it.
    """

    unit: Unit
    direction: Direction
    days: tuple[CountedDay, ...]
    back_to_working_day: tuple[CountedDay, ...] = ()

    @property
    def due(self) -> date:
        """The London date on which the count ends."""
        return self.days[-1].day

    @property
    def last_working_day(self) -> date:
        """The due day itself, or the last working day before it."""
        return self.back_to_working_day[-1].day if self.back_to_working_day else self.due

    @property
    def holidays(self) -> tuple[CountedDay, ...]:
        """The bank holidays from Monday to Friday that did not count."""
        return tuple(each for each in self.days if each.skipped is not None and each.day.weekday() < _SATURDAY)


def count(rule: DutyRule, anchor_day: date, calendar: Calendar) -> Count:
    """The count of a rule whose day 0 is the London date `anchor_day`; it ends where `deadlines.deadline` says.

    Raises CalendarEnds.
    """
    walk = {
        Unit.WORKING_DAYS: _working_days,
        Unit.CALENDAR_MONTHS: _calendar_months,
        Unit.CALENDAR_DAYS: _calendar_days,
    }[rule.unit]
    sign = -1 if rule.direction is Direction.BEFORE else 1
    day_zero = CountedDay(day=anchor_day, number=0, note=_no_working_day(anchor_day, calendar))
    days = (day_zero, *walk(anchor_day, rule.amount, sign, calendar))
    back = tuple(_back_to_working_day(days[-1].day, calendar))
    return Count(unit=rule.unit, direction=rule.direction, days=days, back_to_working_day=back)


def _working_days(day: date, amount: int, sign: int, calendar: Calendar) -> Iterator[CountedDay]:
    number = 0
    while number < amount:
        day += sign * _ONE_DAY
        skipped = _no_working_day(day, calendar)
        number += skipped is None
        yield CountedDay(day=day, number=number if skipped is None else None, skipped=skipped)


def _calendar_days(day: date, amount: int, sign: int, _calendar: Calendar) -> Iterator[CountedDay]:
    for number in range(1, amount + 1):
        yield CountedDay(day=day + number * sign * _ONE_DAY, number=number)


def _calendar_months(day: date, amount: int, sign: int, _calendar: Calendar) -> Iterator[CountedDay]:
    """Each month from day 0, never from the month before: 31 August and two months is 31 October."""
    for number in range(1, amount + 1):
        ends = add_calendar_months(day, sign * number)
        clamped = f"this month has no day {day.day}: its last day" if ends.day != day.day else None
        yield CountedDay(day=ends, number=number, note=clamped)


def _back_to_working_day(due: date, calendar: Calendar) -> Iterator[CountedDay]:
    day = due
    while (skipped := _no_working_day(day, calendar)) is not None:
        yield CountedDay(day=day, skipped=skipped)
        day -= _ONE_DAY
    if day != due:
        yield CountedDay(day=day, note="the last working day before")


def _no_working_day(day: date, calendar: Calendar) -> str | None:
    """Why a day is no working day: its name as a day of the weekend, or as a bank holiday."""
    holiday = calendar.holiday(day)
    if day.weekday() >= _SATURDAY:
        return _WEEKDAYS[day.weekday()]
    return holiday
