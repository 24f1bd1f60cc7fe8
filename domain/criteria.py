"""Stage 3, the criteria decision: does the incident meet the definition? The local authority has the last word."""

from collections.abc import Iterator

from domain import other_area
from domain.case import Case, Confirmation
from domain.correspondence import Note, decided_by, organisation_name, to_organisations, to_referrers
from domain.decisions.criteria import CriteriaOutcome, DecideCriteria
from domain.duty import Owed
from domain.moment import Moment
from domain.notifiable import Assessment, Path, assess
from domain.refusal import Refusal, RefusalCode

OUTCOME_WORDS = {
    CriteriaOutcome.MET: "the criteria are met",
    CriteriaOutcome.NOTIFY_ONLY: "a death to be notified that alone needs no rapid review",
    CriteriaOutcome.NOT_MET: "the criteria are not met",
    CriteriaOutcome.OTHER_AREA: "another area's local authority notifies",
}


def owed(case: Case) -> Iterator[Owed]:
    """A local target to decide, counted from awareness, or from the reopening that asks for a fresh decision."""
    if not case.referred or case.withdrawn or case.linked:
        return
    rule = case.in_force.rule("criteria_decision")
    round_number = len(case.reopened) + 1
    reopening = case.reopened[-1] if case.reopened else None
    first = _first_decision_of_round(case)
    yield Owed(
        key="criteria_decision" if round_number == 1 else f"criteria_decision:{round_number}",
        rule=rule,
        anchor_day=reopening.at.first_day if reopening else case.awareness_day,
        met=first.at if first else None,
    )
    if case.stood_down is None:
        yield from _owed_confirmations(case)


def _owed_confirmations(case: Case) -> Iterator[Owed]:
    """A corrected fact that leads elsewhere reverses nothing by itself: the local authority decides again."""
    rule = case.in_force.rule("criteria_decision")
    for number, confirmation in enumerate(case.confirmations, start=1):
        again = next(iter(case.criteria_decisions[confirmation.decided :]), None)
        yield Owed(
            key=f"criteria_confirmation:{number}",
            rule=rule,
            title=f"{rule.title}, confirmed after a corrected fact",
            anchor_day=confirmation.asked.first_day,
            met=again.at if again else None,
        )


def _to_be_confirmed(case: Case) -> bool:
    return any(len(case.criteria_decisions) <= confirmation.decided for confirmation in case.confirmations)


def _first_decision_of_round(case: Case) -> DecideCriteria | None:
    """A later reversal does not change when the criteria were first decided."""
    return next(iter(case.criteria_decisions[case.set_aside :]), None)


def check(case: Case, decision: DecideCriteria) -> None:
    """The decision must fit the facts on record, and a notified case is stood down rather than reversed."""
    if not case.referred:
        raise Refusal(RefusalCode.WRONG_STAGE, "the Safeguarding Lead has not decided to refer yet")
    present = case.criteria
    same = present is not None and present.outcome is decision.outcome and case.stood_down is None
    if same and not _to_be_confirmed(case):
        raise Refusal(RefusalCode.ALREADY_DECIDED, f"it is already decided that {OUTCOME_WORDS[decision.outcome]}")
    to_be_reviewed = present is not None and present.outcome is CriteriaOutcome.MET and case.notification is not None
    if to_be_reviewed and decision.outcome in (CriteriaOutcome.NOT_MET, CriteriaOutcome.OTHER_AREA):
        raise Refusal(RefusalCode.WRONG_STAGE, "the Panel has been notified; stand the review down instead")
    if decision.outcome is CriteriaOutcome.NOTIFY_ONLY and not _has_notifiable_death(case):
        raise Refusal(
            RefusalCode.INCOMPLETE,
            "outcome: no child in the referral is a looked-after child or a care leaver of a notifiable age who "
            "died, under the case's framework; decide met or not_met",
        )


def _has_notifiable_death(case: Case) -> bool:
    """Whether the facts hold a death that is notified whatever its cause."""
    without_abuse = case.referral.incident.model_copy(update={"abuse_or_neglect": False})
    facts = case.referral.model_copy(update={"incident": without_abuse})
    policy = case.in_force.policy
    return assess(facts, case.in_force.framework, policy.area).path is Path.NOTIFY_ONLY


def apply(case: Case, decision: DecideCriteria) -> Case:
    """The decision is in force and the earlier ones stay on record; what it confirms holds since it was decided."""
    present = case.criteria
    confirmed = present is not None and present.outcome is decision.outcome and case.stood_down is None
    return case.having(
        criteria_decisions=(*case.criteria_decisions, decision),
        criteria_since=case.criteria_since if confirmed else decision,
        stood_down=None,
    )


def reassessed(case: Case, assessment: Assessment, asked: Moment) -> Case:
    """What the facts suggest by now; once the criteria are decided, a person confirms or reverses on a new path."""
    changed = case.assessment is not None and case.assessment.path is not assessment.path
    wanted = Confirmation(asked=asked, decided=len(case.criteria_decisions))
    confirmations = (*case.confirmations, wanted) if changed and case.criteria else case.confirmations
    return case.having(assessment=assessment, confirmations=confirmations)


def letters(before: Case, decision: DecideCriteria) -> list[Note]:
    """The referrer is told of a no, agencies are asked for summaries on a yes, partners hear of a reversal."""
    notes: list[Note] = []
    values = {
        "decided": decision.at.say(),
        "decided_by": decided_by(before, decision),
        "reasons": decision.reason,
    }
    if before.criteria and (before.stood_down or before.criteria.outcome is not decision.outcome):
        partners = before.in_force.policy.partners
        earlier = OUTCOME_WORDS[before.criteria.outcome]
        changed = {**values, "earlier": earlier, "decision": OUTCOME_WORDS[decision.outcome]}
        notes += to_organisations(partners, "criteria_reversed", changed)
    if decision.outcome is CriteriaOutcome.NOT_MET:
        follows = (
            "The case is passed to a local learning review."
            if decision.local_learning_review
            else "The case will be closed."
        )
        notes += to_referrers(before, "criteria_not_met", {**values, "what_follows": follows})
    if decision.outcome is CriteriaOutcome.OTHER_AREA:
        area = organisation_name(before, before.referral.incident.area)
        told = {"responsible": area, "decided": values["decided"], "reasons": decision.reason}
        notes += to_referrers(before, "not_our_area", told)
        notes += to_organisations(other_area.responsible(before), "not_our_area", told)
    return notes
