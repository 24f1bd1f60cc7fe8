"""One verb for each decision: its name on the command line, and an example."""

from dataclasses import dataclass

from domain import decisions as d


@dataclass(frozen=True)
class Verb:
    """A decision as people type it.

    Args:
        name: what follows `cspr`.
        kind: the decision.
        example: what follows the common options.
        previewed: whether its consequences are shown before a person confirms it.
    """

    name: str
    kind: type[d.Decision]
    example: str = ""
    previewed: bool = False


VERBS = (
    Verb("lead-decision", d.DecideReferral, "--refer"),
    Verb("acknowledge", d.Acknowledge),
    Verb("criteria", d.DecideCriteria, "--outcome met"),
    Verb(
        "correct",
        d.CorrectFacts,
        "--child 1 --date-of-birth 2008-02-29",
        previewed=True,
    ),
    Verb(
        "move-framework",
        d.MoveToFramework,
        "--framework working-together-2023",
        previewed=True,
    ),
    Verb("notify", d.Notify, "--panel-reference 2026-0417 --copy-of-form notification.pdf"),
    Verb("summary", d.ReturnSummary, "--agency health_trust --summary summary.docx"),
    Verb(
        "meeting",
        d.HoldMeeting,
        "--recommendation local_review --facts … --immediate-safety … --learning … --next-steps …",
    ),
    Verb("sign", d.Sign, "--paper rapid_review --partner police"),
    Verb("submit-review", d.SubmitRapidReview, "--review rapid-review.pdf"),
    Verb("panel-answer", d.RecordPanelAnswer, "--answer agrees_local_review --letter answer.pdf"),
    Verb("information", d.SupplyInformation, "--information further-facts.pdf"),
    Verb("local-review", d.DecideLocalReview, "--initiate --grounds improvements_needed"),
    Verb("step", d.CompleteStep, "--step terms_of_reference --result terms.pdf"),
    Verb("delay", d.DelayPublication),
    Verb("advance-copy", d.SendAdvanceCopy, "--publish-on 2026-06-12 --report report.pdf"),
    Verb("publish", d.Publish, "--where https://partnership.example/reviews/1"),
    Verb("end-public-year", d.EndPublicYear),
    Verb("action", d.AgreeAction, '--action "Revise the pathway" --owner health_trust --due 2026-09-30'),
    Verb("action-done", d.CompleteAction, "--number 1"),
    Verb(
        "stand-down",
        d.StandDown,
        previewed=True,
    ),
    Verb("withdraw", d.Withdraw),
    Verb("reopen", d.Reopen),
    Verb(
        "link",
        d.LinkDuplicate,
        "--survivor CSPR-7K4M-2QXD",
        previewed=True,
    ),
    Verb(
        "link-death-review", d.LinkDeathReview, '--review-reference INVENTED-7 --told-by "Community safety partnership"'
    ),
    Verb("area-answer", d.RecordOtherAreaAnswer, "--notified --their-reference 2026-0417"),
    Verb("national-review-concluded", d.ConcludeNationalReview),
    Verb(
        "extend",
        d.ExtendDuty,
        "--duty agency_summary:health_trust --until 2026-02-06 --code waiting_for_agency",
        previewed=True,
    ),
    Verb(
        "suspend",
        d.SuspendDuty,
        "--duty agency_summary:health_trust --until 2026-02-06 --code staff_absence",
        previewed=True,
    ),
    Verb(
        "resume",
        d.ResumeDuty,
        "--duty agency_summary:health_trust",
        previewed=True,
    ),
    Verb("explain-lateness", d.ExplainLateness, "--duty notification"),
    Verb("access", d.ChangeAccess, "--person p-17 --access excluded"),
    Verb("break-glass", d.BreakGlass, "--until 2026-06-12"),
    Verb("legal-hold", d.PlaceLegalHold, '--required-by "Invented inquiry"'),
    Verb("lift-legal-hold", d.LiftLegalHold, "--hold 1"),
    Verb("propose-disposal", d.ProposeDisposal),
    Verb("approve-disposal", d.ApproveDisposal),
    Verb("decline-disposal", d.DeclineDisposal),
    Verb("case-calendar", d.ChangeCalendar, '--day 2027-06-03 --holiday "Invented Jubilee"'),
)
