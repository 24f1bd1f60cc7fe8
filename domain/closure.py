"""Stage 8, closing: a case closes when no duty of it is open; and reopening, which undoes nothing."""

from domain.case import Case
from domain.correspondence import Note, decided_by, to_organisations
from domain.decisions.closed_case import Reopen
from domain.decisions.criteria import CriteriaOutcome
from domain.decisions.panel import PanelAnswer
from domain.disposal import set_aside
from domain.panel import in_national_review
from domain.refusal import Refusal, RefusalCode


def outcome(case: Case) -> str | None:
    """How the case ends, once nothing is open; None while something is still to come."""
    ended = _ended_early(case) or _ended_after_review(case)
    if ended is None or case.open_duties() or case.outbox:
        return None
    return ended


def _ended_early(case: Case) -> str | None:  # noqa: PLR0911 - one line an ending
    if case.linked:
        return "linked_as_duplicate"
    if case.not_referred:
        return "not_referred"
    if case.withdrawn:
        return "withdrawn"
    if case.stood_down:
        return "stood_down"
    if case.criteria is None:
        return None
    if case.criteria.outcome is CriteriaOutcome.NOT_MET:
        return "local_learning_review" if case.criteria.local_learning_review else "criteria_not_met"
    if case.criteria.outcome is CriteriaOutcome.OTHER_AREA:
        return "other_area"
    if case.criteria.outcome is CriteriaOutcome.NOTIFY_ONLY and case.notification:
        return "notified_only"
    return None


def _ended_after_review(case: Case) -> str | None:
    if in_national_review(case):
        return None
    if case.local_review:
        return "published" if case.public_year_ended else None
    if case.national_review_concluded:
        return "national_review"
    answers = case.panel_answers
    if case.local_review_decision or (answers and answers[-1].answer is PanelAnswer.AGREES_NO_LOCAL_REVIEW):
        # A Panel that still asks for something leaves a duty open, and so the case.
        return "no_local_review"
    return None


def check_reopening(case: Case, _decision: Reopen) -> None:
    """Only a closed case is opened again, and a linked one lives on in the other."""
    if not case.is_closed:
        raise Refusal(RefusalCode.WRONG_STAGE, "the case is open")
    if case.linked:
        raise Refusal(RefusalCode.WRONG_STAGE, f"the case goes on as {case.linked.survivor}; record the decision there")


def reopen(case: Case, decision: Reopen) -> Case:
    """A fresh criteria decision is asked for; everything that was decided stays on record."""
    return set_aside(case).having(
        reopened=(*case.reopened, decision),
        set_aside=len(case.criteria_decisions),
        withdrawn=None,
        taken_up=case.taken_up or case.not_referred,
        closed_at=None,
        outcome=None,
    )


def reopening_letters(case: Case, decision: Reopen) -> list[Note]:
    """The three partners are told."""
    values = {
        "reopened": decision.at.say(),
        "decided_by": decided_by(case, decision),
        "reasons": decision.reason,
        "what_follows": "A fresh criteria decision is due.",
    }
    return to_organisations(case.in_force.policy.partners, "reopened", values)
