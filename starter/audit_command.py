"""`cspr audit`: whether ledger, workflow and history of a case say the same, and who does not."""

import asyncio
from collections.abc import Iterator

import typer

from starter import session
from starter.auditing import Audit
from starter.audits import Audits
from starter.disagreement import Disagreement, Source
from starter.errors import ExitStatus
from starter.options import Acts, AsJson, Reference
from starter.printing import OVERDUE, say, show_json
from starter.replay_command import SHOWN_CHANGES, in_short, say_run

NAMES = {
    Source.LEDGER: "the ledger",
    Source.WORKFLOW: "the workflow",
    Source.HISTORY: "the history",
    Source.REPLAY: "the replay by today's code",
}


def audit(*, reference: Reference, acts: Acts = None, as_json: AsJson = False) -> None:
    """Hold the ledger, the workflow and Temporal's history of a case against one another.

    Exit status 5 when they do not say the same: which event or state, and who says otherwise than the others.
    Events that are on their way to the ledger are no difference.

    Example: cspr audit CSPR-7K4M-2QXD
    """
    found = asyncio.run(_audit(reference, acts))
    if as_json:
        show_json({**found.model_dump(mode="json"), "agree": found.agree})
    else:
        _tell(found)
    if not found.agree:
        raise typer.Exit(ExitStatus.DIFFERENT)


async def _audit(reference: str, acts: str | None) -> Audit:
    chosen = session.settings()
    return await (await Audits.connect(chosen)).audit(chosen, reference, acts)


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
    if found.agree:
        say(f"{found.reference}: ledger, workflow and history say the same, {found.events} events.")
    else:
        say(f"{found.reference}: {len(found.disagreements)} differences.")


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
