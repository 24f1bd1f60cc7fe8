"""One verb for each decision: an example, and whether its consequences are shown first."""

from dataclasses import dataclass

from domain import decisions as d


@dataclass(frozen=True)
class Verb:
    """A decision as people type it.

    Args:
        kind: the decision.
        example: what follows the common options.
        previewed: whether its consequences are shown before a person confirms it.
    """

    kind: type[d.Decision]
    example: str = ""
    previewed: bool = False


VERBS = (
    Verb(d.DecideReferral, "--refer"),
    Verb(d.Acknowledge),
    Verb(d.DecideCriteria, "--outcome met"),
    Verb(d.CorrectFacts, "--child 1 --date-of-birth 2008-02-29", previewed=True),
    Verb(d.MoveToFramework, "--framework working-together-2023", previewed=True),
    Verb(d.Notify, "--panel-reference 2026-0417 --copy-of-form notification.pdf"),
    Verb(d.ReturnSummary, "--agency health_trust --summary summary.docx"),
    Verb(
        d.HoldMeeting,
        "--recommendation local_review --facts … --immediate-safety … --learning … --next-steps …",
    ),
    Verb(d.Sign, "--paper rapid_review --partner police"),
    Verb(d.SubmitRapidReview, "--review rapid-review.pdf"),
    Verb(d.RecordPanelAnswer, "--answer agrees_local_review --letter answer.pdf"),
    Verb(d.SupplyInformation, "--information further-facts.pdf"),
    Verb(d.DecideLocalReview, "--initiate --grounds improvements_needed"),
    Verb(d.CompleteStep, "--step terms_of_reference --result terms.pdf"),
    Verb(d.DelayPublication),
    Verb(d.SendAdvanceCopy, "--publish-on 2026-06-12 --report report.pdf"),
    Verb(d.Publish, "--where https://partnership.example/reviews/1"),
    Verb(d.EndPublicYear),
    Verb(d.AgreeAction, '--action "Revise the pathway" --owner health_trust --due 2026-09-30'),
    Verb(d.CompleteAction, "--number 1"),
    Verb(d.StandDown, previewed=True),
    Verb(d.Withdraw),
    Verb(d.Reopen),
    Verb(d.LinkDuplicate, "--survivor CSPR-7K4M-2QXD", previewed=True),
    Verb(d.LinkDeathReview, '--review-reference INVENTED-7 --told-by "Community safety partnership"'),
    Verb(d.RecordOtherAreaAnswer, "--notified --their-reference 2026-0417"),
    Verb(d.ConcludeNationalReview),
    Verb(
        d.ExtendDuty, "--duty agency_summary:health_trust --until 2026-02-06 --code waiting_for_agency", previewed=True
    ),
    Verb(d.SuspendDuty, "--duty agency_summary:health_trust --until 2026-02-06 --code staff_absence", previewed=True),
    Verb(d.ResumeDuty, "--duty agency_summary:health_trust", previewed=True),
    Verb(d.ExplainLateness, "--duty notification"),
    Verb(d.ChangeAccess, "--person p-17 --access excluded"),
    Verb(d.BreakGlass, "--until 2026-06-12"),
    Verb(d.PlaceLegalHold, '--required-by "Invented inquiry"'),
    Verb(d.LiftLegalHold, "--hold 1"),
    Verb(d.ProposeDisposal),
    Verb(d.ApproveDisposal),
    Verb(d.DeclineDisposal),
    Verb(d.ChangeCalendar, '--day 2027-06-03 --holiday "Invented Jubilee"'),
)
