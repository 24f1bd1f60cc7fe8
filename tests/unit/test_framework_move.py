"""A case moves to another framework: open duties follow it, what was met stays, and the path is assessed again."""

from datetime import date

import pytest

from domain.duty import DutyStatus
from domain.event import DutyJudgedAgain, DutyRedated
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a

NOTIFIED = date(2026, 1, 9)


def test_rapid_review_counts_from_another_anchor_and_says_why() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.notified(NOTIFIED)])
    assert a.due(case, "rapid_review") == date(2026, 1, 30)  # 15 working days from the notification
    events = a.taken(
        case,
        a.moved_to(a.WORKING_TOGETHER_2023, NOTIFIED),
        a.noon(NOTIFIED),
        framework=a.FRAMEWORKS[a.WORKING_TOGETHER_2023],
    )
    moved = {event.body.new.key: event.body for event in events if isinstance(event.body, DutyRedated)}
    review = moved["rapid_review"]
    assert (review.old.due, review.new.due) == (date(2026, 1, 30), date(2026, 1, 26))  # 15 from Mon 5 Jan
    assert review.reason == "Move to another framework"
    after = a.after(case, events)
    assert after.in_force.framework.name == a.WORKING_TOGETHER_2023
    assert after.in_force.calendar == case.in_force.calendar
    assert {event.framework for event in events} == {a.PANEL_2025, a.WORKING_TOGETHER_2023}


def test_what_was_met_stays_as_it_was_met() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.notified(NOTIFIED)])
    after = a.play(case, a.moved_to(a.WORKING_TOGETHER_2018, NOTIFIED))
    assert a.duty(after, "notification") == a.duty(case, "notification")
    assert a.duty(after, "notification").status is DutyStatus.MET


def test_moving_there_and_back_restores_every_date() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.notified(NOTIFIED)])
    back = a.play(case, [a.moved_to(a.WORKING_TOGETHER_2018, NOTIFIED), a.moved_to(a.PANEL_2025, NOTIFIED)])
    assert back.duties == case.duties


def test_care_leavers_death_is_notifiable_by_the_later_framework() -> None:
    child = a.a_child(date_of_birth=date(2003, 6, 1), died_on=a.AWARE, seriously_harmed=False, care_leaver=True)
    case = a.opened(a.a_referral(children=(child,)), a.the_rules(a.WORKING_TOGETHER_2018))
    case = a.play(case, a.criteria("not_met"))
    after = a.play(case, a.moved_to(a.WORKING_TOGETHER_2023))
    assert len(after.confirmations) == 1
    assert a.duty(after, "criteria_confirmation:1").status is DutyStatus.OPEN


def test_framework_that_it_runs_under_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), a.moved_to(a.PANEL_2025))
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


def test_history_is_counted_by_one_framework() -> None:
    with pytest.raises(Refusal, match="--framework"):
        a.taken(a.opened(), a.moved_to(a.WORKING_TOGETHER_2018), a.noon(a.AWARE), taken_over=True, framework=None)


def test_nobody_judges_again_what_was_met() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.notified(NOTIFIED)])
    framework = a.FRAMEWORKS[a.WORKING_TOGETHER_2018]
    events = a.taken(case, a.moved_to(framework.name, NOTIFIED), a.noon(NOTIFIED), framework=framework)
    assert not [event for event in events if isinstance(event.body, DutyJudgedAgain)]
