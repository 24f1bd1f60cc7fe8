"""`cspr reads`: who looked at what and who tried what, when, and what they were told."""

import asyncio
from datetime import date
from typing import Annotated

import typer

from domain.attempt import SHOWN
from domain.london import end_of_day, say_instant, start_of_day
from starter.client import session
from starter.reading.who_looked import read_looked
from starter.terminal.options import Acts, AsJson, as_day, case_argument, check_in_order
from starter.terminal.printing import show_json, show_table

HELP = """Tell who looked at a case or tried something on it, when, and what they were told.

Without a case: what was asked of no one case, such as the list, and what no case took. That is for the team.
That you looked is recorded as well.

\b
Examples:
  cspr reads CSPR-7K4M-2QXD
  cspr reads --from 2026-01-05 --to 2026-01-09
"""

OneCase = Annotated[str | None, case_argument("A case; without one, those of none.")]
From = Annotated[date | None, typer.Option("--from", parser=as_day, metavar="DAY", help="From this London day on.")]
To = Annotated[date | None, typer.Option("--to", parser=as_day, metavar="DAY", help="Up to this London day.")]


def reads(
    *, reference: OneCase = None, first: From = None, last: To = None, acts: Acts = None, as_json: AsJson = False
) -> None:
    """Tell who looked and who tried; `HELP` is what people read."""
    check_in_order(first, last)
    since = start_of_day(first) if first else None
    until = end_of_day(last) if last else None
    lines = asyncio.run(read_looked(session.settings(), reference, acts, since, until))
    if as_json:
        show_json([line.model_dump(mode="json") for line in lines])
        return
    show_table(
        ("when", "who", "what", "by", "outcome", "what they were told"),
        [(say_instant(each.at), each.who, each.what, each.way, each.outcome, each.told) for each in lines],
        [each.outcome != SHOWN for each in lines],
    )
