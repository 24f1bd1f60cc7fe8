"""A report as one page that needs nothing else: read on any screen, aloud, or printed."""

from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from domain.london import say_day, say_instant
from domain.reporting.report import Report
from domain.reporting.table import HIDDEN, Table
from starter.pages.templates import TEMPLATES
from starter.report.plot_style import BAND_LOOKS, STATE_LOOKS
from starter.report.plots import bars, ranges
from starter.report.terminal import FOR


@dataclass(frozen=True)
class Plot:
    """A picture: what it is of, for those who do not see it; and the picture, None where nothing of it is shown."""

    of: str
    picture: Markup | None


def page(report: Report) -> str:
    """The report as HTML."""
    return TEMPLATES.get_template("report/report.html.j2").render(
        report=report,
        first=say_day(report.period.first),
        last=say_day(report.period.last),
        known_at=say_instant(report.known_at),
        audience=FOR[report.audience],
        plots={table.name: _plots(table) for table in report.tables},
        spans={table.name: _spans(table) for table in report.tables},
        hidden=HIDDEN,
    )


def _plots(table: Table) -> list[Plot]:
    match table.name:
        case "duties":
            return [
                Plot("A bar for each duty, of the counts in the table", _markup(bars(table, STATE_LOOKS, "duties")))
            ]
        case "lateness":
            of = "A bar for each duty of which any was late, of the counts in the table"
            return [Plot(of, _markup(bars(table, BAND_LOOKS, "lateness")))] if table.rows else []
        case "stages":
            of = "The median and the quartiles of each stage that is counted in {}, as in the table"
            units = ("working days", "calendar months")
            return [Plot(of.format(unit), _markup(ranges(table, unit, unit))) for unit in units]
        case _:
            return []


def _markup(picture: str | None) -> Markup | None:
    return Markup(picture) if picture else None  # noqa: S704 - drawn here, and matplotlib escapes the words in it


def _spans(table: Table) -> list[int]:
    """For each row over how many its first cell goes on: 0 where it stands in a row above."""
    spans: list[int] = []
    for _, same in groupby(table.rows, key=lambda row: row.cells[0]):
        count = len(list(same))
        spans += [count, *(0 for _ in range(count - 1))]
    return spans
