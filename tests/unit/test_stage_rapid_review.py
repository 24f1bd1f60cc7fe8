"""Stage 5, rapid review: the meeting, three signatures, to the Panel; or stood down."""

from datetime import date, timedelta

import pytest

from domain.duty import DutyStatus
from domain.moment import Moment
from domain.people import Delegation, Role
from domain.rapid_review import letter_wanted
from domain.refusal import Refusal, RefusalCode
from domain.steps import submit_rapid_review
from tests.unit import builders as a

NOON = a.noon(a.AWARE)


def test_meeting_and_signatures_come_before_the_review_is_due() -> None:
    case = a.reviewed()
    assert a.due(case, "rapid_review") == date(2026, 1, 26)
    assert a.due(case, "rapid_review_meeting") == date(2026, 1, 21)
    assert a.due(case, "signature:police") == date(2026, 1, 23)


@pytest.mark.parametrize("framework", [a.WORKING_TOGETHER_2018, a.WORKING_TOGETHER_2023])
def test_earlier_frameworks_count_from_awareness(framework: str) -> None:
    case = a.play(a.opened(rules=a.the_rules(framework)), [a.criteria_met(), a.notified(at=date(2026, 1, 12))])
    assert a.due(case, "rapid_review") == date(2026, 1, 26)


def test_warning_comes_on_the_fifteenth_day_from_awareness_whatever_counts() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.notified(at=date(2026, 1, 12))])
    review = a.duty(case, "rapid_review")
    assert review.due == date(2026, 2, 2)
    (warning,) = [rung for rung in review.rungs if rung.name == "warning"]
    assert warning.at == a.noon(date(2026, 1, 26)) - timedelta(hours=3)


def test_complete_review_goes_to_the_panel_with_its_gaps() -> None:
    case = a.play(a.reviewed(), [a.summary_of("education"), a.meeting_held(), *a.signed_by_all()])
    assert letter_wanted(case)
    case = a.does(case, submit_rapid_review, a.a_document("review.pdf"), NOON)
    assert not letter_wanted(case)
    (letter,) = a.letters(case, "rapid_review")
    assert letter.values["gaps"] == "The health trust"
    assert letter.values["signed_by"] == "The local authority, The integrated care board, The police"
    assert letter.attachments == (a.a_document("review.pdf"),)
    sent = a.post(case, NOON)
    assert sent.submission == Moment.at(NOON)
    assert a.duty(sent, "rapid_review").status is DutyStatus.MET


def test_submission_by_a_person_stands_though_the_letter_follows() -> None:
    case = a.play(a.reviewed(), [a.meeting_held(), *a.signed_by_all()])
    case = a.does(case, submit_rapid_review, a.a_document(), NOON)
    case = a.post(a.play(case, a.submitted()), NOON + timedelta(days=7))
    assert case.submission == Moment.on(a.AWARE)


def test_two_signatures_never_make_three() -> None:
    case = a.play(a.reviewed(), [a.meeting_held(), a.signed("police"), a.signed("icb")])
    assert not letter_wanted(case)
    with pytest.raises(Refusal, match="all three"):
        a.play(case, a.submitted())


def test_partner_signs_once() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.reviewed(), [a.meeting_held(), a.signed("police"), a.signed("police")])
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


def test_signature_follows_the_meeting() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.reviewed(), a.signed("police"))
    assert refused.value.code is RefusalCode.WRONG_STAGE


def test_delegate_signs_for_the_own_partner_with_a_dated_authority() -> None:
    case = a.play(a.reviewed(), a.meeting_held())
    delegate = a.by(Role.DELEGATE, "police", Delegation(given_by="Invented Chief", dated=a.AWARE))
    case = a.play(case, a.signed("police", by=delegate))
    assert "rapid_review:police" in case.signatures
    for_another = a.signed("icb", by=delegate)
    with pytest.raises(Refusal) as refused:
        a.play(case, for_another)
    assert refused.value.code is RefusalCode.NOT_AUTHORISED


def test_there_is_one_meeting() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.reviewed(), [a.meeting_held(), a.meeting_held()])
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


def test_review_goes_to_the_panel_once() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.with_panel(), a.submitted())
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


def test_stand_down_cancels_the_review_and_tells_the_panel() -> None:
    case = a.play(a.reviewed(), [a.acknowledged(), a.stood_down()])
    assert not case.open_duties()
    assert a.duty(case, "notification").status is DutyStatus.MET
    told = [letter.to.name for letter in a.letters(case, "stand_down")]
    assert told == [
        "Child Safeguarding Practice Review Panel",
        "The local authority",
        "The integrated care board",
        "The police",
    ]
    assert a.settled(case, NOON).outcome == "stood_down"


def test_new_evidence_after_a_stand_down_takes_the_review_up_again() -> None:
    case = a.play(a.reviewed(), [a.action_agreed(a.AWARE), a.stood_down(), a.criteria_met()])
    assert case.under_review
    assert a.duty(case, "rapid_review").status is DutyStatus.OPEN


def test_review_is_stood_down_only_after_notification() -> None:
    with pytest.raises(Refusal, match="not been notified"):
        a.play(a.opened(), [a.criteria_met(), a.stood_down()])
