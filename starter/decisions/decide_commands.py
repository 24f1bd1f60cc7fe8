"""The verbs: each takes one decision."""

import asyncio
import inspect
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from pydantic import ValidationError

from domain.decisions.decision import Decision
from domain.london import london_date
from domain.moment import Moment
from settings import Settings
from starter.client import session
from starter.client.acting import Acting, acting, decider
from starter.client.cases import Cases
from starter.client.errors import BadInput
from starter.decisions.completing import completed
from starter.decisions.confirming import goes_ahead
from starter.decisions.correcting import how_to_correct
from starter.decisions.decision_options import flag, own_fields, parameters
from starter.decisions.verbs import VERBS, Verb
from starter.files.attaching import keep
from starter.files.faults import Fault, in_plain_words
from starter.terminal.printing import OVERDUE, say, show_json
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
        app.command(verb.kind.verb, help=_help(verb), rich_help_panel="Decisions")(_command(verb))


def decision_from(verb: Verb, given: dict[str, Any], who: Acting, at: datetime) -> Decision:
    """The decision that the options of a verb say, without its files.

    Args:
        verb: the verb.
        given: its options, by the names of `decision_options.parameters`.
        who: who acts.
        at: the UTC instant of entry, for a decision that happens now.

    Raises:
        BadInput: with every fault, by option.
    """
    values = {field: given[field] for field in own_fields(verb.kind)}
    name = str(verb.kind.model_fields["decision"].default)
    by = decider(who, who.authority.grant(name), given, london_date(at))
    values = {field: value for field, value in values.items() if not isinstance(value, Path)}
    values |= {
        "id": given["id"] or f"cspr:{uuid.uuid4()}",
        "by": by,
        "at": given["at"] or Moment.at(at),
        "reason": given["reason"],
        "entered_late_because": given["late_entry"],
    }
    try:
        return verb.kind.model_validate(values)
    except ValidationError as error:
        faults = [_by_option(fault) for fault in in_plain_words(error)]
        raise BadInput(f"cspr {verb.kind.verb} cannot be used so; nothing was sent:", faults) from None


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
        who = acting(chosen, given["acts"])
        try:
            given = completed(verb, given, who)
            decision = decision_from(verb, given, who, session.now())
            if not goes_ahead(chosen, verb, given, decision, who):
                return
        except typer.Abort:  # by Ctrl-C or Ctrl-D at a prompt
            say()
            say("Nothing was recorded.")
            raise typer.Exit(1) from None
        decision = with_files(verb, given, decision, chosen)
        if given["no_wait"]:
            asyncio.run(_signal(chosen, given["reference"], decision, who))
            _show_sent(given["reference"], decision, as_json=given["as_json"])
        else:
            _show(asyncio.run(_decide(chosen, given["reference"], decision, who)), decision, as_json=given["as_json"])

    name = str(verb.kind.model_fields["decision"].default)
    wanted = parameters(verb.kind, name, previewed=verb.previewed)
    # typer reads the signature; the functions of all verbs have the same body
    command.__signature__ = inspect.Signature(wanted)  # type: ignore[attr-defined]
    command.__annotations__ = {each.name: each.annotation for each in wanted}
    return command


async def _decide(chosen: Settings, reference: str, decision: Decision, who: Acting) -> Receipt:
    cases = await Cases.connect(chosen, who.signer)
    return await cases.decide(reference, decision)


async def _signal(chosen: Settings, reference: str, decision: Decision, who: Acting) -> None:
    cases = await Cases.connect(chosen, who.signer)
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
        say(f"Was this wrong? {how_to_correct(type(decision), receipt.reference)}", style="dim")


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
    lines.append(f"  cspr {verb.kind.verb} CSPR-7K4M-2QXD{own} --reason TEXT")
    return "\n".join(lines)
