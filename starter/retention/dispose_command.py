"""`cspr retention dispose`: destroy the record of a case for good, once two people have agreed to it."""

import asyncio
import sys
from datetime import date, timedelta
from typing import Annotated

import structlog
import typer

from domain.case import Case
from domain.destroyed import Destroyed
from domain.disposal import check_carrying_out
from domain.london import london_date, say_day
from domain.refusal import Refusal
from settings import Settings
from starter.client import session
from starter.client.acting import acting
from starter.client.disposals import Disposals
from starter.client.errors import BadInput, Refused
from starter.client.policy import policy_of
from starter.reading.case_now import view_of
from starter.terminal.options import Acts, AsJson, Reference
from starter.terminal.printing import OVERDUE, say, show_json
from workflows.disposal import Disposed

_log = structlog.get_logger("cspr.retention")


def dispose(
    *,
    reference: Reference,
    yes: Annotated[bool, typer.Option("--yes", help="Destroy it without being asked for its reference.")] = False,
    acts: Acts = None,
    as_json: AsJson = False,
) -> None:
    """Destroy the record of a case: its key, and with it everything that was recorded. It cannot be undone.

    Somebody has proposed it, somebody else has approved it, and no legal hold is in force. Again on a destroyed
    record, it removes what a restored backup has brought back.

    Example: cspr retention dispose CSPR-7K4M-2QXD
    """
    chosen = session.settings()
    who = acting(chosen, acts)
    if not (yes or session.is_destroyed(chosen, reference) or _goes_ahead(chosen, reference, acts, as_json=as_json)):
        raise BadInput(f"That is not {reference}; nothing was destroyed.")
    disposed = asyncio.run(_dispose(chosen, reference))
    _log.warning("record disposed of", case=reference, by=who.actor.id)
    _show(chosen, reference, disposed, as_json=as_json)


def final_day(chosen: Settings, destroyed: Destroyed) -> date:
    """The first London day on which no backup of the key store is left that may have the key."""
    return london_date(destroyed.at + timedelta(days=chosen.key_backup_days + 1))


def _goes_ahead(chosen: Settings, reference: str, acts: str | None, *, as_json: bool) -> bool:
    """Show what will be destroyed, and ask for the reference; whether it was given. Raises Refused."""
    if as_json or not sys.stdin.isatty():
        raise BadInput("Nobody can be asked here; nothing was destroyed. Give --yes.")
    case = asyncio.run(view_of(chosen, reference, acts)).case
    if case.disposed:
        say(f"The disposal of {reference} has begun, and is only finished now.")
    else:
        _show_what_goes(chosen, case)
    return bool(typer.prompt(f"Type {reference} to destroy its record").strip() == reference)


def _show_what_goes(chosen: Settings, case: Case) -> None:
    gone = bool(case.linked and session.is_destroyed(chosen, case.linked.survivor))
    try:
        approval, rule = check_carrying_out(
            case, london_date(session.now()), policy_of(chosen), survivor_is_destroyed=gone
        )
    except Refusal as refusal:
        raise Refused(refusal.code.value, refusal.message) from None
    say(f"{case.reference}  {rule.record.value.replace('_', ' ')}, kept for {rule.say()}", style="bold")
    say(f"Proposed {case.disposals[-1].proposed.at.say()}: {case.disposals[-1].proposed.reason}")
    say(f"Approved {approval.at.say()} by {approval.by.name}: {approval.reason}")
    say("Destroyed will be: its key, and so all that was recorded of it; its documents; its histories everywhere.")
    say(f"What stays: {case.position + 1} events without their content, the statistics, and by whose approval it went.")
    say("It cannot be undone.", style=OVERDUE)


async def _dispose(chosen: Settings, reference: str) -> Disposed:
    disposals = await Disposals.connect(chosen)
    return await disposals.dispose(reference)


def _show(chosen: Settings, reference: str, disposed: Disposed, *, as_json: bool) -> None:
    final = final_day(chosen, disposed.destroyed)
    if as_json:
        removed = disposed.model_dump(include={"documents", "histories", "archived"})
        shown = {**removed, "final_on": final.isoformat()}
        show_json({"reference": reference, **disposed.destroyed.model_dump(mode="json"), **shown})
        return
    told = disposed.destroyed.say(reference)
    say(f"{told[:1].upper()}{told[1:]}.")
    say(f"Removed: {disposed.documents} documents, {disposed.archived} archived histories.")
    say(f"Temporal removes {disposed.histories} histories within minutes.")
    say(
        f"Destruction is final on {say_day(final)}: until then a backup of the key store may hold its key "
        f"(setting key_backup_days: {chosen.key_backup_days})."
    )
