"""One verb for each decision: an example, and whether its consequences are shown first."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Verb:
    """A decision as people type it.

    Args:
        kind: the decision.
        example: what follows the common options.
        previewed: whether its consequences are shown before a person confirms it.
    """

    kind: type[Decision]
    example: str = ""
    previewed: bool = False


VERBS = (
    Verb(DecideReferral, "--refer"),
    Verb(Acknowledge),
    Verb(DecideCriteria, "--outcome met"),
    Verb(CorrectFacts, "--child 1 --date-of-birth 2008-02-29", previewed=True),
    Verb(MoveToFramework, "--framework working-together-2023", previewed=True),
    Verb(Notify, "--panel-reference 2026-0417 --copy-of-form notification.pdf"),
    Verb(ReturnSummary, "--agency health_trust --summary summary.docx"),
    Verb(
        HoldMeeting,
        "--recommendation local_review --facts … --immediate-safety … --learning … --next-steps …",
    ),
    Verb(Sign, "--paper rapid_review --partner police"),
    Verb(SubmitRapidReview, "--review rapid-review.pdf"),
    Verb(RecordPanelAnswer, "--answer agrees_local_review --letter answer.pdf"),
    Verb(SupplyInformation, "--information further-facts.pdf"),
    Verb(DecideLocalReview, "--initiate --grounds improvements_needed"),
    Verb(CompleteStep, "--step terms_of_reference --result terms.pdf"),
    Verb(DelayPublication),
    Verb(SendAdvanceCopy, "--publish-on 2026-06-12 --report report.pdf"),
    Verb(Publish, "--where https://partnership.example/reviews/1"),
    Verb(EndPublicYear),
    Verb(AgreeAction, '--action "Revise the pathway" --owner health_trust --due 2026-09-30'),
    Verb(CompleteAction, "--number 1"),
    Verb(StandDown, previewed=True),
    Verb(Withdraw),
    Verb(Reopen),
    Verb(LinkDuplicate, "--survivor CSPR-7K4M-2QXD", previewed=True),
    Verb(LinkDeathReview, '--review-reference INVENTED-7 --told-by "Community safety partnership"'),
    Verb(RecordOtherAreaAnswer, "--notified --their-reference 2026-0417"),
    Verb(ConcludeNationalReview),
    Verb(ExtendDuty, "--duty agency_summary:health_trust --until 2026-02-06 --code waiting_for_agency", previewed=True),
    Verb(SuspendDuty, "--duty agency_summary:health_trust --until 2026-02-06 --code staff_absence", previewed=True),
    Verb(ResumeDuty, "--duty agency_summary:health_trust", previewed=True),
    Verb(ExplainLateness, "--duty notification"),
    Verb(ChangeAccess, "--person p-17 --access excluded"),
    Verb(BreakGlass, "--until 2026-06-12"),
    Verb(PlaceLegalHold, '--required-by "Invented inquiry"'),
    Verb(LiftLegalHold, "--hold 1"),
    Verb(ProposeDisposal),
    Verb(ApproveDisposal),
    Verb(DeclineDisposal),
    Verb(ChangeCalendar, '--day 2027-06-03 --holiday "Invented Jubilee"'),
)
