"""Stage 5, rapid review: meeting, three signatures, and to the Panel as soon as it is complete, in 15 working days."""

from collections.abc import Iterator
from datetime import date

from domain.case import Case
from domain.correspondence import Note, decided_by, organisation_name, panel_reference, to_organisations
from domain.deadlines import deadline
from domain.decisions.rapid_review import HoldMeeting, Paper, Recommendation, StandDown, SubmitRapidReview
from domain.document import Document
from domain.duty import Owed
from domain.duty_rule import Anchor
from domain.gathering import gaps
from domain.refusal import Refusal, RefusalCode
from domain.signatures import all_signed, owed_signatures

RECOMMENDATION_WORDS = {
    Recommendation.LOCAL_REVIEW: "a local child safeguarding practice review",
    Recommendation.NO_LOCAL_REVIEW: "no local child safeguarding practice review",
}


def owed(case: Case) -> Iterator[Owed]:
    """The review itself, and before it the meeting and each partner's signature as local targets."""
    if not case.under_review:
        return
    rule = case.in_force.rule("rapid_review")
    anchor_day, provisional = _anchor(case)
    due = deadline(rule, anchor_day, case.in_force.calendar).due
    warning = case.in_force.rule("rapid_review_from_awareness")
    yield Owed(
        key="rapid_review",
        rule=rule,
        anchor_day=anchor_day,
        provisional=provisional,
        met=case.submission,
        warning_day=deadline(warning, case.awareness_day, case.in_force.calendar).due,
    )
    meeting = case.in_force.rule("rapid_review_meeting")
    yield Owed(
        key="rapid_review_meeting",
        rule=meeting,
        anchor_day=due,
        provisional=provisional,
        met=case.meeting.at if case.meeting else None,
    )
    yield from owed_signatures(case, Paper.RAPID_REVIEW, "signature", due, provisional=provisional)


def _anchor(case: Case) -> tuple[date, bool]:
    """Day 0 by the case's framework. Until the notification is sent, the last day on which it should be."""
    if case.in_force.rule("rapid_review").anchor is Anchor.LA_AWARE:
        return case.awareness_day, False
    if case.notification:
        return case.notification.at.first_day, False
    notification = case.in_force.rule("notification")
    return deadline(notification, case.awareness_day, case.in_force.calendar).due, True


def check_meeting(case: Case, _decision: HoldMeeting) -> None:
    """There is one rapid review meeting, while the case is under review."""
    if not case.under_review:
        raise Refusal(
            RefusalCode.WRONG_STAGE,
            "the case is not under rapid review: the criteria are not met, or stood down",
        )
    if case.meeting:
        raise Refusal(RefusalCode.ALREADY_DECIDED, "the rapid review meeting has been recorded already")


def check_submission(case: Case, _decision: SubmitRapidReview) -> None:
    """What goes to the Panel is complete: the meeting was held and all three partners signed."""
    if case.submission:
        raise Refusal(RefusalCode.ALREADY_DECIDED, "the rapid review has gone to the Panel already")
    if not ready_for_panel(case):
        raise Refusal(
            RefusalCode.INCOMPLETE,
            "the rapid review goes to the Panel after the notification, the meeting and all three partners' signatures",
        )


def ready_for_panel(case: Case) -> bool:
    """Notified, met and signed by all three; two signatures never make three, and a missing summary stops nothing."""
    signed = all_signed(case, Paper.RAPID_REVIEW)
    return case.under_review and case.notification is not None and case.meeting is not None and signed


def letter_to_panel(case: Case, review: Document | None) -> list[Note]:
    """The rapid review as it goes to the Panel, with its gaps stated."""
    if case.meeting is None:
        return []
    values = {
        "panel_reference": panel_reference(case),
        "recommendation": RECOMMENDATION_WORDS[case.meeting.recommendation],
        "signed_by": ", ".join(organisation_name(case, key) for key in case.partner_keys()),
        "gaps": ", ".join(gaps(case)),
    }
    attachments = (review,) if review else ()
    return to_organisations(case.organisations_of("panel"), "rapid_review", values, attachments, about="rapid_review")


def letter_wanted(case: Case) -> bool:
    """Whether the review is complete and has neither gone nor is on its way."""
    return ready_for_panel(case) and case.submission is None and not case.is_written_about("rapid_review")


def check_stand_down(case: Case, _decision: StandDown) -> None:
    """A review is stood down after notification; before it, the criteria decision is reversed."""
    if case.stood_down:
        raise Refusal(RefusalCode.ALREADY_DECIDED, "the review has been stood down already")
    if case.notification is None:
        raise Refusal(
            RefusalCode.WRONG_STAGE,
            "the Panel has not been notified; record another criteria decision instead",
        )
    if not case.under_review:
        raise Refusal(RefusalCode.WRONG_STAGE, "there is no review to stand down")
    if case.publication:
        raise Refusal(RefusalCode.WRONG_STAGE, "the review has been published and cannot be stood down")


def stand_down_letters(case: Case, decision: StandDown) -> list[Note]:
    """The Panel and the partners are told; for the death of a looked-after child the notification stands."""
    stands = any(child.looked_after and child.died_on for child in case.referral.children)
    values = {
        "panel_reference": panel_reference(case),
        "decided": decision.at.say(),
        "decided_by": decided_by(case, decision),
        "reasons": decision.reason,
        "what_stands": "The notification of the death of a looked-after child stands." if stands else "",
    }
    told = (*case.organisations_of("panel"), *case.in_force.policy.partners)
    return to_organisations(told, "stand_down", values)
