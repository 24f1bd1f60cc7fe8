"""Stage 5, gathering: agencies return their summaries; a missing one stops nothing."""

from datetime import date

import pytest

from domain.duty import DutyStatus
from domain.refusal import Refusal, RefusalCode
from domain.standing import standing
from tests.unit import builders as a

LATER = date(2026, 1, 14)


def test_agencies_are_asked_when_the_criteria_are_met() -> None:
    case = a.play(a.opened(), a.criteria_met())
    asked = a.letters(case, "summary_request")
    assert [letter.values for letter in asked] == [
        {"agency": "Education", "return_by": "Mon 19 Jan 2026"},
        {"agency": "The health trust", "return_by": "Mon 19 Jan 2026"},
    ]
    assert a.due(case, "agency_summary:education") == date(2026, 1, 19)


def test_agency_that_the_directory_does_not_have_is_named_to_nobody_but_the_case() -> None:
    referral = a.a_referral(agencies=("education", "invented-family-surgery"))
    case = a.play(a.opened(referral), a.criteria_met())
    assert a.duty(case, "agency_summary:unlisted-1").owner == "agency"
    waiting_for = standing(case, a.noon(a.AWARE)).waiting_for
    assert {"agency", "education"} <= set(waiting_for)
    assert "invented-family-surgery" not in waiting_for
    assert "invented-family-surgery" in str(case.referral)


def test_nobody_is_asked_on_a_path_that_only_notifies() -> None:
    death = a.a_referral(children=(a.a_child(looked_after=True, died_on=a.AWARE),))
    case = a.play(a.opened(death), a.criteria("notify_only"))
    assert not a.letters(case, "summary_request")
    assert "agency_summary:education" not in case.duties


def test_summary_meets_its_duty() -> None:
    case = a.play(a.reviewed(), a.summary_of("education", at=date(2026, 1, 16)))
    assert a.duty(case, "agency_summary:education").margin == 1


def test_summary_after_the_submission_is_kept_as_late() -> None:
    case = a.with_panel()
    assert a.duty(case, "agency_summary:education").status is DutyStatus.CANCELLED
    case = a.play(case, a.summary_of("education", at=date(2026, 1, 20)))
    returned = a.duty(case, "agency_summary:education")
    assert (returned.status, returned.margin) == (DutyStatus.MET, -1)


@pytest.mark.parametrize(
    ("agency", "code"), [("probation", RefusalCode.UNKNOWN), ("education", RefusalCode.ALREADY_DECIDED)]
)
def test_summary_comes_once_from_whoever_was_asked(agency: str, code: RefusalCode) -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.reviewed(), [a.summary_of("education"), a.summary_of(agency)])
    assert refused.value.code is code


def test_no_summary_is_gathered_before_the_criteria_are_met() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), a.summary_of("education"))
    assert refused.value.code is RefusalCode.WRONG_STAGE


def test_criteria_that_are_confirmed_give_no_fresh_date_and_those_decided_anew_do() -> None:
    wrong, right = (a.corrected(child=1, date_of_birth=date(year, 6, 1)) for year in (2007, 2018))
    case = a.play(a.opened(), [a.criteria_met(), wrong, right])
    confirmed = a.play(case, a.criteria_met(LATER))
    assert a.duty(confirmed, "agency_summary:education") == a.duty(case, "agency_summary:education")
    anew = a.play(case, [a.criteria("not_met", LATER), a.criteria_met(LATER)])
    assert a.due(anew, "agency_summary:education") == date(2026, 1, 28)  # 10 working days after Wed 14 Jan
