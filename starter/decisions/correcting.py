"""Which later decision puts a wrong one right, for each decision: what is recorded stays recorded."""

from collections.abc import Mapping
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
class Remedy:
    """What puts a decision right that should not have been taken, or not so.

    Args:
        words: when it does.
        by: the correcting decision; None where there is none.
    """

    words: str
    by: type[Decision] | None = None


REMEDIES: Mapping[type[Decision], Remedy] = {
    DecideReferral: Remedy("If the incident should not have been referred, the referral is withdrawn", Withdraw),
    Acknowledge: Remedy("No decision replaces an acknowledgement; write to the referrer yourself"),
    DecideCriteria: Remedy("If it is decided otherwise, decide the criteria again", DecideCriteria),
    CorrectFacts: Remedy("If the facts are still wrong, correct them again", CorrectFacts),
    MoveToFramework: Remedy("If it was the wrong framework, move the case again", MoveToFramework),
    Notify: Remedy("If the incident should not have been notified, stand the review down", StandDown),
    ReturnSummary: Remedy("No decision replaces a summary; tell the meeting what is wrong in it"),
    HoldMeeting: Remedy("If there should be no review, stand it down; a meeting is not replaced", StandDown),
    Sign: Remedy("If there should be no review, stand it down; a signature is not taken back", StandDown),
    SubmitRapidReview: Remedy("If there should be no review, stand it down; the Panel is told", StandDown),
    RecordPanelAnswer: Remedy(
        "If the Panel answered otherwise, record that; its last answer counts", RecordPanelAnswer
    ),
    SupplyInformation: Remedy("If it was not sent, send it; if the Panel asks again, record that", RecordPanelAnswer),
    DecideLocalReview: Remedy("If the partners decide otherwise, record their other decision", DecideLocalReview),
    CompleteStep: Remedy("If there should be no local review, decide so; a step is not taken back", DecideLocalReview),
    DelayPublication: Remedy(
        "If there is no reason for a delay any more, publish; or give the right one", DelayPublication
    ),
    SendAdvanceCopy: Remedy("If the report comes out later than it says, record the delay", DelayPublication),
    Publish: Remedy("No decision replaces a publication"),
    EndPublicYear: Remedy("No decision replaces the end of the year in public; the report may stay public"),
    AgreeAction: Remedy("If it was not agreed so, end it with that reason, and agree anew", CompleteAction),
    CompleteAction: Remedy("If it is not done after all, agree the action anew", AgreeAction),
    StandDown: Remedy("If there is to be a review after all, reopen the case when it has closed", Reopen),
    Withdraw: Remedy("If the referral stands after all, reopen the case", Reopen),
    Reopen: Remedy("If there was nothing new, say so by another criteria decision", DecideCriteria),
    LinkDuplicate: Remedy("No decision separates the two; refer the other incident anew"),
    LinkDeathReview: Remedy("If its reference was wrong, link the right one; both stay", LinkDeathReview),
    RecordOtherAreaAnswer: Remedy("If the incident is for your area after all, decide so", DecideCriteria),
    ConcludeNationalReview: Remedy("If it goes on, record the Panel's answer again", RecordPanelAnswer),
    ExtendDuty: Remedy("If it should be another day, extend it again", ExtendDuty),
    SuspendDuty: Remedy("If its clock should run, resume it", ResumeDuty),
    ResumeDuty: Remedy("If its clock should stand still, suspend it again", SuspendDuty),
    ExplainLateness: Remedy("If there is more to say, explain it again; each stays", ExplainLateness),
    ChangeAccess: Remedy("If it should be otherwise, decide it again; the last counts", ChangeAccess),
    BreakGlass: Remedy("It ends by itself on its day; to see less earlier, exclude yourself", ChangeAccess),
    PlaceLegalHold: Remedy("If nobody requires it, lift the hold", LiftLegalHold),
    LiftLegalHold: Remedy("If somebody still requires it, place a hold again", PlaceLegalHold),
    ProposeDisposal: Remedy("If the record is to be kept, decline its disposal", DeclineDisposal),
    ApproveDisposal: Remedy("Until it is carried out, decline the disposal", DeclineDisposal),
    DeclineDisposal: Remedy("If the record is to be destroyed after all, propose it anew", ProposeDisposal),
    ChangeCalendar: Remedy("If it is not so, record the day the other way round", ChangeCalendar),
}


def how_to_correct(kind: type[Decision], reference: str) -> str:
    """What to do where a decision of this kind was wrong, with the command for the case."""
    remedy = REMEDIES[kind]
    return f"{remedy.words}: cspr {remedy.by.verb} {reference}" if remedy.by else f"{remedy.words}."
