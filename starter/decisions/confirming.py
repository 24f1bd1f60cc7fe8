"""Show a person what would be recorded, and ask before it is: nothing that was recorded can be undone."""

import asyncio
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, cast

import typer

from domain.correspondence import ROLE_WORDS, name_in
from domain.decision_words import say_key
from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.london import say_day
from domain.moment import Moment
from domain.policy import Policy
from domain.refusal import Refusal
from settings import Settings
from starter.client import session
from starter.client.acting import Acting
from starter.client.errors import BadInput, Refused
from starter.client.policy import policy_of
from starter.decisions.correcting import how_to_correct
from starter.decisions.decision_options import own_fields
from starter.decisions.preview import Preview
from starter.decisions.verbs import Verb
from starter.reading.case_now import view_of
from starter.terminal.asking import can_ask
from starter.terminal.printing import say, show_aligned, show_json


def goes_ahead(chosen: Settings, verb: Verb, given: dict[str, Any], decision: Decision, who: Acting) -> bool:
    """Whether the decision is to be sent: shown and asked at a terminal, unless it was said beforehand (`--yes`).

    Raises:
        BadInput: its consequences have to be seen first, and nobody can be asked.
        Refused: with --dry-run, what the procedure would refuse.
        typer.Abort: the person would not answer.
    """
    dry_run = given.get("dry_run", False)
    if given["yes"] and not dry_run:
        return True
    asked = can_ask() and not given["as_json"]
    if verb.previewed and not (asked or dry_run):
        raise BadInput(
            "Nobody can be asked here; nothing was sent. Give --yes, or --dry-run to see what it would bring."
        )
    if asked and not dry_run:
        _show_decision(verb, given, decision, policy_of(chosen))
    if verb.previewed:
        _preview(chosen, given, decision, who, dry_run=dry_run)
    if dry_run:
        return False
    return not asked or _confirmed(verb, given["reference"])


def _confirmed(verb: Verb, reference: str) -> bool:
    say()
    say(f"It cannot be undone. {how_to_correct(verb.kind, reference)}")
    if typer.confirm("Record this?"):
        return True
    say("Nothing was recorded.")
    raise typer.Exit(1)


def _preview(chosen: Settings, given: dict[str, Any], decision: Decision, who: Acting, *, dry_run: bool) -> None:
    """Show what it would bring. What would be refused is sent nevertheless, for the record, unless it is a dry run."""
    view = asyncio.run(view_of(chosen, given["reference"], given["acts"]))
    try:
        preview = Preview(view.case, cast("AnyDecision", decision), session.now(), who.mandate)
    except Refusal as refusal:
        if dry_run:
            raise Refused(refusal.code.value, refusal.message) from None
        say(f"The procedure would refuse it, and that would be on record: {refusal.message}.")
        return
    if dry_run and given["as_json"]:
        show_json(preview.as_json())
    else:
        preview.show()


def _show_decision(verb: Verb, given: dict[str, Any], decision: Decision, policy: Policy) -> None:
    """Say in plain words what would be recorded."""
    by = decision.by
    own = {field: given[field] for field in own_fields(verb.kind)}
    usual = {field: verb.kind.model_fields[field].get_default() for field in own}
    lines = {field.replace("_", " "): _say(value) for field, value in own.items() if value not in (usual[field], [])}
    lines |= {
        "reason": decision.reason,
        "happened": decision.at.say() if given["at"] else f"now, {decision.at.say()}",
        "recorded late": decision.entered_late_because or "",
        "decided by": f"{by.name}, {ROLE_WORDS[by.role]}, {name_in(policy, by.organisation)}",
    }
    say()
    say(f"{decision.title}, {given['reference']}", style="bold")
    show_aligned([line for line in lines.items() if line[1]])


def _say(value: Any) -> str:  # noqa: ANN401 - any field
    if isinstance(value, list):
        return ", ".join(map(_say, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Path):
        return f"the file {value.name}"
    if isinstance(value, date):
        return say_day(value)
    return value.say() if isinstance(value, Moment) else say_key(value.value) if isinstance(value, Enum) else str(value)
