"""Closing when nothing is open, and reopening, which undoes nothing."""

from datetime import date

import pytest

from domain.case import Case
from domain.duty import DutyStatus
from domain.refusal import Refusal, RefusalCode
from domain.steps import close
from tests.unit import builders as a

NOON = a.noon(a.AWARE)


def closed() -> Case:
    return a.settled(a.play(a.opened(), [a.acknowledged(), a.criteria("not_met")]), NOON)


def test_open_case_does_not_close() -> None:
    assert close(a.opened(), NOON) == []
    assert close(a.reviewed(), NOON) == []


def test_case_closes_once() -> None:
    assert closed().is_closed
    assert close(closed(), NOON) == []


def test_closed_case_takes_no_decision_that_is_for_an_open_one() -> None:
    with pytest.raises(Refusal, match="criteria_not_met") as refused:
        a.play(closed(), a.criteria_met())
    assert refused.value.code is RefusalCode.CLOSED


def test_reopening_asks_for_a_fresh_decision_and_keeps_the_old() -> None:
    case = a.play(closed(), a.reopened(at=date(2026, 3, 2)))
    assert a.due(case, "criteria_decision:2") == date(2026, 3, 5)
    assert a.duty(case, "criteria_decision").status is DutyStatus.MET
    assert case.criteria is None
    assert len(case.criteria_decisions) == 1
    assert len(a.letters(case, "reopened")) == 3
    assert not a.settled(case, a.noon(date(2026, 3, 2))).is_closed


def test_same_no_after_reopening_closes_again() -> None:
    case = a.play(closed(), [a.reopened(at=date(2026, 3, 2)), a.criteria("not_met", at=date(2026, 3, 3))])
    assert a.settled(case, a.noon(date(2026, 3, 3))).outcome == "criteria_not_met"
    assert len(case.criteria_decisions) == 2


def test_reopened_case_goes_on_to_a_review() -> None:
    met = [a.reopened(at=date(2026, 3, 2)), a.criteria_met(at=date(2026, 3, 3)), a.notified(at=date(2026, 3, 3))]
    case = a.play(closed(), met)
    assert a.duty(case, "notification").margin is not None
    assert a.due(case, "rapid_review") == date(2026, 3, 24)


def test_withdrawn_case_can_be_reopened() -> None:
    withdrawn = a.settled(a.play(a.opened(), a.withdrawn()), NOON)
    case = a.play(withdrawn, a.reopened())
    assert {"acknowledgement:1", "criteria_decision:2"} <= {duty.key for duty in case.open_duties()}


def test_stood_down_case_can_be_reopened() -> None:
    stood_down = a.settled(a.play(a.reviewed(), [a.acknowledged(), a.stood_down()]), NOON)
    case = a.play(stood_down, [a.reopened(), a.criteria_met()])
    assert a.duty(case, "rapid_review").status is DutyStatus.OPEN


def test_notified_case_is_not_withdrawn_after_its_reopening() -> None:
    stood_down = a.settled(a.play(a.reviewed(), [a.acknowledged(), a.stood_down()]), NOON)
    with pytest.raises(Refusal) as refused:
        a.play(stood_down, [a.reopened(), a.withdrawn()])
    assert refused.value.code is RefusalCode.WRONG_STAGE


def test_linked_case_goes_on_in_the_other() -> None:
    linked = a.settled(a.play(a.opened(), a.linked()), NOON)
    with pytest.raises(Refusal, match="CSPR-0000-0001"):
        a.play(linked, a.reopened())


def test_open_case_is_not_reopened() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), a.reopened())
    assert refused.value.code is RefusalCode.WRONG_STAGE
