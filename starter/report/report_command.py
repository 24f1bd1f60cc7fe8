"""`cspr report`: how duties were kept, how long stages took and what incidents there were, over all records."""

import asyncio
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from domain.london import london_date
from domain.reporting.period import Period
from domain.reporting.report import Audience, Report
from starter.client import session
from starter.client.acting import acting, record_look
from starter.files.new_files import check_new, write_new_file
from starter.report.csv_files import CSV, write_csv
from starter.report.gathering import check_reads_cases, gather
from starter.report.terminal import OVERLAP, show_report
from starter.terminal.options import Acts, AsJson, as_day, check_in_order
from starter.terminal.printing import say, show_json

HELP = """Report how duties were kept, how long stages took and what incidents there were in a period.

Outside the team, what 1 to 4 records make up is hidden, and whatever it could be computed from.

\b
Examples:
  cspr report --from 2026-04-01 --to 2027-03-31
  cspr report --from 2026-04-01 --to 2027-03-31 --for public --html report.html
"""


def as_audience(text: str) -> Audience:
    """For whom a report is, given on the command line."""
    try:
        return Audience(text)
    except ValueError:
        raise typer.BadParameter(f"must be one of {', '.join(Audience)}") from None


HTML = "--html"

First = Annotated[
    date, typer.Option("--from", parser=as_day, metavar="DAY", help="The first London day, as in 2026-04-01.")
]
Last = Annotated[date, typer.Option("--to", parser=as_day, metavar="DAY", help="The last London day, still in it.")]
For = Annotated[
    Audience,
    typer.Option(
        "--for",
        parser=as_audience,
        metavar="|".join(Audience),
        help="team: every count, and the reasons for lateness; public: nothing by agency.",
    ),
]
Csv = Annotated[
    Path | None, typer.Option(CSV, metavar="FOLDER", help="Write each table as a CSV file into this new folder.")
]
Html = Annotated[Path | None, typer.Option(HTML, metavar="FILE", help="Write one page with plots to this new file.")]


def report(  # noqa: PLR0913 - one parameter an option
    *,
    first: First,
    last: Last,
    audience: For = Audience.PARTNERS,
    csv: Csv = None,
    html: Html = None,
    acts: Acts = None,
    as_json: AsJson = False,
) -> None:
    """Report on a period; `HELP` is what people read."""
    check_in_order(first, last)
    for path, option in ((csv, CSV), (html, HTML)):
        if path:
            check_new(path, option)
    period = Period(first=first, last=last)
    made = _made(period, audience, acts)
    written = list(_files(made, csv, html))
    if as_json:
        show_json(made.model_dump(mode="json"))
    elif not written:
        show_report(made)
    elif audience is not Audience.TEAM:
        say(OVERLAP)
    for path in written if not as_json else ():
        say(f"Written: {path}")


def _made(period: Period, audience: Audience, acts: str | None) -> Report:
    chosen = session.settings()
    now = session.now()
    reader = acting(chosen, acts) if audience is Audience.TEAM else None
    if reader:
        check_reads_cases(reader, london_date(now))
    made = asyncio.run(gather(chosen, period, now, audience, reader))
    record_look(chosen, f"the report for the {audience.value}")
    return made


def _files(made: Report, csv: Path | None, html: Path | None) -> Iterable[Path]:
    if csv:
        yield from write_csv(made, csv)
    if html:
        from starter.report.page import page  # noqa: PLC0415 - this alone needs matplotlib, which is slow to import

        write_new_file(html, HTML, page(made).encode())
        yield html
