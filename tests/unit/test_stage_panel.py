"""Stage 6: the Panel's answers repeat and change, and the partners decide."""

from datetime import date

import pytest

from domain.case import Case
from domain.duty import DutyStatus
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a


def open_keys(case: Case) -> list[str]:
    return [duty.key for duty in case.open_duties() if not duty.key.startswith(("acknowledgement", "review_step"))]


def test_answer_is_chased_and_no_clock_of_the_partners_stops() -> None:
    assert open_keys(a.with_panel()) == ["panel_answer:1"]
    assert a.due(a.with_panel(), "panel_answer:1") == date(2026, 1, 19)


def test_panel_answers_what_it_has() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.reviewed(), a.panel_answers("agrees_local_review"))
    assert refused.value.code is RefusalCode.WRONG_STAGE


def test_agreement_to_no_local_review_ends_the_case() -> None:
    case = a.play(a.with_panel(), [a.acknowledged(), a.panel_answers("agrees_no_local_review")])
    assert a.settled(case, a.noon(a.AWARE)).outcome == "no_local_review"


def test_information_and_then_an_opinion() -> None:
    case = a.play(a.with_panel(), a.panel_answers("asks_for_information"))
    assert open_keys(case) == ["information_to_panel:1"]
    case = a.play(case, a.information_sent())
    assert open_keys(case) == ["panel_answer:2"]
    assert a.letters(case, "information_to_panel")[0].values["asked"] == "Mon 5 Jan 2026"
    case = a.play(case, a.panel_answers("agrees_local_review"))
    assert open_keys(case) == ["lcspr_decision:1"]


def test_information_is_sent_when_it_was_asked_for() -> None:
    for before in ([], [a.panel_answers("asks_for_information"), a.information_sent()]):
        with pytest.raises(Refusal) as refused:
            a.play(a.with_panel(), [*before, a.information_sent()])
        assert refused.value.code is RefusalCode.WRONG_STAGE


def test_new_answer_replaces_what_the_last_one_called_for() -> None:
    case = a.play(a.with_panel(), [a.panel_answers("asks_for_information"), a.panel_answers("asks_to_reconsider")])
    assert a.duty(case, "information_to_panel:1").status is DutyStatus.CANCELLED
    assert open_keys(case) == ["reconsideration:1"]


def test_partners_need_not_wait_for_the_panel() -> None:
    case = a.play(a.with_panel(), a.local_review())
    assert "panel_answer:1" in open_keys(case)
    case = a.play(case, a.panel_answers("agrees_local_review"))
    assert "lcspr_decision:1" not in case.duties


def test_decision_is_told_to_panel_ofsted_and_department() -> None:
    told = a.letters(a.in_local_review(), "lcspr_decision")
    assert [letter.to.name for letter in told] == [
        "Child Safeguarding Practice Review Panel",
        "Ofsted",
        "Department for Education",
    ]
    assert told[0].values["publication_due"] == "Sun 5 Jul 2026"


def test_local_review_needs_a_ground_of_the_regulations() -> None:
    groundless = a.local_review().model_copy(update={"grounds": ()})
    with pytest.raises(Refusal) as refused:
        a.play(a.with_panel(), groundless)
    assert refused.value.code is RefusalCode.INCOMPLETE


def test_partners_may_confirm_a_no_that_the_panel_doubts() -> None:
    doubted = [a.local_review(initiate=False), a.panel_answers("agrees_local_review")]
    case = a.play(a.with_panel(), [*doubted, a.local_review(initiate=False)])
    assert open_keys(case) == []


def test_partners_may_confirm_a_review_and_its_six_months_go_on() -> None:
    case = a.play(a.in_local_review(), a.panel_answers("asks_to_reconsider", at=date(2026, 3, 2)))
    assert "reconsideration:1" in open_keys(case)
    case = a.play(case, a.local_review(at=date(2026, 3, 9)))
    assert "reconsideration:1" not in open_keys(case)
    assert a.due(case, "publication") == date(2026, 7, 5)


@pytest.mark.parametrize("initiate", [True, False])
def test_same_decision_unasked_is_refused(initiate: bool) -> None:  # noqa: FBT001 - a parameter of the test
    with pytest.raises(Refusal) as refused:
        a.play(a.with_panel(), [a.local_review(initiate=initiate), a.local_review(initiate=initiate)])
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


def test_decision_not_to_review_after_all_cancels_the_review() -> None:
    case = a.play(a.in_local_review(), a.local_review(initiate=False))
    assert a.duty(case, "publication").status is DutyStatus.CANCELLED
    assert a.duty(case, "review_step:appoint_reviewer").status is DutyStatus.CANCELLED


def test_national_review_keeps_the_case_open_until_it_concludes() -> None:
    case = a.play(a.with_panel(), [a.acknowledged(), a.panel_answers("national_review")])
    now = a.noon(a.AWARE)
    assert len(a.letters(case, "national_review")) == 3
    assert not a.settled(case, now).is_closed
    case = a.play(case, a.national_review_concluded())
    assert a.settled(case, now).outcome == "national_review"


def test_national_review_beside_a_local_one_leaves_the_local_clock() -> None:
    case = a.play(a.in_local_review(), a.panel_answers("national_review"))
    assert a.duty(case, "publication").status is DutyStatus.OPEN


def test_national_review_concludes_after_it_began() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.with_panel(), a.national_review_concluded())
    assert refused.value.code is RefusalCode.WRONG_STAGE
