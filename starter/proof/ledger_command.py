"""`cspr ledger verify`, `anchor`: prove that the record is what was recorded."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from domain.moment import Moment
from ledger.anchor import LedgerAnchor, lost_since
from ledger.read import read_heads
from settings import Settings
from starter.client import session
from starter.client.errors import BadInput, ExitStatus
from starter.client.ledger import open_ledger, say_waiting
from starter.proof.anchor_sending import send_anchor
from starter.proof.verifying import Checked, check_ledger
from starter.terminal.options import AsJson
from starter.terminal.printing import OVERDUE, say, show_json
from starter.terminal.progress_bar import progress_bar

AnchorFile = Annotated[
    Path | None,
    typer.Option(
        "--against", metavar="ANCHOR", help="What an earlier cspr ledger anchor --json wrote.", dir_okay=False
    ),
]


def verify(*, against: AnchorFile = None, as_json: AsJson = False) -> None:
    """Check every event on record: its position, its hash, that its sealed content agrees, and who signed it.

    Exit status 1 when something is wrong: the first bad row of each case is named.

    Example: cspr ledger verify --against anchor.json
    """
    anchor = read_anchor(against) if against else None
    checked = asyncio.run(_verify(session.settings(), anchor))
    if as_json:
        show_json(checked.model_dump(mode="json"))
    else:
        _tell(checked, anchor)
    if checked.bad:
        raise typer.Exit(ExitStatus.REFUSED)


def anchor(
    *,
    send: Annotated[
        bool, typer.Option("--send", help="Mail it to the addresses of the setting anchor_to, with that file.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print one hash over the whole ledger as it is now; with --json the file that verify --against takes.

    Keep it where whoever runs the ledger does not reach: on paper, in the minutes, at another organisation. Let a
    timer mail one there every day.

    Examples: cspr ledger anchor --json > anchor.json, cspr ledger anchor --send
    """
    chosen = session.settings()
    if send and not chosen.anchor_to:
        raise BadInput("Nobody is named who gets it: set anchor_to, the addresses at another organisation.")
    made = asyncio.run(_anchor(chosen))
    if send:
        send_anchor(made, chosen)
    if as_json:
        show_json(made.model_dump(mode="json"))
    else:
        say(made.in_words())
        say(made.hash)
        if send:
            say(f"Sent to {len(chosen.anchor_to)} addresses (setting anchor_to).")


def _tell(checked: Checked, against: LedgerAnchor | None) -> None:
    for row in checked.bad:
        say(f"{row.stream} {row.position}  {row.why}", style=OVERDUE)
    say(f"{checked.streams} cases, {checked.events} events, {checked.proofs} signatures checked.")
    say(f"{checked.attempts} looks and refused attempts checked.")
    if checked.days:
        say(f"{checked.days} decisions about proclaimed bank holidays checked.")
    for line in checked.waiting:
        say(line, style=OVERDUE)
    if checked.without_key:
        say(f"Of {checked.without_key} events the key was destroyed: position and hash were checked.")
    if against:
        say(f"Against the anchor of {Moment.at(against.at).say()}: {against.hash}")
    if not checked.bad:
        say("The record is what was recorded.")


async def _verify(chosen: Settings, against: LedgerAnchor | None) -> Checked:
    keys = session.keys(chosen)
    async with open_ledger(chosen) as pool:
        with session.reaching_the_keys(), progress_bar("Events") as tell:
            checked = await check_ledger(pool, keys, tell)
        lost = await lost_since(pool, against) if against else []
    return checked.model_copy(update={"bad": (*checked.bad, *lost), "waiting": tuple(say_waiting(chosen))})


async def _anchor(chosen: Settings) -> LedgerAnchor:
    async with open_ledger(chosen) as pool:
        return LedgerAnchor.of(await read_heads(pool), session.now())


def read_anchor(file: Path) -> LedgerAnchor:
    """The anchor in a file. Raises BadInput."""
    try:
        return LedgerAnchor.model_validate_json(file.read_bytes())
    except OSError as error:
        raise BadInput(f"The anchor {file} cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        faults = [each["msg"].removeprefix("Value error, ") for each in error.errors()]
        raise BadInput(f"The anchor {file} cannot be used: {faults[0]}.") from None
