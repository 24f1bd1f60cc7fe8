"""`cspr recover`: find the cases that nothing carries on any more, and start them again from the ledger."""

import asyncio
from typing import Annotated

import structlog
import typer

from settings import Settings
from starter.client import session
from starter.client.cases import Cases
from starter.client.errors import ExitStatus
from starter.client.ledger import open_ledger
from starter.client.recovery import Found, find_astray
from starter.terminal.options import AsJson
from starter.terminal.printing import OVERDUE, say, show_json
from starter.terminal.progress_bar import progress_bar

_log = structlog.get_logger("cspr.recover")


def recover(
    *,
    only_look: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be started again, and change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find open cases whose workflow was terminated, reset or deleted, and start them again from the ledger.

    Exit status 3 when a case does not answer, or its record cannot be opened: it is named and left as it is.
    """
    found = asyncio.run(_recover(session.settings(), only_look=only_look))
    if as_json:
        show_json(found.model_dump(mode="json"))
    else:
        tell(found, only_look=only_look)
    if found.unclear:
        raise typer.Exit(ExitStatus.NOT_REACHABLE)


def tell(found: Found, *, only_look: bool = False) -> None:
    """Say to people what was found and what was done about it."""
    for each in found.astray:
        done = "would be started again" if only_look else "was started again from the ledger"
        say(f"{each.reference}  its workflow was {each.why}: it {done}", style=OVERDUE)
    for unclear in found.unclear:
        say(f"{unclear.reference}  {unclear.why}: it is left as it is", style=OVERDUE)
    if any(each.why == "does not answer" for each in found.unclear):
        say("What does not answer may only be slow, or no worker runs (cspr worker). Look again in a while.")
    if not found.astray and not found.unclear:
        say("Every open case is carried on.")


async def _recover(chosen: Settings, *, only_look: bool) -> Found:
    cases, keys = await Cases.connect(chosen), session.keys(chosen)
    async with open_ledger(chosen) as pool:
        with session.reaching_the_keys(), progress_bar("Cases") as tell:
            found = await find_astray(cases, pool, keys, tell)
    for each in () if only_look else found.astray:
        await cases.start_again(each.reference)
        _log.warning("case started again from the ledger", case=each.reference, workflow=each.why)
    return found
