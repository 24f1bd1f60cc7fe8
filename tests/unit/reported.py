"""Reports of invented cases, in a few words."""

from collections.abc import Iterable
from datetime import date, datetime

from domain.case import Case
from domain.reporting.figures import figures_of
from domain.reporting.period import Period
from domain.reporting.report import Audience, Report, report
from domain.reporting.table import Cell, Table
from tests.unit import builders as a

YEAR = Period(first=date(2025, 4, 1), last=date(2026, 3, 31))
CALENDAR = a.the_rules().calendar


def reported(cases: Iterable[Case], now: datetime, period: Period = YEAR, audience: Audience = Audience.TEAM) -> Report:
    """The report of these cases, read one after another."""
    figures = (figures_of(case, period, now, CALENDAR) for case in cases)
    return report(figures, period, now, audience, a.the_rules().policy)


def table(made: Report, name: str) -> Table:
    """The table of that name."""
    (found,) = (each for each in made.tables if each.name == name)
    return found


def rows(made: Report, name: str) -> dict[str, dict[str, Cell]]:
    """The cells of a table by the code of their row and the name of their column."""
    found = table(made, name)
    return {row.name: dict(zip(found.columns, row.cells, strict=True)) for row in found.rows}


def numbers(row: dict[str, Cell]) -> dict[str, Cell]:
    """What of a row is neither words nor 0."""
    return {column: cell for column, cell in row.items() if isinstance(cell, int | float) and cell}
