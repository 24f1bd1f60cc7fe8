"""Every decision that a case knows, in the order of the procedure."""

from typing import Annotated, get_args

from pydantic import Field

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

AnyDecision = Annotated[
    DecideReferral
    | Acknowledge
    | DecideCriteria
    | CorrectFacts
    | MoveToFramework
    | Notify
    | ReturnSummary
    | HoldMeeting
    | Sign
    | SubmitRapidReview
    | RecordPanelAnswer
    | SupplyInformation
    | DecideLocalReview
    | CompleteStep
    | DelayPublication
    | SendAdvanceCopy
    | Publish
    | EndPublicYear
    | AgreeAction
    | CompleteAction
    | StandDown
    | Withdraw
    | Reopen
    | LinkDuplicate
    | LinkDeathReview
    | RecordOtherAreaAnswer
    | ConcludeNationalReview
    | ExtendDuty
    | SuspendDuty
    | ResumeDuty
    | ExplainLateness
    | ChangeAccess
    | BreakGlass
    | PlaceLegalHold
    | LiftLegalHold
    | ProposeDisposal
    | ApproveDisposal
    | DeclineDisposal
    | ChangeCalendar,
    Field(discriminator="decision"),
]

DECISION_NAMES: tuple[str, ...] = tuple(
    kind.model_fields["decision"].default for kind in get_args(get_args(AnyDecision)[0])
)
"""What each decision is called in the record."""
