"""`cspr due`: what is owed over all cases in the days to come, from the list made of the record."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import Annotated, Any

import typer

from domain.calendar import Calendar
from domain.duty import DutyStatus
from domain.london import london_date, say_day
from domain.spoken_days import say_ahead, say_late, say_near
from ledger.projections.duties import DUTIES, ListedDuty, listed_duties
from starter.client import session
from starter.client.proclaimed_record import calendar_today
from starter.lists.directory import Directory
from starter.lists.from_the_record import read, show_as_json, tell_how_far, tell_of_unknown, tell_what_is_left_out
from starter.lists.list_options import Everything, OfCase, Overdue, Owner
from starter.reading.event_words import say_timeliness
from starter.terminal.due_calendar import due_calendar
from starter.terminal.options import AsJson
from starter.terminal.printing import out, say, show, show_table

HELP = """Show what is due over all cases: what is overdue, and the coming two weeks, as a wall calendar and a list.

In a pipe the list alone. It needs PostgreSQL and no Temporal.

\b
Examples:
  cspr due
  cspr due --of health_trust --days 30
  cspr due --overdue
"""

TWO_WEEKS = 14

Days = Annotated[
    int, typer.Option("--days", min=0, max=3650, help="How many days ahead; with --all or --overdue it does not count.")
]


def due(  # noqa: PLR0913 - one option each
    *,
    days: Days = TWO_WEEKS,
    owner: Owner = None,
    case: OfCase = None,
    overdue: Overdue = False,
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """Show what is due; `HELP` is what people read."""
    chosen = session.settings()
    directory, today = Directory.of(chosen), london_date(session.now())
    owner = directory.key(owner)
    last = today + timedelta(days=days)
    ahead = not (overdue or everything)
    query = listed_duties(
        case=case,
        owner=owner,
        until=last if ahead else None,
        overdue_on=today if overdue else None,
        everything=everything,
    )
    listed = read(DUTIES, query)
    if as_json:
        show_as_json(listed, lambda row: _more(row, today, directory))
        return
    calendar = asyncio.run(calendar_today(chosen))
    if ahead and out().is_terminal:
        per_day = Counter(row.due for row in listed.rows if row.has_date(today))
        show(due_calendar(per_day, today, last, calendar))
    show_duties(listed.rows, today, calendar, directory)
    if not listed.rows and out().is_terminal:
        say("Nothing is due." if ahead else "Nothing is overdue." if overdue else "Nothing was ever owed.")
    if ahead:
        tell_what_is_left_out(f"Until {say_day(last)}; --days looks further ahead.")
    tell_how_far(listed.progress, listed.faults)
    if not listed.rows:
        tell_of_unknown(directory, owner)


def _more(row: ListedDuty, today: date, directory: Directory) -> dict[str, Any]:
    """What programs get of a duty beside the row."""
    named = {"owner_name": directory.name(row.owner)}
    return {**named, "overdue": row.is_overdue(today), "has_date": row.has_date(today)}


def show_duties(rows: tuple[ListedDuty, ...], today: date, calendar: Calendar | None, directory: Directory) -> None:
    """Print duties as they stand on this London day; where there is no calendar, no working days are counted."""
    late_first = sorted(rows, key=lambda row: (not row.is_overdue(today), not row.has_date(today)))
    show_table(
        ("case", "duty", "due", "who", "how it stands"),
        [
            (row.stream, _what(row), _due(row, today, calendar), directory.name(row.owner), _how(row, today, calendar))
            for row in late_first
        ],
        [row.is_overdue(today) for row in late_first],
    )


def _what(row: ListedDuty) -> str:
    """Its title, with its number from the second on; of an agency, partner or step title and owner tell enough."""
    _, _, suffix = row.key.partition(":")
    numbered = suffix[-1:].isdigit() and suffix != "1" and suffix not in row.title.split()
    return f"{row.title} {suffix}" if numbered else row.title


def _due(row: ListedDuty, today: date, calendar: Calendar | None) -> str:
    if not row.has_date(today):
        return "no date until the notification is sent" if row.status is DutyStatus.OPEN else "no date"
    if row.status is not DutyStatus.OPEN:
        day = say_day(row.due)
    else:
        day = say_near(row.due, today)
        if calendar and row.due >= today:
            day += f", {say_ahead(row.due, today, calendar)}"
    day = f"at the latest {day}" if row.provisional else day
    return f"{day} (first {say_near(row.original_due, today)})" if row.original_due else day


def _how(row: ListedDuty, today: date, calendar: Calendar | None) -> str:
    if row.met is not None:
        return f"done {row.met.say()}, {say_timeliness(row.margin, row.timeliness)}"
    if row.status is DutyStatus.CANCELLED:
        return "no longer owed"
    if not row.is_overdue(today):
        return f"waits for {row.comes_after}" if row.comes_after else "open"
    late = f", {say_late(row.due, today, calendar)}" if calendar else ""
    waits = f"; waits for {row.comes_after}" if row.comes_after else ""
    return f"overdue since {say_near(row.due, today)}{late}{waits}"
