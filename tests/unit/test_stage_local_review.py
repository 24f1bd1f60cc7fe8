"""Stage 7, local review: the steps of the regional framework, in their order."""

from datetime import date

import pytest

from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a


def test_every_step_is_a_duty_of_its_owner() -> None:
    case = a.in_local_review()
    steps = {key: duty.owner for key, duty in case.duties.items() if key.startswith("review_step:")}
    assert len(steps) == len(a.every_step())
    assert steps["review_step:draft_report"] == "reviewer"
    assert a.due(case, "review_step:draft_report") == date(2026, 5, 5)


def test_steps_follow_their_prerequisites() -> None:
    with pytest.raises(Refusal, match="appoint_reviewer") as refused:
        a.play(a.in_local_review(), a.step_done("terms_of_reference"))
    assert refused.value.code is RefusalCode.WRONG_STAGE


def test_advice_of_police_and_prosecutors_comes_first_where_there_are_proceedings() -> None:
    case = a.opened(a.a_referral(proceedings=(a.a_trial(),)))
    case = a.play(case, [a.criteria_met(), a.notified(), a.meeting_held(), *a.signed_by_all(), a.submitted()])
    case = a.play(case, [a.local_review(), a.step_done("appoint_reviewer"), a.step_done("terms_of_reference")])
    with pytest.raises(Refusal, match="police_and_cps_advice"):
        a.play(case, a.step_done("family_engagement"))
    case = a.play(case, [a.step_done("police_and_cps_advice"), a.step_done("family_engagement")])
    assert "family_engagement" in case.steps


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("police_and_cps_advice", RefusalCode.UNKNOWN),
        ("no_such_step", RefusalCode.UNKNOWN),
        ("appoint_reviewer", RefusalCode.ALREADY_DECIDED),
    ],
)
def test_other_steps_are_refused(step: str, code: RefusalCode) -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.in_local_review(), [a.step_done("appoint_reviewer"), a.step_done(step)])
    assert refused.value.code is code


def test_no_step_without_a_local_review() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.with_panel(), a.step_done("appoint_reviewer"))
    assert refused.value.code is RefusalCode.WRONG_STAGE
