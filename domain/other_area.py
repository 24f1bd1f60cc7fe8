"""An incident in another area of England: its local authority notifies, we contribute and are told.

Working Together 2023, ch. 5: the authority in whose area it took place notifies, even if the child lives elsewhere.
What it decided is asked after as a local target, so that no incident falls between two areas.
"""

from collections.abc import Iterator

from domain.case import Case
from domain.decisions.criteria import CriteriaOutcome, RecordOtherAreaAnswer
from domain.duty import Owed
from domain.duty_rule import UnknownDuty
from domain.policy import Organisation
from domain.refusal import Refusal, RefusalCode

RULE = "other_area_answer"


def responsible(case: Case) -> tuple[Organisation, ...]:
    """The authority of the area where it took place, where the directory knows it; else nobody."""
    found = case.in_force.policy.organisation(case.referral.incident.area)
    return (found,) if found and found.kind == "other_local_authority" else ()


def owed(case: Case) -> Iterator[Owed]:
    """To ask what the area decided, from the day it was told. A policy without that target asks for nothing."""
    decided, since = case.criteria, case.criteria_since
    if decided is None or since is None or decided.outcome is not CriteriaOutcome.OTHER_AREA or case.linked:
        return
    try:
        rule = case.in_force.rule(RULE)
    except UnknownDuty:
        return
    yield Owed(
        key=RULE,
        rule=rule,
        anchor_day=since.at.first_day,
        met=case.other_area_answer.at if case.other_area_answer else None,
    )


def check(case: Case, _decision: RecordOtherAreaAnswer) -> None:
    """One answer, to the decision that it is for another area."""
    if case.criteria is None or case.criteria.outcome is not CriteriaOutcome.OTHER_AREA:
        raise Refusal(RefusalCode.WRONG_STAGE, "the criteria decision is not that another area's authority notifies")
    if case.other_area_answer:
        raise Refusal(RefusalCode.ALREADY_DECIDED, "the other area's answer has been recorded already")
