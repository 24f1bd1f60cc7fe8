"""Which later decision puts a wrong one right, for each decision: what is recorded stays recorded."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain import decisions as d


@dataclass(frozen=True)
class Remedy:
    """What puts a decision right that should not have been taken, or not so.

    Args:
        words: when it does.
        verb: the verb of the correcting decision, and its options; None where there is none.
    """

    words: str
    verb: str | None = None


REMEDIES: Mapping[type[d.Decision], Remedy] = {
    d.DecideReferral: Remedy("If the incident should not have been referred, the referral is withdrawn", "withdraw"),
    d.Acknowledge: Remedy("No decision replaces an acknowledgement; write to the referrer yourself"),
    d.DecideCriteria: Remedy("If it is decided otherwise, decide the criteria again", "criteria"),
    d.CorrectFacts: Remedy("If the facts are still wrong, correct them again", "correct"),
    d.MoveToFramework: Remedy("If it was the wrong framework, move the case again", "move-framework"),
    d.Notify: Remedy("If the incident should not have been notified, stand the review down", "stand-down"),
    d.ReturnSummary: Remedy("No decision replaces a summary; tell the meeting what is wrong in it"),
    d.HoldMeeting: Remedy("If there should be no review, stand it down; a meeting is not replaced", "stand-down"),
    d.Sign: Remedy("If there should be no review, stand it down; a signature is not taken back", "stand-down"),
    d.SubmitRapidReview: Remedy("If there should be no review, stand it down; the Panel is told", "stand-down"),
    d.RecordPanelAnswer: Remedy("If the Panel answered otherwise, record that; its last answer counts", "panel-answer"),
    d.SupplyInformation: Remedy("If it was not sent, send it; if the Panel asks again, record that", "panel-answer"),
    d.DecideLocalReview: Remedy("If the partners decide otherwise, record their other decision", "local-review"),
    d.CompleteStep: Remedy("If there should be no local review, decide so; a step is not taken back", "local-review"),
    d.DelayPublication: Remedy("If there is no reason for a delay any more, publish; or give the right one", "delay"),
    d.SendAdvanceCopy: Remedy("If the report comes out later than it says, record the delay", "delay"),
    d.Publish: Remedy("No decision replaces a publication"),
    d.EndPublicYear: Remedy("No decision replaces the end of the year in public; the report may stay public"),
    d.AgreeAction: Remedy("If it was not agreed so, end it with that reason, and agree anew", "action-done"),
    d.CompleteAction: Remedy("If it is not done after all, agree the action anew", "action"),
    d.StandDown: Remedy("If there is to be a review after all, reopen the case when it has closed", "reopen"),
    d.Withdraw: Remedy("If the referral stands after all, reopen the case", "reopen"),
    d.Reopen: Remedy("If there was nothing new, say so by another criteria decision", "criteria"),
    d.LinkDuplicate: Remedy("No decision separates the two; refer the other incident anew"),
    d.LinkDeathReview: Remedy("If its reference was wrong, link the right one; both stay", "link-death-review"),
    d.RecordOtherAreaAnswer: Remedy("If the incident is for your area after all, decide so", "criteria"),
    d.ConcludeNationalReview: Remedy("If it goes on, record the Panel's answer again", "panel-answer"),
    d.ExtendDuty: Remedy("If it should be another day, extend it again", "extend"),
    d.SuspendDuty: Remedy("If its clock should run, resume it", "resume"),
    d.ResumeDuty: Remedy("If its clock should stand still, suspend it again", "suspend"),
    d.ExplainLateness: Remedy("If there is more to say, explain it again; each stays", "explain-lateness"),
    d.ChangeAccess: Remedy("If it should be otherwise, decide it again; the last counts", "access"),
    d.BreakGlass: Remedy("It ends by itself on its day; to see less earlier, exclude yourself", "access"),
    d.PlaceLegalHold: Remedy("If nobody requires it, lift the hold", "lift-legal-hold"),
    d.LiftLegalHold: Remedy("If somebody still requires it, place a hold again", "legal-hold"),
    d.ProposeDisposal: Remedy("If the record is to be kept, decline its disposal", "decline-disposal"),
    d.ApproveDisposal: Remedy("Until it is carried out, decline the disposal", "decline-disposal"),
    d.DeclineDisposal: Remedy("If the record is to be destroyed after all, propose it anew", "propose-disposal"),
    d.ChangeCalendar: Remedy("If it is not so, record the day the other way round", "case-calendar"),
}


def how_to_correct(kind: type[d.Decision], reference: str) -> str:
    """What to do where a decision of this kind was wrong, with the command for the case."""
    remedy = REMEDIES[kind]
    return f"{remedy.words}: cspr {remedy.verb} {reference}" if remedy.verb else f"{remedy.words}."
