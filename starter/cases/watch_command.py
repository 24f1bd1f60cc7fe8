"""`cspr watch`: all open cases or one, as they stand, live."""

import asyncio
from contextlib import suppress
from typing import Annotated

from settings import Settings
from starter.cases.list_command import show_cases
from starter.cases.status_command import looked_for_programs, show_looked
from starter.client import session
from starter.client.acting import acting, check_may_read, reads, record_look
from starter.client.attempts import record_shown
from starter.client.case_rows import Filter
from starter.client.cases import Cases
from starter.client.policy import policy_of
from starter.client.proclaimed_record import calendar_today
from starter.reading.case_now import look_by
from starter.terminal.options import Acts, AsJson, case_argument
from starter.terminal.printing import out
from starter.terminal.watching import Look, Seen, watch_for_changes, watch_in_place

HELP = """Watch all open cases, or one: live, refreshed in place, until Ctrl-C.

In a pipe it prints the whole again each time that something changed; with --json, as one line. That you watch is
recorded once.

\b
Examples:
  cspr watch
  cspr watch CSPR-7K4M-2QXD
"""

OneCase = Annotated[str | None, case_argument("A case; without one, all that are open.")]


def watch(*, reference: OneCase = None, acts: Acts = None, as_json: AsJson = False) -> None:
    """Watch cases; `HELP` is what people read."""
    with suppress(KeyboardInterrupt):
        asyncio.run(_watch(session.settings(), reference, acts, as_json=as_json))


async def _watch(chosen: Settings, reference: str | None, acts: str | None, *, as_json: bool) -> None:
    cases = await Cases.connect(chosen)
    look = _case(cases, chosen, reference, acts) if reference else await _list(cases, chosen)
    if as_json or not out().is_terminal:
        await watch_for_changes(look, as_json=as_json)
    else:
        await watch_in_place(look)


def _case(cases: Cases, chosen: Settings, reference: str, acts: str | None) -> Look:
    """Look at one case, for whoever may read it, at every look anew. That they watch is put on record once."""
    who = acting(chosen, acts)
    watched = False

    async def look() -> Seen:
        nonlocal watched
        looked, now = await look_by(cases, chosen, reference), session.now()
        if not reads(looked.view.case, who, now):
            check_may_read(looked.view.case, who, now)
        if not watched:
            told = f"the case from its event {looked.view.case.position} on, while it was watched"
            record_shown(chosen, reference, who.actor.id, told)
            watched = True
        return Seen(looked_for_programs(looked, now), lambda: show_looked(looked, now))

    return look


async def _list(cases: Cases, chosen: Settings) -> Look:
    """Look at all open cases. That somebody watches is put on record once."""
    wanted, calendar, policy = Filter(state="open"), await calendar_today(chosen), policy_of(chosen)
    record_look(chosen, f"{len(await cases.cases(wanted))} cases, and how they changed while they were watched")

    async def look() -> Seen:
        rows = await cases.cases(wanted)
        return Seen([row.model_dump(mode="json") for row in rows], lambda: show_cases(rows, calendar, policy))

    return look
