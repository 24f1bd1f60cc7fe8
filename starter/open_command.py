"""`cspr open`: the Web UI, by a link that signs somebody in at the front door once."""

import sys
from typing import Annotated

import typer

from door.tickets import GOOD_FOR, ticket
from settings import Settings
from starter import session
from starter.browser import PrintOnly, show_address
from starter.options import Acts, AsJson, as_reference
from starter.printing import show_json
from starter.signing import signing


def open_web_ui(
    reference: Annotated[
        str | None,
        typer.Argument(parser=as_reference, metavar="[REFERENCE]", help="The case; without it, all cases."),
    ] = None,
    *,
    print_only: PrintOnly = False,
    acts: Acts = None,
    as_json: AsJson = False,
) -> None:
    """Open the Web UI in your browser, signed in. The link works once, within a minute.

    Example: cspr open CSPR-7K4M-2QXD
    """
    chosen = session.settings()
    who = signing(chosen, acts)
    shown = ticket(who.signer, chosen.door_origins[0], session.now(), page_of(chosen, reference))
    link = f"{chosen.door_origins[0]}/sign-in?ticket={shown}"
    if as_json:
        show_json({"link": link, "seconds": int(GOOD_FOR.total_seconds())})
        return
    sys.stderr.write(f"{who.actor.id}: this link works once, within a minute.\n")
    show_address(link, print_only=print_only)


def page_of(chosen: Settings, reference: str | None) -> str:
    """The path of a case's page in the Web UI, or of the list of cases."""
    cases = f"/namespaces/{chosen.namespace}/workflows"
    return f"{cases}/{reference}" if reference else cases
