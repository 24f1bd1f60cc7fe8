"""`cspr audit`: whether ledger, workflow and history of a case say the same, and who does not."""

import asyncio
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from settings import Settings
from starter.client import session
from starter.client.errors import BadInput, ExitStatus
from starter.proof.auditing import Audit
from starter.proof.disagreement import Disagreement, Source
from starter.proof.replay_command import SHOWN_CHANGES, in_short, say_run
from starter.proof.three_records import Audits, EveryAudit
from starter.terminal.options import THE_CASE, Acts, AsJson, case_argument
from starter.terminal.printing import OVERDUE, say, show_json
from starter.terminal.progress_bar import progress_bar

OneCase = Annotated[str | None, case_argument(THE_CASE)]

NAMES = {
    Source.LEDGER: "the ledger",
    Source.WORKFLOW: "the workflow",
    Source.HISTORY: "the history",
    Source.REPLAY: "the replay by today's code",
}


def audit(
    *,
    reference: OneCase = None,
    every: Annotated[bool, typer.Option("--all", help="Every case that you have a role on.")] = False,
    acts: Acts = None,
    as_json: AsJson = False,
) -> None:
    """Hold the ledger, the workflow and Temporal's history of a case against one another.

    Exit status 5 when they do not say the same: which event or state, and who says otherwise than the others.
    Events that are on their way to the ledger are no difference. With --all, 3 when a case could not be audited.

    Example: cspr audit CSPR-7K4M-2QXD
    """
    if (reference is not None) is every:
        raise BadInput("Name one case, or say --all.")
    chosen = session.settings()
    if every:
        _audit_every_case(chosen, acts, as_json=as_json)
        return
    found = asyncio.run(_one(chosen, reference or "", acts))
    if as_json:
        show_json(_as_json(found))
    else:
        _tell(found)
    if not found.agree:
        raise typer.Exit(ExitStatus.DIFFERENT)


def _audit_every_case(chosen: Settings, acts: str | None, *, as_json: bool) -> None:
    every = asyncio.run(_every(chosen, acts))
    if as_json:
        audits = [_as_json(each) for each in every.audits]
        show_json({"audits": audits, "hidden": every.hidden, "unclear": [each._asdict() for each in every.unclear]})
    else:
        for each in every.audits:
            if not each.agree:
                _tell(each)
        for unclear in every.unclear:
            say(f"{unclear.reference}: {unclear.why}", style=OVERDUE)
        same = sum(each.agree for each in every.audits)
        say(f"{same} of {len(every.audits)} cases say the same.")
        if every.hidden:
            say(f"On {every.hidden} more you have no role.")
    if not all(each.agree for each in every.audits):
        raise typer.Exit(ExitStatus.DIFFERENT)
    if every.unclear:
        raise typer.Exit(ExitStatus.NOT_REACHABLE)


async def _one(chosen: Settings, reference: str, acts: str | None) -> Audit:
    return await (await Audits.connect(chosen)).audit(chosen, reference, acts)


async def _every(chosen: Settings, acts: str | None) -> EveryAudit:
    with progress_bar("Cases") as tell:
        return await (await Audits.connect(chosen)).audit_every_case(chosen, acts, tell)


def _as_json(found: Audit) -> dict[str, Any]:
    return {**found.model_dump(mode="json"), "agree": found.agree}


def _tell(found: Audit) -> None:
    for run in found.runs:
        say(say_run(run))
    if found.not_in_ledger:
        say(f"{found.not_in_ledger} events are on their way to the ledger, which is no difference.")
    if found.unread:
        say("Today's code cannot read with what state a run ended, so that this state was not compared.")
    for disagreement in found.disagreements:
        for number, line in enumerate(_in_words(disagreement)):
            say(line, style="" if number else OVERDUE)
    differences = len(found.disagreements)
    if found.agree:
        say(f"{found.reference}: ledger, workflow and history say the same, {found.events} events.")
    else:
        say(f"{found.reference}: {differences} difference{'' if differences == 1 else 's'}.")


def _in_words(one: Disagreement) -> Iterator[str]:
    where = f"event {one.position}" if one.position == one.last else f"events {one.position} to {one.last}"
    others = " and ".join(NAMES[each] for each in one.others)
    unlike = f", unlike {others}" if others else ""
    doubt = "; there is nobody else to say which is right" if one.tied else ""
    yield f"{where if one.about == 'event' else f'the state after {where}'}: {NAMES[one.odd]} {one.what}{unlike}{doubt}"
    for each in one.fields[:SHOWN_CHANGES]:
        yield f"  {each.field}: {NAMES[one.odd]} {in_short(each.odd)}, {others} {in_short(each.others)}"
    if len(one.fields) > SHOWN_CHANGES:
        yield f"  and {len(one.fields) - SHOWN_CHANGES} more fields (--json)"
