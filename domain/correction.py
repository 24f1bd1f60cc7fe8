"""A fact of the referral is corrected: dates follow, the path is assessed again, and all that was known stays."""

from datetime import date
from typing import Any

from pydantic import ValidationError

from domain.case import Case
from domain.criteria import reassessed
from domain.decisions.referral import CorrectFacts
from domain.london import say_day
from domain.moment import Moment
from domain.notifiable import assess
from domain.referral import Child, Referral
from domain.refusal import Refusal, RefusalCode


def check(case: Case, decision: CorrectFacts) -> None:
    """Something is corrected, to what can be true together with the rest."""
    if decision.referral > len(case.referrals):
        raise Refusal(RefusalCode.UNKNOWN, f"referral: the case has {len(case.referrals)}, counted from 1")
    referral = case.referrals[decision.referral - 1].referral
    _check_something(decision, referral)
    for field, moment in _moments(decision).items():
        if moment and moment.certainly_after(decision.at):
            raise Refusal(RefusalCode.WRONG_TIME, f"{field}: {moment.say()} is after the correction itself")
    if decision.date_of_birth and decision.date_of_birth > decision.at.last_day:
        raise Refusal(RefusalCode.WRONG_TIME, f"date_of_birth: {say_day(decision.date_of_birth)} is in the future")
    try:
        corrected(referral, decision)
    except ValidationError as error:
        faults = "; ".join(fault["msg"].removeprefix("Value error, ") for fault in error.errors(include_input=False))
        raise Refusal(RefusalCode.INCOMPLETE, f"does not fit the other facts: {faults}") from error


def _check_something(decision: CorrectFacts, referral: Referral) -> None:
    if (decision.child is None) != (decision.date_of_birth is None):
        raise Refusal(RefusalCode.INCOMPLETE, "child, date_of_birth: give both, the child's number and the right date")
    facts = {**_moments(decision), "area": decision.area, "country": decision.country}
    if decision.child is None and not any(facts.values()):
        raise Refusal(RefusalCode.INCOMPLETE, f"nothing is corrected; give date_of_birth or {', '.join(facts)}")
    if decision.child is not None and decision.child > len(referral.children):
        raise Refusal(RefusalCode.UNKNOWN, f"child: the referral has {len(referral.children)}, counted from 1")


def _moments(decision: CorrectFacts) -> dict[str, Moment | None]:
    fields = ("incident_at", "agency_aware", "la_aware", "received")
    return {field: getattr(decision, field) for field in fields}


def apply(case: Case, decision: CorrectFacts) -> Case:
    """The referral with the right facts, what the case suggests now, and the hashes by which it is recognised."""
    number = decision.referral - 1
    received = case.referrals[number]
    right = received.model_copy(update={"referral": corrected(received.referral, decision)})
    after = case.having(
        referrals=(*case.referrals[:number], right, *case.referrals[number + 1 :]),
        corrections=(*case.corrections, decision),
        fingerprints=tuple(dict.fromkeys((*case.fingerprints, *decision.fingerprints))),
    )
    assessment = assess(after.referral, after.in_force.framework, after.in_force.policy.area)
    return reassessed(after, assessment, decision.at)


def corrected(referral: Referral, decision: CorrectFacts) -> Referral:
    """The referral with the decision's facts in it. Raises pydantic's ValidationError where they contradict others."""
    facts: dict[str, Any] = dict(referral)
    facts["children"] = tuple(
        _born_on(child, decision.date_of_birth) if number == decision.child and decision.date_of_birth else child
        for number, child in enumerate(referral.children, start=1)
    )
    where = {"at": decision.incident_at, "area": decision.area, "country": decision.country}
    right = {field: value for field, value in where.items() if value is not None}
    facts["incident"] = referral.incident.model_copy(update=right)
    for field in ("agency_aware", "la_aware", "received"):
        facts[field] = getattr(decision, field) or facts[field]
    return Referral.model_validate(facts)


def _born_on(child: Child, day: date) -> Child:
    return Child.model_validate({**dict(child), "date_of_birth": day})
