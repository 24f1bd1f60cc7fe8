"""`cspr refer`: open a case from a referral file, or take over one that is under way."""

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from domain.authority import may_refer
from domain.deadlines import NoFramework
from domain.grants import Mandate
from domain.london import london_date
from domain.opening import Opening
from domain.reference import EXAMPLE
from domain.refusal import RefusalCode
from domain.resolve import resolve_rules
from domain.rule_files import load_frameworks
from settings import Settings
from starter.client import session
from starter.client.acting import Acting, acting
from starter.client.cases import Cases, Referred
from starter.client.errors import BadInput, Refused
from starter.client.policy import policy_of
from starter.files.attaching import keep
from starter.files.faults import Fault
from starter.files.history_file import read_history, refusals, stand_in
from starter.files.referral_file import read_referral, schema, template, with_attachments
from starter.terminal.options import Acts, AsJson
from starter.terminal.printing import say, show_json

HELP = """Open a case from a referral file, or take over a case under way.

This is not a child protection referral: a child at risk of harm now is for children's social care or the police.

\b
Examples:
  cspr refer --template > referral.json
  cspr refer referral.json
  cspr refer referral.json --history decisions.json
"""


def refer(  # noqa: PLR0913 - each is an option
    *,
    file: Annotated[Path | None, typer.Argument(help="The referral, a JSON file.")] = None,
    history: Annotated[
        Path | None,
        typer.Option("--history", help="The decisions of a case under way, a JSON list in their order."),
    ] = None,
    framework: Annotated[
        str | None,
        typer.Option("--framework", help="Statutory framework; without it, the one in force at awareness."),
    ] = None,
    show_template: Annotated[bool, typer.Option("--template", help="Print an empty referral file.")] = False,
    show_schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of the file.")] = False,
    acts: Acts = None,
    as_json: AsJson = False,
) -> None:
    """Open a case; `HELP` is what people read."""
    if show_template or show_schema:
        show_json(template() if show_template else schema())
        return
    if file is None:
        raise BadInput("Which file? Give a referral file, or --template for an empty one.")
    chosen = session.settings()
    who = acting(chosen, acts)
    referred = asyncio.run(open_from_files(chosen, who, file, history, framework, session.now()))
    _show(referred, as_json=as_json)


async def open_from_files(  # noqa: PLR0913, PLR0917 - what the command was given
    chosen: Settings, who: Acting, file: Path, history: Path | None, framework: str | None, now: datetime
) -> Referred:
    """Read and try everything first, then refer.

    Raises:
        BadInput: with every fault of the referral, or of the history.
        Refused: the history cannot have been so; nothing was sent.
        ServiceUnavailable: Temporal is away.
    """
    policy = policy_of(chosen)
    referral = read_referral(file, policy, now, _framework_faults(framework))
    opening = Opening(
        reference=EXAMPLE,  # which it is, and what recognises it, decides nothing here
        referral=referral,
        fingerprints=(),
        framework=framework,
        history=tuple(read_history(history, stand_in) if history else ()),
    )
    _try(opening, chosen, now, who.mandate)
    cases = await Cases.connect(chosen, who.signer)
    store = await session.documents_of_new(chosen, referral)
    referral = with_attachments(referral, file, store)
    kept = read_history(history, partial(keep, store=store)) if history else []
    return await cases.refer(referral, framework=framework, history=kept)


def _framework_faults(framework: str | None) -> list[Fault]:
    known = load_frameworks()
    if framework is None or framework in known:
        return []
    return [Fault(("framework",), f"is not known here; there are {', '.join(known)}")]


def _try(opening: Opening, chosen: Settings, now: datetime, mandate: Mandate) -> None:
    if not may_refer(mandate, london_date(now)):
        raise Refused(RefusalCode.NOT_AUTHORISED.value, f"{mandate.actor.id} may not refer an incident.")
    try:
        rules = resolve_rules(opening.referral, opening.framework, now, chosen.policy_file)
        wrong = refusals(opening, rules, now, mandate)
    except NoFramework as error:
        raise BadInput(f"The referral cannot be used; nothing was sent: {error}.") from None
    if wrong:
        raise Refused("history_refused", "The history is refused; nothing was sent. By decision:", wrong)


def _show(referred: Referred, *, as_json: bool) -> None:
    if as_json:
        show_json(referred.model_dump(mode="json"))
    elif referred.already_known:
        say(f"{referred.reference}: this referral has been received before; nothing changed.")
    else:
        say(f"{referred.reference}: the case is open. Keep this reference; cspr status shows where it stands.")
