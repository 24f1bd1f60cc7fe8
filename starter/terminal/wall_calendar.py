"""A count as a wall calendar: the months from Monday to Sunday, each day that counts with its number under it."""

from calendar import Calendar as Months
from collections.abc import Iterable, Mapping
from datetime import date

from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from domain.count import Count
from domain.duty_rule import Unit
from domain.london import say_day, say_month

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SATURDAY = 5
_CELL = 6

DAY_ZERO, DUE, END, HOLIDAY, WEEKEND, LAST_WORKING_DAY = "day 0", "DUE", "end", "hol.", "·", "last"
_STYLES = {DAY_ZERO: "bold cyan", HOLIDAY: "red", WEEKEND: "dim", LAST_WORKING_DAY: "bold magenta"}
_DUE_STYLE, _COUNTED_STYLE = "bold reverse", "green"


def wall_calendar(count: Count, due: date) -> RenderableType:
    """The months of a count with its marks, and a legend; of calendar months only the first and the last.

    `due` is the day on record, which decisions may have moved from the end of the count. Everything can be read
    without colour.
    """
    marks = _marks(count, due)
    months = Columns([_month(first, marks) for first in _months(marks, count, due)], padding=(1, 4))
    return Group(months, Text(), *(Text(line) for line in _legend(count, set(marks.values()))))


def _marks(count: Count, due: date) -> Mapping[date, str]:
    marks = {}
    for each in count.days:
        if each.skipped is None:
            marks[each.day] = str(each.number)
        else:
            marks[each.day] = WEEKEND if each.day.weekday() >= _SATURDAY else HOLIDAY
    marks[count.days[0].day] = DAY_ZERO
    number = count.days[-1].number
    if due != count.due:
        return {**marks, count.due: f"{number} {END}", due: DUE}
    if count.last_working_day != due:
        marks[count.last_working_day] = LAST_WORKING_DAY
    return {**marks, due: f"{number} {DUE}"}


def _months(marks: Mapping[date, str], count: Count, due: date) -> Iterable[date]:
    firsts = sorted({day.replace(day=1) for day in marks})
    ends = {day.replace(day=1) for day in (count.days[0].day, count.due, count.last_working_day, due)}
    return [first for first in firsts if count.unit is not Unit.CALENDAR_MONTHS or first in ends]


def _month(first: date, marks: Mapping[date, str]) -> Table:
    table = Table(
        title=say_month(first), title_style="bold", box=None, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False
    )
    for weekday in _WEEKDAYS:
        table.add_column(weekday, justify="center", width=_CELL, no_wrap=True, header_style="")
    for week in Months().monthdatescalendar(first.year, first.month):
        table.add_row(*(_cell(day, marks) if day.month == first.month else "" for day in week))
    return table


def _cell(day: date, marks: Mapping[date, str]) -> Text:
    mark = marks.get(day, "")
    style = _DUE_STYLE if mark.endswith(DUE) else _STYLES.get(mark, _COUNTED_STYLE if mark else "")
    return Text(f"{day.day}\n{mark}", style=style)


def _legend(count: Count, marks: set[str]) -> list[str]:
    numbers = {
        Unit.WORKING_DAYS: "1, 2 … working days that count",
        Unit.CALENDAR_DAYS: "1, 2 … days that count",
        Unit.CALENDAR_MONTHS: "1, 2 … where each month ends; months between are left out",
    }[count.unit]
    lines = [f"{DAY_ZERO}  where it counts from", numbers, f"{DUE}  the last day: it ends at midnight in London"]
    if DUE in marks:  # alone, without the number on which the count ends
        lines.append(f"{END}  where the plain count ends; the date was moved, as said above")
    if WEEKEND in marks:
        lines.append(f"{WEEKEND}  Saturday or Sunday, not counted")
    if HOLIDAY in marks:
        named = "; ".join(f"{say_day(each.day)} {each.skipped}" for each in count.holidays)
        lines.append(f"{HOLIDAY}  bank holiday, not counted: {named}")
    if LAST_WORKING_DAY in marks:
        lines.append(f"{LAST_WORKING_DAY}  the last working day before it")
    return lines
