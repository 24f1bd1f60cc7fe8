"""The wall calendar of what is due, as it is printed."""

from datetime import date

from rich.console import Console

from domain.calendar import Calendar
from starter.terminal.due_calendar import due_calendar

CALENDAR = Calendar(
    name="Invented",
    version="1",
    first=date(2025, 1, 1),
    last=date(2026, 12, 31),
    holidays={date(2026, 1, 1): "New Year"},
)


def printed(width: int) -> list[str]:
    console = Console(width=width)
    with console.capture() as caught:
        console.print(due_calendar({date(2026, 1, 2): 3}, date(2025, 12, 30), date(2026, 1, 6), CALENDAR))
    return caught.get().splitlines()


def test_it_reads_without_colour_from_monday_to_sunday() -> None:
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in printed(100) if "│" in line]
    assert cells[0] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert cells[1] == ["", "30 Dec", "31", "1 Jan", "2", "3", "4"]
    assert cells[2] == ["", "today", "", "holiday", "3 due", "", ""]
    assert cells[3] == ["5", "6", "", "", "", "", ""]


def test_it_fits_eighty_columns() -> None:
    assert max(map(len, printed(80))) <= 80
    assert printed(80) == printed(140)
