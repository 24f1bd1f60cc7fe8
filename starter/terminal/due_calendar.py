"""A wall calendar of what is due: the weeks from Monday to Sunday, how much is due on each day under its number."""

from collections.abc import Mapping
from datetime import date, timedelta

from rich.box import SQUARE
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from domain.calendar import Calendar
from domain.london import say_day

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SATURDAY = 5
_WEEK = timedelta(weeks=1)


def due_calendar(due: Mapping[date, int], today: date, last: date, calendar: Calendar | None) -> RenderableType:
    """The weeks from today's to that of the last day. Everything can be read without colour.

    Args:
        due: how many duties are due on each London day.
        today: the London day on which it is shown.
        last: the last day that is asked for; what is due later, or was before today, stands not in it.
        calendar: the bank holidays to be marked, if they are known.
    """
    table = Table(box=SQUARE, show_lines=True, padding=(0, 1, 0, 0))
    for weekday in _WEEKDAYS:
        table.add_column(weekday, width=8, no_wrap=True, header_style="bold")
    monday = today - timedelta(days=today.weekday())
    while monday <= last:
        table.add_row(*(_cell(monday + timedelta(days=n), due, today, last, calendar) for n in range(7)))
        monday += _WEEK
    return table


def _cell(day: date, due: Mapping[date, int], today: date, last: date, calendar: Calendar | None) -> Text:
    if not today <= day <= last:
        return Text()
    holiday = calendar is not None and calendar.first <= day <= calendar.last and calendar.holiday(day) is not None
    first_shown = day == today or day.day == 1
    text = Text(_day_and_month(day) if first_shown else str(day.day), style="bold" if day == today else "")
    if due.get(day):
        text.append("\n").append(f"{due[day]} due", style="bold reverse")
    elif holiday:
        text.append("\nholiday", style="dim")
    if day == today:
        text.append("\ntoday", style="bold")
    elif day.weekday() >= _SATURDAY and not due.get(day):
        text.stylize("dim")
    return text


def _day_and_month(day: date) -> str:
    _, number, month, _ = say_day(day).split()
    return f"{number} {month}"
