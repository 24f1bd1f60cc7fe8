"""`cspr archive sweep`, `check`: bring ended workflows into the archive now, and see that it is whole."""

import asyncio
from typing import Annotated

import structlog
import typer

from archive.store import ArchiveUnavailable
from starter.client import session
from starter.client.archives import Archives, Checked
from starter.client.errors import ExitStatus, ServiceUnavailable
from starter.terminal.options import AsJson
from starter.terminal.printing import OVERDUE, say, show_json
from starter.terminal.progress_bar import progress_bar
from workflows.archiving import Swept

_log = structlog.get_logger("cspr.archive")


def sweep(*, as_json: AsJson = False) -> None:
    """Archive the history of every ended workflow that is not there yet.

    The workers do it every ten minutes by themselves.
    Exit status 5 when one could not be archived; the worker's log says why.
    """
    swept = asyncio.run(_sweep())
    if as_json:
        show_json(swept.model_dump(mode="json"))
    else:
        say(f"Histories archived now: {swept.archived}.")
        if swept.failed:
            say(f"{swept.failed} could not be archived; the worker's log names them.", style=OVERDUE)
    if swept.failed:
        raise typer.Exit(ExitStatus.DIFFERENT)


def check(
    *,
    days: Annotated[
        int | None, typer.Option("--days", min=1, help="Instead of the setting archive_alarm_days.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check every file of the archive by its SHA-256, and look for ended workflows that are not in it.

    Exit status 5 when a file is missing or was changed, or when Temporal will soon delete a history that is not
    archived. A history that waits for the next sweep is no fault. Let a timer run it every day.
    """
    checked = asyncio.run(_check(days))
    if as_json:
        show_json(checked.model_dump(mode="json"))
    else:
        _tell(checked)
    for missing in checked.near_end:
        _log.error("a history is not archived and will soon be deleted", workflow=missing.workflow, run=missing.run)
    if checked.faults or checked.near_end:
        raise typer.Exit(ExitStatus.DIFFERENT)


def _tell(checked: Checked) -> None:
    for fault in checked.faults:
        say(f"{fault}.", style=OVERDUE)
    for missing in checked.near_end:
        until = missing.until.isoformat(timespec="minutes")
        say(f"{missing.workflow}: its run {missing.run} is not archived, and Temporal deletes it from {until}", OVERDUE)
    if checked.waiting:
        say(f"{len(checked.waiting)} histories wait for the next sweep (cspr archive sweep).")
    if not checked.faults:
        say(f"{checked.archived} archived histories of {checked.workflows} workflows are as they were written.")


async def _sweep() -> Swept:
    archives = await Archives.connect(session.settings())
    with progress_bar("The workers archive"):
        return await archives.sweep()


async def _check(days: int | None) -> Checked:
    chosen = session.settings()
    archives = await Archives.connect(chosen)
    try:
        with progress_bar("Workflows") as tell:
            return await archives.check(chosen, days or chosen.archive_alarm_days, session.now(), tell)
    except ArchiveUnavailable as away:
        raise ServiceUnavailable(f"{away}.") from None
