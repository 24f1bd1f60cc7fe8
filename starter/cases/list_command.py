"""`cspr list`: all cases."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from domain.calendar import Calendar
from domain.correspondence import name_in
from domain.london import london_date
from domain.policy import Policy
from domain.spoken_days import say_ahead, say_near
from settings import Settings
from starter.client import session
from starter.client.acting import record_look
from starter.client.case_rows import CaseRow, Filter
from starter.client.cases import Cases
from starter.client.errors import BadInput
from starter.client.policy import policy_of
from starter.client.proclaimed_record import calendar_today
from starter.terminal.options import AsJson, Stage
from starter.terminal.printing import show_json, show_table


def listing(
    *,
    stage: Stage = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only cases with an overdue duty.")] = False,
    state: Annotated[str | None, typer.Option("--state", help="open or closed.")] = None,
    as_json: AsJson = False,
) -> None:
    """List all cases: those with something overdue first, then by the next due date.

    Example: cspr list --stage rapid-review --overdue
    """
    if state not in (None, "open", "closed"):
        raise BadInput("--state: must be open or closed.")
    wanted = Filter.model_validate({"stage": stage, "overdue": overdue, "state": state})
    chosen = session.settings()
    rows = asyncio.run(_rows(chosen, wanted))
    record_look(chosen, f"{len(rows)} cases")
    if as_json:
        show_json([row.model_dump(mode="json") for row in rows])
        return
    show_cases(rows, asyncio.run(calendar_today(chosen)), policy_of(chosen))


async def _rows(chosen: Settings, wanted: Filter) -> list[CaseRow]:
    return await (await Cases.connect(chosen)).cases(wanted)


def show_cases(rows: Sequence[CaseRow], calendar: Calendar | None, policy: Policy) -> None:
    """Print cases as they stand today, with the names of the policy's directory.

    Where there is no calendar, no working days are counted.
    """
    today = london_date(session.now())
    show_table(
        ("case", "stage", "next due", "overdue", "waits for"),
        [_case_row(row, today, calendar, policy) for row in rows],
        [row.overdue > 0 for row in rows],
    )


def _case_row(row: CaseRow, today: date, calendar: Calendar | None, policy: Policy) -> tuple[str, ...]:
    waiting = ", ".join(name_in(policy, who) for who in row.waiting_for)
    return (
        row.reference,
        row.stage or "just opened",
        _due(row, today, calendar),
        str(row.overdue or ""),
        waiting,
    )


def _due(row: CaseRow, today: date, calendar: Calendar | None) -> str:
    if row.next_due is None:
        return ""
    day = london_date(row.next_due)
    near = say_near(day, today)
    return f"{near}, {say_ahead(day, today, calendar)}" if calendar and day >= today else near
