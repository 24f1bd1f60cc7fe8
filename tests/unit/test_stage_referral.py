"""Stage 1: the Safeguarding Lead decides whether to refer; a referral can be withdrawn or linked."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from domain.merging import take_over
from domain.refusal import Refusal, RefusalCode
from domain.steps import close
from tests.unit import builders as a


def test_consultation_owes_nothing_before_the_lead_decides() -> None:
    case = a.opened(a.a_consultation())
    assert not case.referred
    assert not case.open_duties()


def test_consultation_is_received_when_the_lead_refers() -> None:
    case = a.play(a.opened(a.a_consultation()), a.lead_decides(refer=True))
    assert case.referred
    assert a.due(case, "acknowledgement:1") == a.AWARE + timedelta(days=2)


def test_case_that_is_not_referred_closes() -> None:
    case = a.play(a.opened(a.a_consultation()), a.lead_decides(refer=False))
    assert a.settled(case, a.noon(a.AWARE)).outcome == "not_referred"


def test_case_that_was_not_referred_can_be_challenged() -> None:
    closed = a.settled(a.play(a.opened(a.a_consultation()), a.lead_decides(refer=False)), a.noon(a.AWARE))
    case = a.play(closed, a.reopened())
    assert case.referred
    assert [duty.key for duty in case.open_duties() if duty.key.startswith("criteria")] == ["criteria_decision:2"]
    assert not a.settled(case, a.noon(a.AWARE)).is_closed


def test_lead_decides_once() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), a.lead_decides())
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


def test_lead_of_another_organisation_cannot_decide() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(a.a_consultation()), a.lead_decides(organisation="probation"))
    assert refused.value.code is RefusalCode.NOT_AUTHORISED


def test_withdrawal_tells_the_referrer_and_closes() -> None:
    case = a.play(a.opened(), a.withdrawn())
    assert not case.open_duties()
    assert [letter.to.email for letter in a.letters(case, "withdrawn")] == ["referrer@education.example.org"]
    assert a.settled(case, a.noon(a.AWARE)).outcome == "withdrawn"


def test_withdrawn_case_takes_no_further_decision_before_it_closes() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), [a.withdrawn(), a.criteria_met()])
    assert refused.value.code is RefusalCode.CLOSED


def test_referral_is_not_withdrawn_after_the_criteria_decision() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), [a.criteria_met(), a.withdrawn()])
    assert refused.value.code is RefusalCode.WRONG_STAGE


def test_linked_case_ends_even_after_its_criteria_were_met() -> None:
    case = a.play(a.opened(), [a.action_agreed(a.AWARE), a.criteria_met(), a.linked("CSPR-0000-0001")])
    assert not case.open_duties()
    assert a.letters(case, "linked")[0].values == {"survivor": "CSPR-0000-0001"}
    assert a.settled(case, a.noon(a.AWARE)).outcome == "linked_as_duplicate"


def test_linked_case_is_linked_once() -> None:
    case = a.play(a.opened(), a.linked())
    with pytest.raises(Refusal, match="goes on as CSPR-0000-0001"):
        a.taken(case, a.linked("CSPR-0000-0002"), a.noon(a.AWARE))


def test_case_is_no_duplicate_of_itself() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), a.linked(a.REFERENCE))
    assert refused.value.code is RefusalCode.UNKNOWN


@pytest.mark.parametrize("survivor", ["calendar:2026-05-08", "An invented name", "CSPR-0000-0001 "])
def test_case_is_linked_to_a_case_and_to_nothing_else(survivor: str) -> None:
    with pytest.raises(ValidationError, match="survivor"):
        a.linked(survivor)


def test_notified_case_is_the_one_that_survives() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.reviewed(), a.linked())
    assert refused.value.code is RefusalCode.WRONG_STAGE


def test_closing_waits_for_the_letters() -> None:
    case = a.play(a.opened(), a.withdrawn())
    assert close(case, a.noon(a.AWARE)) == []


def test_agencies_of_a_linked_referral_are_asked_too() -> None:
    case = a.play(a.opened(), a.criteria_met())
    other = a.a_referral(referrer=a.a_referrer("probation"), agencies=("education", "probation"))
    case = a.does(case, take_over, a.duplicate(other), a.noon(a.AWARE))
    asked = [letter.values["agency"] for letter in a.letters(case, "summary_request")]
    assert asked == ["Education", "The health trust", "Probation"]
