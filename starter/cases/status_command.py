"""`cspr status`: where a case stands."""

import asyncio
from datetime import datetime
from typing import Any

from domain.access import own_summaries
from domain.case import Case
from domain.london import london_date
from domain.standing import stage
from starter.client import session
from starter.client.acting import Acting, acting, check_may_read, reads
from starter.client.attempts import record_shown
from starter.reading.case_as_of import AsOf, look_back
from starter.reading.case_now import Looked, look_at
from starter.reading.duty_words import duty_for_programs, show_these
from starter.reading.standing_words import case_for_programs, open_questions, show_case
from starter.reading.then_words import show_then, then_for_programs
from starter.terminal.options import Acts, AsJson, Reference
from starter.terminal.printing import OVERDUE, say, show_json

HELP = """Show where a case stands: its stage, its duties with their dates, and what waits.

With --as-of, what was known at that instant: decisions, dates and letters as they were on record then.

\b
Examples:
  cspr status CSPR-7K4M-2QXD
  cspr status CSPR-7K4M-2QXD --as-of 2026-01-14T12:00
"""


def status(*, reference: Reference, as_of: AsOf = None, acts: Acts = None, as_json: AsJson = False) -> None:
    """Show where a case stands or stood; `HELP` is what people read."""
    chosen = session.settings()
    if as_of:
        then = asyncio.run(look_back(chosen, reference, as_of, acts))
        show_json(then_for_programs(then)) if as_json else show_then(then)
        return
    who, now = acting(chosen, acts), session.now()
    looked = asyncio.run(look_at(chosen, reference))
    case = looked.view.case
    if not reads(case, who, now) and _shows_own_summary(case, who, now, as_json=as_json):
        return
    check_may_read(case, who, now)
    if as_json:
        show_json(looked_for_programs(looked, now))
    else:
        show_looked(looked, now)


def looked_for_programs(looked: Looked, now: datetime) -> dict[str, Any]:
    """Where a case stands at this UTC instant, as JSON."""
    more = {"not_in_ledger": looked.view.not_in_ledger, "workflow_ended": looked.astray}
    return {**case_for_programs(looked.view.case, now), **more}


def show_looked(looked: Looked, now: datetime) -> None:
    """Print where a case stands at this UTC instant."""
    case = looked.view.case
    say(f"{case.reference}  {stage(case)}", style="bold")
    if looked.astray:
        ended = f"its workflow was {looked.astray}"
        say(f"Nothing carries this case on: {ended}. Start it again with cspr recover.", style=OVERDUE)
    show_case(case, now)
    for question, command in open_questions(case, now):
        say(f"{question} ({command})." if command else f"{question}.")
    if looked.view.not_in_ledger:
        say(f"Events that wait for the ledger: {looked.view.not_in_ledger}.")


def _shows_own_summary(case: Case, who: Acting, now: datetime, *, as_json: bool) -> bool:
    """Show an agency's contact what they see of the case; whether there is anything."""
    own = own_summaries(case, who.actor, london_date(now))
    if own:
        record_shown(who.chosen, case.reference, who.actor.id, "what their agency is asked for")
    if own and as_json:
        show_json({"reference": case.reference, "duties": [duty_for_programs(case, duty, now) for duty in own]})
    elif own:
        say(f"{case.reference}  what your agency is asked for", style="bold")
        show_these(case, own, now)
    return bool(own)
