"""Stage 3: the local authority decides whether the incident meets the definition, and may reverse it."""

from datetime import date

import pytest

from domain.duty import DutyStatus
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a


def test_decision_is_owed_in_three_working_days_from_awareness() -> None:
    case = a.opened()
    assert a.due(case, "criteria_decision") == date(2026, 1, 8)
    met = a.duty(a.play(case, a.criteria_met(at=date(2026, 1, 9))), "criteria_decision")
    assert (met.status, met.margin) == (DutyStatus.MET, -1)


def test_notification_is_owed_before_the_criteria_are_decided_where_the_facts_suggest_it() -> None:
    assert a.due(a.opened(), "notification") == date(2026, 1, 12)
    assert "notification" not in a.opened(a.a_referral(incident=a.an_incident(abuse_or_neglect=False))).duties


def test_referrer_hears_a_no_with_reasons_and_the_case_closes() -> None:
    case = a.play(a.opened(), [a.acknowledged(), a.criteria("not_met")])
    (letter,) = a.letters(case, "criteria_not_met")
    assert letter.values["decided_by"] == "local authority's decision maker, The local authority"
    assert letter.values["what_follows"] == "The case will be closed."
    assert a.duty(case, "notification").status is DutyStatus.CANCELLED
    assert a.settled(case, a.noon(a.AWARE)).outcome == "criteria_not_met"


def test_no_can_be_passed_to_a_local_learning_review() -> None:
    case = a.play(a.opened(), [a.acknowledged(), a.criteria("not_met", local_learning_review=True)])
    assert a.settled(case, a.noon(a.AWARE)).outcome == "local_learning_review"


def test_reversal_keeps_both_decisions_and_tells_the_partners() -> None:
    case = a.play(a.opened(), [a.criteria("not_met"), a.criteria_met()])
    assert [decision.outcome.value for decision in case.criteria_decisions] == ["not_met", "met"]
    told = a.letters(case, "criteria_reversed")
    assert len(told) == 3
    assert told[0].values["earlier"] == "the criteria are not met"
    assert a.duty(case, "notification").status is DutyStatus.OPEN


def test_same_decision_twice_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), [a.criteria_met(), a.criteria_met()])
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


@pytest.mark.parametrize("outcome", ["not_met", "other_area"])
def test_notified_case_is_stood_down_not_reversed(outcome: str) -> None:
    with pytest.raises(Refusal, match="stand the review down"):
        a.play(a.reviewed(), a.criteria(outcome))


def test_notify_only_needs_a_death_that_is_notified_whatever_its_cause() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), a.criteria("notify_only"))
    assert refused.value.code is RefusalCode.INCOMPLETE


def test_criteria_wait_for_the_lead() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(a.a_consultation()), a.criteria_met())
    assert refused.value.code is RefusalCode.WRONG_STAGE
