"""A fact of the referral is corrected: dates follow, the path is assessed again, and all that was known stays."""

from datetime import date
from typing import Any

from pydantic import ValidationError

from domain.case import Case, Confirmation
from domain.decisions import CorrectFacts
from domain.london import say_day
from domain.notifiable import assess
from domain.referral import Child, Referral
from domain.refusal import Refusal, RefusalCode


def check(case: Case, decision: CorrectFacts) -> None:
    """Something is corrected, to what can be true together with the rest."""
    if (decision.child is None) != (decision.date_of_birth is None):
        raise Refusal(RefusalCode.INCOMPLETE, "child, date_of_birth: give both, the child's number and the right date")
    moments = {
        "incident_at": decision.incident_at,
        "agency_aware": decision.agency_aware,
        "la_aware": decision.la_aware,
    }
    if decision.child is None and not any(moments.values()):
        raise Refusal(RefusalCode.INCOMPLETE, f"nothing is corrected; give date_of_birth or {', '.join(moments)}")
    if decision.child is not None and decision.child > len(case.referral.children):
        raise Refusal(RefusalCode.UNKNOWN, f"child: the referral has {len(case.referral.children)}, counted from 1")
    for field, moment in moments.items():
        if moment and moment.certainly_after(decision.at):
            raise Refusal(RefusalCode.WRONG_TIME, f"{field}: {moment.say()} is after the correction itself")
    if decision.date_of_birth and decision.date_of_birth > decision.at.last_day:
        raise Refusal(RefusalCode.WRONG_TIME, f"date_of_birth: {say_day(decision.date_of_birth)} is in the future")
    try:
        corrected(case.referral, decision)
    except ValidationError as error:
        faults = "; ".join(fault["msg"].removeprefix("Value error, ") for fault in error.errors(include_input=False))
        raise Refusal(RefusalCode.INCOMPLETE, f"does not fit the other facts: {faults}") from error


def apply(case: Case, decision: CorrectFacts) -> Case:
    """The first referral with the right facts, and what they suggest; once decided on, a person confirms a new path."""
    right = corrected(case.referral, decision)
    first, *others = case.referrals
    assessment = assess(right, case.in_force.framework, case.in_force.policy.area)
    changed = case.assessment is None or case.assessment.path is not assessment.path
    wanted = Confirmation(asked=decision.at, decided=len(case.criteria_decisions))
    return case.having(
        referrals=(first.model_copy(update={"referral": right}), *others),
        assessment=assessment,
        corrections=(*case.corrections, decision),
        confirmations=(*case.confirmations, wanted) if changed and case.criteria else case.confirmations,
    )


def corrected(referral: Referral, decision: CorrectFacts) -> Referral:
    """The referral with the decision's facts in it. Raises pydantic's ValidationError where they contradict others."""
    facts: dict[str, Any] = dict(referral)
    facts["children"] = tuple(
        _born_on(child, decision.date_of_birth) if number == decision.child and decision.date_of_birth else child
        for number, child in enumerate(referral.children, start=1)
    )
    facts["incident"] = referral.incident.model_copy(update={"at": decision.incident_at or referral.incident.at})
    facts["agency_aware"] = decision.agency_aware or referral.agency_aware
    facts["la_aware"] = decision.la_aware or referral.la_aware
    return Referral.model_validate(facts)


def _born_on(child: Child, day: date) -> Child:
    return Child.model_validate({**dict(child), "date_of_birth": day})
