"""The London clock: every deadline is a London date, every recorded instant is UTC."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# Own names, because strftime's follow the process's locale and words that are recorded must not.
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def london_date(instant: datetime) -> date:
    """The date in London at an aware instant. Raises ValueError for an instant without a time zone."""
    return _in_london(instant).date()


def start_of_day(day: date) -> datetime:
    """The UTC instant at which a London date begins."""
    return _at(day, time(0))


def end_of_day(day: date) -> datetime:
    """The UTC instant at which a London date has ended: the start of the next, no longer part of it."""
    return start_of_day(day + timedelta(days=1))


def at_nine(day: date) -> datetime:
    """The UTC instant of 09:00 in London on a date: when reminders go out."""
    return _at(day, time(9))


def say_day(day: date) -> str:
    """A date in words that cannot be misread: "Thu 15 Jan 2026"."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_month(day: date) -> str:
    """The month of a date: "Jan 2026"."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def say_instant(instant: datetime) -> str:
    """An aware instant as a clock in London shows it: "Thu 15 Jan 2026 09:00"."""
    there = _in_london(instant)
    return f"{say_day(there.date())} {there:%H:%M}"


def _at(day: date, clock: time) -> datetime:
    # Neither midnight nor 09:00 is ever skipped or repeated: London's clocks change at 01:00 UTC.
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def _in_london(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone, such as 2026-06-02T23:30:00Z")
    return instant.astimezone(LONDON)
