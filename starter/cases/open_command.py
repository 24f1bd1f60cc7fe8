"""`cspr open`: the Web UI, by a link that signs somebody in at the front door once."""

import asyncio
import sys
from typing import Annotated

import typer

from door.tickets import GOOD_FOR, ticket
from settings import Settings
from starter.cases.case_lists import case_list, page_of_list, waited_for
from starter.client import session
from starter.client.cases import Cases
from starter.client.errors import BadInput, UnknownCase
from starter.client.policy import policy_of
from starter.client.signing import signing
from starter.reading.history import events_on_record
from starter.terminal.browser import PrintOnly, show_address
from starter.terminal.completion import keys_beginning
from starter.terminal.options import Acts, AsJson, case_argument
from starter.terminal.printing import show_json

HELP = """Open the Web UI in your browser, signed in: a case, or a list of cases. The link works once, within a minute.

\b
Examples:
  cspr open CSPR-7K4M-2QXD
  cspr open --overdue
  cspr open --waiting-for signature
"""


def open_web_ui(  # noqa: PLR0913 - one parameter an option
    reference: Annotated[str | None, case_argument("The case; without it, a list of open cases.")] = None,
    *,
    overdue: Annotated[bool, typer.Option("--overdue", help="A list of the cases with an overdue duty.")] = False,
    due_soon: Annotated[
        bool, typer.Option("--due-soon", help="A list of those with a duty that was reminded of and is not overdue.")
    ] = False,
    waiting_for: Annotated[
        list[str] | None,
        typer.Option(
            "--waiting-for",
            autocompletion=keys_beginning(waited_for),
            metavar="WHOM",
            help="A list of those that wait for: panel, signature, an agency or a role. May be repeated.",
        ),
    ] = None,
    print_only: PrintOnly = False,
    acts: Acts = None,
    as_json: AsJson = False,
) -> None:
    """Open the Web UI; `HELP` is what people read."""
    if reference and (overdue or due_soon or waiting_for):
        raise BadInput("Name a case or choose a list, not both.")
    chosen = session.settings()
    for whom in waiting_for or ():
        _check_known(chosen, whom)
    name, query = case_list(overdue=overdue, due_soon=due_soon, waiting_for=waiting_for or ())
    page = _page_of_case(chosen, reference) if reference else page_of_list(chosen.namespace, name, query)
    who = signing(chosen, acts)
    if reference:
        asyncio.run(_check_shown(chosen, reference))
    shown = ticket(who.signer, chosen.door_origins[0], session.now(), page)
    link = f"{chosen.door_origins[0]}/sign-in?ticket={shown}"
    if as_json:
        show_json({"link": link, "seconds": int(GOOD_FOR.total_seconds())})
        return
    sys.stderr.write(f"{who.actor.id}: this link works once, within a minute.\n")
    show_address(link, print_only=print_only)


def _page_of_case(chosen: Settings, reference: str) -> str:
    return f"/namespaces/{chosen.namespace}/workflows/{reference}"


async def _check_shown(chosen: Settings, reference: str) -> None:
    """Raises UnknownCase, and BadInput where Temporal has forgotten the case: the Web UI would only say "404"."""
    try:
        await (await Cases.connect(chosen)).check_known(reference)
    except UnknownCase:
        if await events_on_record(chosen, reference):
            raise BadInput(
                f"The Web UI has forgotten the case {reference}, as it does some time after the end. "
                "The record has it: cspr status, cspr timeline."
            ) from None
        raise


def _check_known(chosen: Settings, whom: str) -> None:
    known = waited_for(policy_of(chosen))
    if whom not in known:
        raise BadInput(f"--waiting-for: no case waits for {whom!r}; a case can wait for {', '.join(known)}.")
