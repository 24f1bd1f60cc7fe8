"""Days as people say them today: without the year where it is this one, and how far away they are.

For what is read at once and then gone. What stays, such as a summary at Temporal or a letter, names its days in full.
"""

from datetime import date

from domain.calendar import Calendar, CalendarEnds
from domain.london import say_day

_COUNTED = 20
"""Working days that a person still counts; what is farther away is told in weeks, and then in months."""

_WEEKS = 13
_DAYS_A_WEEK = 7
_DAYS_A_MONTH = 30.44


def say_near(day: date, today: date) -> str:
    """A London date as people say it today: "Thu 15 Jan", with the year where it is not this one."""
    in_full = say_day(day)
    return in_full.removesuffix(f" {day.year}") if day.year == today.year else in_full


def say_ahead(day: date, today: date, calendar: Calendar) -> str:
    """How far away a London date is that has not ended: "today", "in 3 working days", "in about 6 weeks".

    Working days are counted by the calendar, the day itself included, as deadlines are. Where the calendar ends before
    the day, nothing is counted by it. Raises ValueError for a day that has ended.
    """
    days = (day - today).days
    if days < 0:
        raise ValueError(f"{say_day(day)} is over on {say_day(today)}")
    if days <= 1:
        return "tomorrow" if days else "today"
    try:
        working = calendar.working_days_between(today, day)
    except CalendarEnds:
        return _about(days)
    if working > _COUNTED:
        return _about(days)
    return f"in {_count(working, 'working day')}" if working else f"in {days} days, before the next working day"


def say_late(due: date, today: date, calendar: Calendar) -> str:
    """How late it is by now for what was due on a London date before today: "2 working days late"."""
    try:
        working = calendar.working_days_between(due, today)
    except CalendarEnds:
        return f"{_count((today - due).days, 'day')} late"
    return f"{_count(working, 'working day')} late" if working else "no working day late yet"


def _about(days: int) -> str:
    weeks = round(days / _DAYS_A_WEEK)
    return f"in about {weeks} weeks" if weeks <= _WEEKS else f"in about {round(days / _DAYS_A_MONTH)} months"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
