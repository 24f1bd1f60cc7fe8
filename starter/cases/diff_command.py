"""`cspr diff`: what changed in a case between two instants."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from domain.differences import Differences, differences
from domain.wall_time import say_exactly
from starter.client import session
from starter.client.errors import BadInput
from starter.reading.case_as_of import as_instant, check_has_come, then
from starter.reading.diff_data import differences_for_programs
from starter.reading.diff_words import show_differences
from starter.reading.history import read_events
from starter.terminal.options import Acts, AsJson, Reference
from starter.terminal.printing import show_json

HELP = """Show what changed in a case between two instants, by what was on record at each.

An instant is a time on a clock in London, or a day, which means its end: from one day to the next is the next day.

\b
Examples:
  cspr diff CSPR-7K4M-2QXD --from 2026-01-13 --to 2026-01-20
  cspr diff CSPR-7K4M-2QXD --from 2026-01-14T12:00
"""


def diff(
    *,
    reference: Reference,
    earlier: Annotated[
        datetime, typer.Option("--from", parser=as_instant, metavar="WHEN", help="The first instant, not part of it.")
    ],
    later: Annotated[
        datetime | None,
        typer.Option("--to", parser=as_instant, metavar="WHEN", help="The second, part of it; without it, now."),
    ] = None,
    acts: Acts = None,
    as_json: AsJson = False,
) -> None:
    """Show what changed between two instants; `HELP` is what people read."""
    now = session.now()
    until = later or now
    for instant in (earlier, until):
        check_has_come(instant, now)
    if until < earlier:
        raise BadInput(
            f"--from ({say_exactly(earlier)}) is after --to ({say_exactly(until)}): write the earlier first."
        )
    found = asyncio.run(_between(reference, earlier, until, acts))
    show_json(differences_for_programs(found)) if as_json else show_differences(found)


async def _between(reference: str, earlier: datetime, later: datetime, acts: str | None) -> Differences:
    events = await read_events(session.settings(), reference, acts)
    then(reference, events, later)
    return differences(events, earlier, later)
