"""The verbs: each takes one decision."""

import asyncio
import inspect
import sys
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import typer
from pydantic import ValidationError

from domain.decisions import AnyDecision, Decision
from domain.moment import Moment
from domain.refusal import Refusal
from settings import Settings
from starter import session
from starter.attaching import keep
from starter.client import Cases
from starter.decision_options import flag, own_fields, parameters
from starter.errors import BadInput, Refused
from starter.faults import Fault, in_plain_words
from starter.preview import Preview
from starter.printing import OVERDUE, say, show_json
from starter.show_commands import view_of
from starter.verbs import VERBS, Verb
from workflows.messages import Receipt

_FLAGS = {
    "by.name": "--by",
    "by.role": "--role",
    "by.organisation": "--organisation",
    "by.delegation.given_by": "--delegated-by",
    "by.delegation.dated": "--delegated-on",
    "entered_late_because": "--late-entry",
}


def add_verbs(app: typer.Typer) -> None:
    """Give the command one verb for each decision."""
    for verb in VERBS:
        app.command(verb.name, help=_help(verb), rich_help_panel="Decisions")(_command(verb))


def decision_from(verb: Verb, given: dict[str, Any], chosen: Settings, at: datetime) -> Decision:
    """The decision that the options of a verb say, without its files.

    Args:
        verb: the verb.
        given: its options, by the names of `decision_options.parameters`.
        chosen: the settings, for who records it.
        at: the UTC instant of entry, for a decision that happens now.

    Raises:
        BadInput: with every fault, by option.
    """
    values = {field: given[field] for field in own_fields(verb.kind)}
    delegation = {"given_by": given["delegated_by"], "dated": given["delegated_on"]}
    by = {"name": given["by"], "role": given["role"], "organisation": given["organisation"]}
    if any(delegation.values()):
        by["delegation"] = {name: value for name, value in delegation.items() if value is not None}
    values = {field: value for field, value in values.items() if not isinstance(value, Path)}
    values |= {
        "id": given["id"] or f"cspr:{uuid.uuid4()}",
        "by": by,
        "at": given["at"] or Moment.at(at),
        "reason": given["reason"],
        "recorded_by": chosen.actor,
        "entered_late_because": given["late_entry"],
    }
    try:
        return verb.kind.model_validate(values)
    except ValidationError as error:
        faults = [_by_option(fault) for fault in in_plain_words(error)]
        raise BadInput(f"cspr {verb.name} cannot be used so; nothing was sent:", faults) from None


def with_files(verb: Verb, given: dict[str, Any], decision: Decision, chosen: Settings) -> Decision:
    """The decision with the files among its options, which are kept as documents of the case.

    Raises:
        BadInput: a file cannot be read or kept.
        UnknownCase: there is no such case.
    """
    files = {field: given[field] for field in own_fields(verb.kind) if isinstance(given[field], Path)}
    if not files:
        return decision
    store = asyncio.run(session.documents(chosen, given["reference"]))
    return decision.model_copy(update={field: keep(path, store) for field, path in files.items()})


def _command(verb: Verb) -> Callable[..., None]:
    def command(**given: Any) -> None:  # noqa: ANN401 - what the signature below says
        chosen = session.settings()
        decision = with_files(verb, given, decision_from(verb, given, chosen, session.now()), chosen)
        if verb.previewed and not _goes_ahead(chosen, given, decision):
            return
        if given["no_wait"]:
            asyncio.run(_signal(chosen, given["reference"], decision))
            _show_sent(given["reference"], decision, as_json=given["as_json"])
        else:
            _show(asyncio.run(_decide(chosen, given["reference"], decision)), decision, as_json=given["as_json"])

    name = str(verb.kind.model_fields["decision"].default)
    wanted = parameters(verb.kind, name, previewed=verb.previewed)
    # typer reads the signature; the functions of all verbs have the same body
    command.__signature__ = inspect.Signature(wanted)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in wanted}
    return command


def _goes_ahead(chosen: Settings, given: dict[str, Any], decision: Decision) -> bool:
    """Show what the decision would bring; whether it is to be sent. What would be refused is sent, for the record."""
    if not (given["yes"] or given["dry_run"]) and (given["as_json"] or not sys.stdin.isatty()):
        raise BadInput(
            "Nobody can be asked here; nothing was sent. Give --yes, or --dry-run to see what it would bring."
        )
    if given["yes"] and not given["dry_run"]:
        return True
    view = asyncio.run(view_of(chosen, given["reference"]))
    try:
        preview = Preview(view.case, cast("AnyDecision", decision), session.now())
    except Refusal as refusal:
        if given["dry_run"]:
            raise Refused(refusal.code.value, refusal.message) from None
        return True
    if given["dry_run"] and given["as_json"]:
        show_json(preview.as_json())
    else:
        preview.show()
    if given["dry_run"]:
        return False
    typer.confirm("Record it?", abort=True)
    return True


async def _decide(chosen: Settings, reference: str, decision: Decision) -> Receipt:
    cases = await Cases.connect(chosen)
    return await cases.decide(reference, decision)


async def _signal(chosen: Settings, reference: str, decision: Decision) -> None:
    cases = await Cases.connect(chosen)
    await cases.signal(reference, decision)


def _show(receipt: Receipt, decision: Decision, *, as_json: bool) -> None:
    if as_json:
        show_json({**receipt.model_dump(mode="json"), "id": decision.id})
    elif receipt.repeated:
        say(f"{receipt.reference}: this decision had been recorded before; nothing changed.")
    else:
        say(f"{receipt.reference}: recorded ({decision.id}), {decision.at.say()}.")
        brought = Counter(receipt.events[1:])
        if brought:
            each = (f"{event.replace('_', ' ')} ({count})" for event, count in brought.items())
            say(f"It brought: {', '.join(each)}.")
        for duty in receipt.late:
            say(f"Late: {duty}. Say why: cspr explain-lateness {receipt.reference} --duty {duty} …", style=OVERDUE)


def _show_sent(reference: str, decision: Decision, *, as_json: bool) -> None:
    if as_json:
        show_json({"reference": reference, "id": decision.id, "sent": True})
    else:
        say(f"{reference}: sent ({decision.id}). Whether it was taken, cspr timeline shows.")


def _by_option(fault: Fault) -> str:
    place = ".".join(str(part) for part in fault.place)
    return f"{_FLAGS.get(place, flag(place))}: {fault.message}"


def _help(verb: Verb) -> str:
    purpose = verb.kind.purpose
    lines = [f"{verb.kind.title}: {purpose[:1].lower()}{purpose[1:]}", "", "\b", "Example:"]
    own = f" {verb.example}" if verb.example else ""
    lines.append(f"  cspr {verb.name} CSPR-7K4M-2QXD{own} --by NAME --role ROLE --organisation KEY --reason TEXT")
    return "\n".join(lines)
