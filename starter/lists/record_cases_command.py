"""`cspr record cases`: where every case stands, from the list made of the record."""

from datetime import date, datetime
from typing import Any

from domain.london import london_date, say_day
from ledger.projections.cases import CASES, ListedCase, listed_cases
from starter.client import session
from starter.client.case_rows import Filter
from starter.lists.directory import Directory
from starter.lists.from_the_record import read, show_as_json, tell_how_far
from starter.lists.list_options import Everything, Overdue
from starter.terminal.options import AsJson, Stage
from starter.terminal.printing import show_table


def cases(
    *,
    stage: Stage = None,
    overdue: Overdue = False,
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """List the open cases as the ledger has them: overdue ones first, then by the next date. No Temporal is needed.

    Example: cspr record cases --overdue
    """
    directory, today = Directory.of(session.settings()), london_date(session.now())
    everything = everything or stage is not None  # a stage says whether it is open
    found = read(CASES, listed_cases(overdue_on=today if overdue else None, everything=everything))
    at_stage = Filter(stage=stage)
    rows = sorted((row for row in found.rows if at_stage.lets_through(row.stage)), key=lambda row: _urgency(row, today))
    listed = found.model_copy(update={"rows": tuple(rows)})
    if as_json:
        show_as_json(listed, lambda row: _more(row, today, directory))
        return
    show_table(
        ("case", "stage", "next due", "overdue", "waits for"),
        [_case_row(row, today, directory) for row in rows],
        [row.overdue(today) > 0 for row in rows],
    )
    tell_how_far(listed.progress, listed.faults)


def _more(row: ListedCase, today: date, directory: Directory) -> dict[str, Any]:
    """What programs get of a case beside the row."""
    named = {"waiting_for_names": [directory.name(who) for who in row.waiting_for]}
    return {**named, "next_due": _iso(row.next_due(today)), "overdue": row.overdue(today)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _urgency(row: ListedCase, today: date) -> tuple[bool, bool, date, str]:
    """What is overdue was due before everything that is due next, so it comes first."""
    coming = row.next_due(today)
    return row.overdue(today) == 0, coming is None, coming or _day(row.opened_at), row.stream


def _day(instant: datetime | None) -> date:
    return london_date(instant) if instant else date.max


def _case_row(row: ListedCase, today: date, directory: Directory) -> tuple[str, ...]:
    coming = row.next_due(today)
    waiting = ", ".join(directory.name(who) for who in row.waiting_for)
    stage = f"destroyed {say_day(london_date(row.destroyed_at))}" if row.destroyed_at else row.stage
    return row.stream, stage, say_day(coming) if coming else "", str(row.overdue(today) or ""), waiting
