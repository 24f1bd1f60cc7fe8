"""A report at the terminal: its notes, then each table, as much of it as there is room for."""

from domain.reporting.report import Audience, Report
from domain.reporting.table import Cell, Row, Table
from starter.terminal.printing import out, say, show_table

FOR = {
    Audience.TEAM: "the team",
    Audience.PARTNERS: "the safeguarding partners",
    Audience.PUBLIC: "the public",
}

OVERLAP = "Publish one report of a period: two whose periods overlap, subtracted, could tell what is hidden."

WIDE = 110
"""On a narrower terminal the words beside a row's name are left out."""


def show_report(report: Report) -> None:
    """Print a report for people; in a pipe, everything of it."""
    console = out()
    width = console.width if console.is_terminal else None
    say(f"{report.period.say()}, for {FOR[report.audience]}", style="bold")
    for note in report.notes:
        say(note)
    if report.audience is not Audience.TEAM:
        say(OVERLAP)
    for table in report.tables:
        say()
        say(table.title, style="bold")
        say(table.about)
        _show(table if width is None else fitting(table, width))


def fitting(table: Table, width: int) -> Table:
    """The table without rows and columns in which nothing but 0 stands, and on a narrow terminal without words.

    A table of words alone keeps them all.
    """
    numbers = range(table.texts, len(table.columns))
    if not numbers:
        return table
    rows = [row for row in table.rows if any(row.cells[place] for place in numbers)]
    words = table.texts if width >= WIDE or table.name == "incidents" else 1
    kept = [*range(words), *(place for place in numbers if any(row.cells[place] for row in rows))]
    return table.model_copy(
        update={
            "columns": tuple(table.columns[place] for place in kept),
            "texts": words,
            "rows": tuple(Row(name=row.name, cells=tuple(row.cells[place] for place in kept)) for row in rows),
        }
    )


def _show(table: Table) -> None:
    if not table.rows:
        say("None.")
        return
    columns = range(table.texts, len(table.columns))
    show_table(table.columns, [[_text(cell) for cell in row.cells] for row in table.rows], numbers=columns)


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)
