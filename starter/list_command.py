"""`cspr list`: all cases."""

import asyncio
from datetime import timedelta
from typing import Annotated

import typer

from domain.london import london_date, say_day
from settings import Settings
from starter import session
from starter.acting import record_look
from starter.client import Cases
from starter.errors import BadInput
from starter.listing import CaseRow, Filter
from starter.options import AsJson
from starter.printing import show_json, show_table


def listing(
    *,
    stage: Annotated[str | None, typer.Option("--stage", help="A stage, such as rapid-review or closed.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only cases with an overdue duty.")] = False,
    state: Annotated[str | None, typer.Option("--state", help="open or closed.")] = None,
    as_json: AsJson = False,
) -> None:
    """List all cases, the one with the earliest due date first.

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
    show_table(
        ("case", "stage", "next due", "overdue", "waits for"),
        [_case_row(row) for row in rows],
        [row.overdue > 0 for row in rows],
    )


async def _rows(chosen: Settings, wanted: Filter) -> list[CaseRow]:
    return await (await Cases.connect(chosen)).cases(wanted)


def _case_row(row: CaseRow) -> tuple[str, ...]:
    due = say_day(london_date(row.next_due - timedelta(seconds=1))) if row.next_due else ""  # the day that ends then
    waiting = ", ".join(who.replace("_", " ") for who in row.waiting_for)
    return row.reference, row.stage or "just opened", due, str(row.overdue or ""), waiting
