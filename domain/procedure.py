"""Every decision with its rules, in the order of the procedure: may it be taken, what it changes, who is written to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain import (
    access,
    acknowledgement,
    calendar_change,
    closure,
    correction,
    criteria,
    death_review,
    disposal,
    extension,
    follow_up,
    framework_move,
    gathering,
    lateness,
    legal_hold,
    local_review,
    notification,
    other_area,
    panel,
    publication,
    rapid_review,
    referral_stage,
    signatures,
)
from domain.actor import Actor
from domain.case import Case
from domain.correspondence import Note
from domain.decisions.access import BreakGlass, ChangeAccess
from domain.decisions.closed_case import (
    ApproveDisposal,
    DeclineDisposal,
    LiftLegalHold,
    PlaceLegalHold,
    ProposeDisposal,
    Reopen,
)
from domain.decisions.criteria import DecideCriteria, Notify, RecordOtherAreaAnswer
from domain.decisions.dates import ChangeCalendar, ExplainLateness, ExtendDuty, MoveToFramework, ResumeDuty, SuspendDuty
from domain.decisions.decision import Decision
from domain.decisions.local_review import (
    AgreeAction,
    CompleteAction,
    CompleteStep,
    DelayPublication,
    EndPublicYear,
    Publish,
    SendAdvanceCopy,
)
from domain.decisions.panel import ConcludeNationalReview, DecideLocalReview, RecordPanelAnswer, SupplyInformation
from domain.decisions.rapid_review import HoldMeeting, ReturnSummary, Sign, StandDown, SubmitRapidReview
from domain.decisions.referral import (
    Acknowledge,
    CorrectFacts,
    DecideReferral,
    LinkDeathReview,
    LinkDuplicate,
    Withdraw,
)


def _no_letters(_case: Case, _decision: Any) -> list[Note]:  # noqa: ANN401 - any decision
    return []


def _no_letters_after(_before: Case, _after: Case, _decision: Any) -> list[Note]:  # noqa: ANN401 - any decision
    return []


def _any_day(_case: Case, _decision: Any, _today: date) -> None:  # noqa: ANN401 - any decision
    return


def _any_sender(_case: Case, _decision: Any, _actor: Actor) -> None:  # noqa: ANN401 - any decision
    return


def _title(decision: Decision) -> str:
    return decision.title


@dataclass(frozen=True)
class Rule:
    """The rules of one decision.

    Args:
        check: raises a Refusal when the decision may not be taken in this state.
        apply: the state with the decision taken.
        letters: the letters it calls for, given the state before it.
        letters_after: the same, given also the state after it with the dates that it brought about.
        check_day: raises a Refusal when it may not be taken any more on the London day of its recording; what was
            decided before the service had the case is not held to it.
        check_sender: raises a Refusal when this very person may not send it, whatever their seats.
        why: the reason on record for dates that move and duties that fall away by it.
        corrects_facts: whether duties that were met are judged again by the right facts.
    """

    check: Callable[[Case, Any], None]
    apply: Callable[[Case, Any], Case]
    letters: Callable[[Case, Any], Iterable[Note]] = _no_letters
    letters_after: Callable[[Case, Case, Any], Iterable[Note]] = _no_letters_after
    check_day: Callable[[Case, Any, date], None] = _any_day
    check_sender: Callable[[Case, Any, Actor], None] = _any_sender
    why: Callable[[Any], str] = _title
    corrects_facts: bool = False


def _in_any_state(_case: Case, _decision: Any) -> None:  # noqa: ANN401 - any decision
    return


def _kept_as(field: str) -> Callable[[Case, Any], Case]:
    """The decision is kept whole in a field of the case."""

    def apply(case: Case, decision: Any) -> Case:  # noqa: ANN401 - any decision
        return case.having(**{field: decision})

    return apply


RULES: dict[type[Decision], Rule] = {
    DecideReferral: Rule(referral_stage.check_lead, _kept_as("lead")),
    Acknowledge: Rule(acknowledgement.check, acknowledgement.apply),
    DecideCriteria: Rule(criteria.check, criteria.apply, criteria.letters, gathering.letters),
    CorrectFacts: Rule(correction.check, correction.apply, corrects_facts=True),
    MoveToFramework: Rule(framework_move.check, framework_move.apply),
    Notify: Rule(notification.check, _kept_as("notification"), notification.letters),
    ReturnSummary: Rule(gathering.check, gathering.apply),
    HoldMeeting: Rule(rapid_review.check_meeting, _kept_as("meeting")),
    Sign: Rule(signatures.check, signatures.apply),
    SubmitRapidReview: Rule(rapid_review.check_submission, lambda case, decision: case.having(submission=decision.at)),
    RecordPanelAnswer: Rule(panel.check_answer, panel.record, panel.answer_letters),
    SupplyInformation: Rule(panel.check_information, panel.record, panel.information_letters),
    DecideLocalReview: Rule(panel.check_local_review, panel.record, letters_after=panel.local_review_letters),
    CompleteStep: Rule(local_review.check, local_review.apply),
    DelayPublication: Rule(
        publication.check_delay,
        lambda case, decision: case.having(delays=(*case.delays, decision)),
        publication.delay_letters,
    ),
    SendAdvanceCopy: Rule(publication.check_advance_copy, _kept_as("advance_copy"), publication.advance_copy_letters),
    Publish: Rule(
        publication.check_publication, _kept_as("publication"), letters_after=publication.publication_letters
    ),
    EndPublicYear: Rule(follow_up.check_public_year, _kept_as("public_year_ended")),
    AgreeAction: Rule(follow_up.check_action, follow_up.agree),
    CompleteAction: Rule(follow_up.check_completion, follow_up.complete),
    StandDown: Rule(rapid_review.check_stand_down, _kept_as("stood_down"), rapid_review.stand_down_letters),
    Withdraw: Rule(referral_stage.check_withdrawal, _kept_as("withdrawn"), referral_stage.withdrawal_letters),
    Reopen: Rule(closure.check_reopening, closure.reopen, closure.reopening_letters),
    LinkDuplicate: Rule(referral_stage.check_link, _kept_as("linked"), referral_stage.link_letters),
    LinkDeathReview: Rule(death_review.check, death_review.link),
    RecordOtherAreaAnswer: Rule(other_area.check, _kept_as("other_area_answer")),
    ConcludeNationalReview: Rule(panel.check_national_conclusion, _kept_as("national_review_concluded")),
    ExtendDuty: Rule(extension.check_extension, extension.give, check_day=extension.check_day),
    SuspendDuty: Rule(extension.check_suspension, extension.give, check_day=extension.check_day),
    ResumeDuty: Rule(extension.check_resumption, extension.give, check_day=extension.check_day),
    ExplainLateness: Rule(lateness.check, lateness.explain),
    ChangeAccess: Rule(_in_any_state, access.change, check_sender=access.check_change),
    BreakGlass: Rule(_in_any_state, access.break_glass, access.break_glass_letters, check_day=access.check_break_glass),
    PlaceLegalHold: Rule(legal_hold.check_placing, legal_hold.place),
    LiftLegalHold: Rule(legal_hold.check_lifting, legal_hold.lift),
    ProposeDisposal: Rule(disposal.check_proposal, disposal.propose),
    ApproveDisposal: Rule(disposal.check_approval, disposal.approve, check_sender=disposal.check_approver),
    DeclineDisposal: Rule(disposal.check_declining, disposal.decline),
    ChangeCalendar: Rule(calendar_change.check, calendar_change.apply, why=calendar_change.why),
}


def take(case: Case, decision: Decision) -> Case:
    """The state with an accepted decision taken; the decision is not checked again."""
    return RULES[type(decision)].apply(case, decision)
