"""Which later decision puts a wrong one right, for each decision: what is recorded stays recorded."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain import decisions as d


@dataclass(frozen=True)
class Remedy:
    """What puts a decision right that should not have been taken, or not so.

    Args:
        words: when it does.
        by: the correcting decision; None where there is none.
    """

    words: str
    by: type[d.Decision] | None = None


REMEDIES: Mapping[type[d.Decision], Remedy] = {
    d.DecideReferral: Remedy("If the incident should not have been referred, the referral is withdrawn", d.Withdraw),
    d.Acknowledge: Remedy("No decision replaces an acknowledgement; write to the referrer yourself"),
    d.DecideCriteria: Remedy("If it is decided otherwise, decide the criteria again", d.DecideCriteria),
    d.CorrectFacts: Remedy("If the facts are still wrong, correct them again", d.CorrectFacts),
    d.MoveToFramework: Remedy("If it was the wrong framework, move the case again", d.MoveToFramework),
    d.Notify: Remedy("If the incident should not have been notified, stand the review down", d.StandDown),
    d.ReturnSummary: Remedy("No decision replaces a summary; tell the meeting what is wrong in it"),
    d.HoldMeeting: Remedy("If there should be no review, stand it down; a meeting is not replaced", d.StandDown),
    d.Sign: Remedy("If there should be no review, stand it down; a signature is not taken back", d.StandDown),
    d.SubmitRapidReview: Remedy("If there should be no review, stand it down; the Panel is told", d.StandDown),
    d.RecordPanelAnswer: Remedy(
        "If the Panel answered otherwise, record that; its last answer counts", d.RecordPanelAnswer
    ),
    d.SupplyInformation: Remedy(
        "If it was not sent, send it; if the Panel asks again, record that", d.RecordPanelAnswer
    ),
    d.DecideLocalReview: Remedy("If the partners decide otherwise, record their other decision", d.DecideLocalReview),
    d.CompleteStep: Remedy(
        "If there should be no local review, decide so; a step is not taken back", d.DecideLocalReview
    ),
    d.DelayPublication: Remedy(
        "If there is no reason for a delay any more, publish; or give the right one", d.DelayPublication
    ),
    d.SendAdvanceCopy: Remedy("If the report comes out later than it says, record the delay", d.DelayPublication),
    d.Publish: Remedy("No decision replaces a publication"),
    d.EndPublicYear: Remedy("No decision replaces the end of the year in public; the report may stay public"),
    d.AgreeAction: Remedy("If it was not agreed so, end it with that reason, and agree anew", d.CompleteAction),
    d.CompleteAction: Remedy("If it is not done after all, agree the action anew", d.AgreeAction),
    d.StandDown: Remedy("If there is to be a review after all, reopen the case when it has closed", d.Reopen),
    d.Withdraw: Remedy("If the referral stands after all, reopen the case", d.Reopen),
    d.Reopen: Remedy("If there was nothing new, say so by another criteria decision", d.DecideCriteria),
    d.LinkDuplicate: Remedy("No decision separates the two; refer the other incident anew"),
    d.LinkDeathReview: Remedy("If its reference was wrong, link the right one; both stay", d.LinkDeathReview),
    d.RecordOtherAreaAnswer: Remedy("If the incident is for your area after all, decide so", d.DecideCriteria),
    d.ConcludeNationalReview: Remedy("If it goes on, record the Panel's answer again", d.RecordPanelAnswer),
    d.ExtendDuty: Remedy("If it should be another day, extend it again", d.ExtendDuty),
    d.SuspendDuty: Remedy("If its clock should run, resume it", d.ResumeDuty),
    d.ResumeDuty: Remedy("If its clock should stand still, suspend it again", d.SuspendDuty),
    d.ExplainLateness: Remedy("If there is more to say, explain it again; each stays", d.ExplainLateness),
    d.ChangeAccess: Remedy("If it should be otherwise, decide it again; the last counts", d.ChangeAccess),
    d.BreakGlass: Remedy("It ends by itself on its day; to see less earlier, exclude yourself", d.ChangeAccess),
    d.PlaceLegalHold: Remedy("If nobody requires it, lift the hold", d.LiftLegalHold),
    d.LiftLegalHold: Remedy("If somebody still requires it, place a hold again", d.PlaceLegalHold),
    d.ProposeDisposal: Remedy("If the record is to be kept, decline its disposal", d.DeclineDisposal),
    d.ApproveDisposal: Remedy("Until it is carried out, decline the disposal", d.DeclineDisposal),
    d.DeclineDisposal: Remedy("If the record is to be destroyed after all, propose it anew", d.ProposeDisposal),
    d.ChangeCalendar: Remedy("If it is not so, record the day the other way round", d.ChangeCalendar),
}


def how_to_correct(kind: type[d.Decision], reference: str) -> str:
    """What to do where a decision of this kind was wrong, with the command for the case."""
    remedy = REMEDIES[kind]
    return f"{remedy.words}: cspr {remedy.by.verb} {reference}" if remedy.by else f"{remedy.words}."
