"""An incident in another area: its authority is told and notifies, and we hear of it before the case closes."""

from datetime import date, timedelta

import pytest

from domain.case import Case
from domain.duty import DutyStatus
from domain.refusal import Refusal
from domain.rules import Rules
from tests.unit import builders as a

ANSWERED = date(2026, 1, 12)


def elsewhere(area: str = "coventry", rules: Rules | None = None) -> Case:
    case = a.opened(a.a_referral(incident=a.an_incident(area=area)), rules)
    return a.play(case, [a.acknowledged(), a.criteria("other_area")])


def test_referrer_and_responsible_authority_are_told() -> None:
    told = a.letters(elsewhere(), "not_our_area")
    assert [letter.to.name for letter in told] == ["Invented Referrer", "The local authority of Coventry"]
    assert {letter.values["responsible"] for letter in told} == {"The local authority of Coventry"}


def test_authority_that_the_directory_does_not_know_is_named_to_the_referrer() -> None:
    (told,) = a.letters(elsewhere("elsewhereshire"), "not_our_area")
    assert told.values["responsible"] == "elsewhereshire"


def test_case_waits_for_the_answer_and_closes_with_it() -> None:
    case = elsewhere()
    assert a.due(case, "other_area_answer") == date(2026, 1, 19)  # 10 working days after Mon 5 Jan
    assert not any(key.startswith(("notification", "agency_summary", "rapid_review")) for key in case.duties)
    assert not a.settled(case, a.noon(a.AWARE)).is_closed
    case = a.play(case, a.other_area_answered(at=ANSWERED))
    assert a.duty(case, "other_area_answer").margin == 5
    assert a.settled(case, a.noon(ANSWERED)).outcome == "other_area"
    assert case.other_area_answer
    assert case.other_area_answer.their_reference == "INVENTED-2"


def test_policy_without_the_target_waits_for_nothing() -> None:
    rules = a.the_rules()
    kept = tuple(rule for rule in rules.policy.duties if rule.duty != "other_area_answer")
    without = rules.model_copy(update={"policy": rules.policy.model_copy(update={"duties": kept})})
    assert a.settled(elsewhere(rules=without), a.noon(a.AWARE)).outcome == "other_area"


def test_reversed_to_our_own_nothing_is_awaited_from_there() -> None:
    case = a.play(elsewhere(), a.criteria_met(a.AWARE + timedelta(days=1)))
    assert a.duty(case, "other_area_answer").status is DutyStatus.CANCELLED


@pytest.mark.parametrize("twice", [True, False])
def test_there_is_one_answer_and_only_to_that_decision(twice: bool) -> None:  # noqa: FBT001
    case = a.play(elsewhere(), a.other_area_answered(at=ANSWERED)) if twice else a.opened()
    with pytest.raises(Refusal):
        a.play(case, a.other_area_answered(at=ANSWERED))
