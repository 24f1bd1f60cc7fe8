"""Who decided: in which of their seats somebody does, or for whom the team records it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import typer

from domain.authority import KINDS_OF_ROLE
from domain.correspondence import name_in
from domain.decision_words import say_key
from domain.grants import Grant
from domain.people import Role
from domain.policy import Policy
from starter.client.acting import Acting, decider, seats_for
from starter.client.policy import policy_of
from starter.terminal.asking import Question, ask
from starter.terminal.options import as_day


def check_may_send(grant: Grant, given: Mapping[str, Any], who: Acting, today: date) -> None:
    """Raises BadInput before anything is asked where somebody neither takes the decision nor records it for others."""
    records = any(seat.role in grant.recorded_by for seat in who.actor.seats_on(today))
    if not records and not seats_for(who.actor, grant, _wanted(given), today):
        decider(who, grant, dict(given), today)


def who_decided(grant: Grant, given: Mapping[str, Any], who: Acting, today: date) -> dict[str, Any]:
    """What has to be asked of who decided, at a terminal; empty where it is clear. Raises typer.Abort."""
    wanted = _wanted(given)
    seats = seats_for(who.actor, grant, wanted, today)
    if all(wanted.values()) or len(seats) == 1:
        return {}
    if seats:
        held = {f"{seat.role.value} of {seat.organisation}": seat for seat in seats}
        words = "You hold several seats that may take this decision. In which one?"
        policy = policy_of(who.chosen)
        seat = held[_only({text: name_in(policy, each.organisation) for text, each in held.items()}, "seat", words)]
        return {"role": seat.role, "organisation": seat.organisation}
    return _somebody_else(grant, given, policy_of(who.chosen))


def _somebody_else(grant: Grant, given: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    name = given["by"] or ask(Question("by", "You record this for somebody else. The name of who decided.", str))
    role = given["role"] or _only({each: say_key(each) for each in grant.roles}, "role", "In which role they decided.")
    itself = given.get("agency") or given.get("partner")  # each acts for itself
    kinds = frozenset(grant.organisations) or KINDS_OF_ROLE.get(role)
    homes = {each.key: each.name for each in policy.organisations if kinds is None or each.kind in kinds}
    organisation = given["organisation"] or itself or _only(homes, "organisation", "For which organisation.")
    answers = {"by": name, "role": role, "organisation": organisation}
    if role is Role.DELEGATE:
        by = given["delegated_by"] or ask(Question("delegated by", "Who gave them the authority.", str))
        on = given["delegated_on"] or ask(Question("delegated on", "The authority's date, as in 2026-06-03.", as_day))
        answers |= {"delegated_by": by, "delegated_on": on}
    return answers


def _only(choices: Mapping[Any, str], name: str, words: str) -> Any:  # noqa: ANN401 - one of the choices
    """The one choice that there is, or the one that is chosen."""
    if len(choices) == 1:
        return next(iter(choices))

    def read(text: str) -> Any:  # noqa: ANN401 - one of the choices
        for each in choices:
            if _plain(each) == _plain(text):
                return each
        raise typer.BadParameter(f"must be one of {', '.join(map(str, choices))}, or its number.")

    return ask(Question(name, words, read, {str(each): said for each, said in choices.items()}))


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ")


def _wanted(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"role": given["role"], "organisation": given["organisation"]}
