"""A corrected fact: dates follow, the path is assessed again, and what was known stays on record."""

from datetime import date
from typing import Any

import pytest

from domain.decide import decide
from domain.duty import DutyStatus
from domain.event import DutyRedated
from domain.moment import Moment
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a


def test_deadlines_follow_a_corrected_awareness() -> None:
    earlier = a.corrected(la_aware=Moment.on(date(2026, 1, 2)), incident_at=Moment.on(date(2026, 1, 1)))
    events = decide(a.opened(), earlier, a.noon(a.AWARE))
    moved = {event.body.new.key: event.body for event in events if isinstance(event.body, DutyRedated)}
    assert (moved["notification"].old.due, moved["notification"].new.due) == (date(2026, 1, 12), date(2026, 1, 9))
    assert moved["notification"].reason == "Correct the facts"
    assert "criteria_decision" in moved


def test_corrected_fact_on_the_same_path_asks_nobody_to_confirm() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.corrected(child=1, date_of_birth=date(2018, 6, 2))])
    assert case.referral.children[0].date_of_birth == date(2018, 6, 2)
    assert not case.confirmations


def test_new_path_before_the_criteria_decision_needs_no_confirmation_of_its_own() -> None:
    case = a.play(a.opened(), a.corrected(child=1, date_of_birth=date(2007, 6, 1)))
    assert not case.confirmations
    assert a.duty(case, "notification").status is DutyStatus.CANCELLED


def test_review_that_is_stood_down_needs_no_confirmation() -> None:
    case = a.play(a.reviewed(), [a.corrected(child=1, date_of_birth=date(2007, 6, 1)), a.stood_down()])
    assert a.duty(case, "criteria_confirmation:1").status is DutyStatus.CANCELLED


def test_death_that_was_notified_for_a_wrong_age_can_be_decided_not_met() -> None:
    child = a.a_child(date_of_birth=date(2003, 6, 1), died_on=a.AWARE, seriously_harmed=False, care_leaver=True)
    case = a.opened(a.a_referral(children=(child,)))
    case = a.play(case, [a.acknowledged(), a.criteria("notify_only"), a.notified()])
    case = a.play(case, [a.corrected(child=1, date_of_birth=date(2000, 6, 1)), a.criteria("not_met")])
    assert a.settled(case, a.noon(a.AWARE)).outcome == "criteria_not_met"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, RefusalCode.INCOMPLETE),
        ({"child": 1}, RefusalCode.INCOMPLETE),
        ({"date_of_birth": date(2018, 1, 1)}, RefusalCode.INCOMPLETE),
        ({"child": 2, "date_of_birth": date(2018, 1, 1)}, RefusalCode.UNKNOWN),
        ({"child": 1, "date_of_birth": date(2027, 1, 1)}, RefusalCode.WRONG_TIME),
        ({"la_aware": Moment.on(date(2026, 1, 6))}, RefusalCode.WRONG_TIME),
        ({"la_aware": Moment.on(date(2026, 1, 1))}, RefusalCode.INCOMPLETE),  # before the incident
        ({"child": 1, "date_of_birth": a.AWARE}, RefusalCode.INCOMPLETE),  # after the incident
    ],
)
def test_what_cannot_be_true_is_refused(facts: dict[str, Any], code: RefusalCode) -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), a.corrected(**facts))
    assert refused.value.code is code
