"""The case's calendar of bank holidays, changed by a decision: holidays are proclaimed at short notice, and moved."""

from collections.abc import Iterable
from datetime import date

from domain.calendar import Calendar
from domain.case import Case
from domain.decisions.dates import ChangeCalendar
from domain.london import say_day
from domain.refusal import Refusal, RefusalCode

_SATURDAY = 5


def check(case: Case, decision: ChangeCalendar) -> None:
    """A weekday within the case's calendar, which is not so already."""
    check_day(decision.day)
    calendar = case.in_force.calendar
    if not calendar.first <= decision.day <= calendar.last:
        raise Refusal(
            RefusalCode.WRONG_TIME,
            f"day: {say_day(decision.day)} lies outside the case's calendar, {calendar.first} to {calendar.last}",
        )
    if has(calendar, decision):
        known = calendar.holiday(decision.day)
        already = f"a bank holiday already: {known}" if known else "no bank holiday as it is"
        raise Refusal(RefusalCode.ALREADY_DECIDED, f"day: {say_day(decision.day)} is {already}")


def check_day(day: date) -> None:
    """Refuse a day at a weekend, on which nothing is counted whatever is proclaimed."""
    if day.weekday() >= _SATURDAY:
        raise Refusal(
            RefusalCode.WRONG_TIME,
            f"day: {say_day(day)} is no working day in any case; name the weekday that is taken instead",
        )


def apply(case: Case, decision: ChangeCalendar) -> Case:
    """The case counts by the changed calendar from now on; what is on record moves by its own events."""
    rules = case.in_force
    calendar = rules.calendar.changed(decision.day, decision.holiday)
    return case.going_on_under(rules.model_copy(update={"calendar": calendar}))


def why(decision: ChangeCalendar) -> str:
    """The proclaimed day in a sentence, for dates that move by it."""
    if decision.holiday is None:
        return f"{say_day(decision.day)} is no bank holiday after all"
    return f"{say_day(decision.day)} was proclaimed a bank holiday: {decision.holiday}"


def has(calendar: Calendar, decision: ChangeCalendar) -> bool:
    """Whether the calendar has the day as the decision wants it. Raises CalendarEnds."""
    return (calendar.holiday(decision.day) is None) is (decision.holiday is None)


def lay_over(calendar: Calendar, proclaimed: Iterable[ChangeCalendar]) -> Calendar:
    """The calendar with the days that the partnership has on record as proclaimed, of those that it covers.

    A day that the calendar has already adds nothing.
    """
    for decision in proclaimed:
        if calendar.first <= decision.day <= calendar.last and not has(calendar, decision):
            calendar = calendar.changed(decision.day, decision.holiday)
    return calendar
