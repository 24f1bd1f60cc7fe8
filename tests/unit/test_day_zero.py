"""The anchors on record: the same days that the duties of a case count from."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.case import Case
from domain.day_zero import anchor_days, anchor_moments, other_readings_of, say_day_zero
from domain.deadlines import all_deadlines
from domain.duty_rule import Anchor
from domain.moment import Moment
from tests.unit import builders as a

LATER = date(2026, 1, 7)
DECIDED = date(2026, 1, 21)


def published() -> Case:
    return a.play(a.ready_to_publish(), [a.advance_copy(date(2026, 3, 2)), a.published(date(2026, 3, 3))])


STAGES: dict[str, Callable[[], Case]] = {
    "opened": a.opened,
    "notified": lambda: a.reviewed(LATER),
    "with the Panel": a.with_panel,
    "local review": a.in_local_review,
    "published": published,
    "delayed": lambda: a.play(a.in_local_review(), [a.delayed(DECIDED)]),
}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("framework", [a.PANEL_2025, a.WORKING_TOGETHER_2018])
def test_counting_from_the_anchors_on_record_gives_the_dates_on_record(stage: str, framework: str) -> None:
    case = STAGES[stage]()
    if framework != a.PANEL_2025:
        case = a.opened(rules=a.the_rules(framework))
    lines = {line.duty: line for line in all_deadlines(case.in_force, anchor_days(case))}
    on_record = [duty for duty in case.duties.values() if duty.key.partition(":")[0] == duty.rule.duty]
    assert on_record
    for duty in on_record:
        if duty.rule.duty not in {"review_step", "action"}:
            assert lines[duty.rule.duty].due == duty.due, duty.key


def test_each_anchor_that_happened_is_there() -> None:
    case = published()
    assert anchor_days(case) == {
        Anchor.INCIDENT: date(2026, 1, 4),
        Anchor.LA_AWARE: a.AWARE,
        Anchor.REFERRAL_RECEIVED: a.AWARE,
        Anchor.CRITERIA_MET: a.AWARE,
        Anchor.NOTIFICATION_SENT: a.AWARE,
        Anchor.RAPID_REVIEW_SUBMITTED: a.AWARE,
        Anchor.PANEL_ANSWERED: a.AWARE,
        Anchor.LCSPR_DECIDED: a.AWARE,
        Anchor.PUBLICATION_PLANNED: date(2026, 3, 2),
        Anchor.PUBLISHED: date(2026, 3, 3),
    }


def test_of_a_period_the_first_day_counts_and_what_is_not_known_is_left_out() -> None:
    case = a.opened(a.a_referral(agency_aware=None, la_aware=Moment.parse("2026-01-02/2026-01-05")))
    assert anchor_days(case)[Anchor.LA_AWARE] == date(2026, 1, 2)
    assert Anchor.AGENCY_AWARE not in anchor_days(case)
    assert Anchor.NOTIFICATION_SENT not in anchor_days(case)


def test_an_awareness_that_is_not_known_is_taken_from_the_receipt_but_happened_nowhere() -> None:
    case = a.opened(a.a_referral(la_aware=None))
    assert anchor_days(case)[Anchor.LA_AWARE] == a.AWARE
    assert Anchor.LA_AWARE not in anchor_moments(case)
    assert say_day_zero(case, a.duty(case, "notification")) == (
        "the day the referral was received, because it is not on record when the local authority became aware"
    )


def test_the_other_readings_of_a_case_have_their_dates() -> None:
    known = a.a_referral(agency_aware=Moment.on(date(2026, 1, 4)))
    case = a.play(a.opened(known), [a.criteria_met(LATER), a.notified(LATER)])
    found = {reading.anchor: reading.due for reading in other_readings_of(case, a.duty(case, "rapid_review"))}
    assert a.due(case, "rapid_review") == date(2026, 1, 28)
    assert found == {
        Anchor.LA_AWARE: date(2026, 1, 26),
        Anchor.REFERRAL_RECEIVED: date(2026, 1, 26),
        Anchor.AGENCY_AWARE: date(2026, 1, 23),
    }
    (five_days,) = other_readings_of(case, a.duty(case, "notification"))
    assert five_days.due == date(2026, 1, 9)
    assert other_readings_of(case, a.duty(case, "criteria_decision")) == ()


def test_what_an_agency_knew_before_the_calendar_begins_has_no_date_and_stops_nothing() -> None:
    long_ago = Moment.parse("2016-05-01")
    child = a.a_child(date_of_birth=date(2010, 6, 1))
    referral = a.a_referral(agency_aware=long_ago, incident=a.an_incident(at=long_ago), children=(child,))
    case = a.play(a.opened(referral), [a.criteria_met(), a.notified()])
    found = {reading.anchor for reading in other_readings_of(case, a.duty(case, "rapid_review"))}
    assert found == {Anchor.LA_AWARE, Anchor.REFERRAL_RECEIVED}
    (five_days,) = other_readings_of(case, a.duty(case, "notification"))
    assert five_days.due == date(2016, 5, 6)


def test_day_0_is_said_as_what_it_was_where_the_rule_says_otherwise() -> None:
    case = a.play(a.opened(), [a.criteria_met()])
    assert "has not been sent" in say_day_zero(case, a.duty(case, "rapid_review"))
    asked = [a.panel_answers("asks_for_information", LATER), a.information_sent(DECIDED)]
    again = a.play(a.with_panel(), asked)
    assert "information" in say_day_zero(again, a.duty(again, "panel_answer:2"))
    assert say_day_zero(again, a.duty(again, "panel_answer:1")) == "the day the rapid review went to the Panel"
    unplanned = a.in_local_review()
    assert "no day is planned" in say_day_zero(unplanned, a.duty(unplanned, "advance_copy"))
    closed = a.settled(a.play(a.opened(), a.criteria("not_met")), a.noon(LATER))
    reopened = a.play(closed, a.reopened(DECIDED))
    assert say_day_zero(reopened, a.duty(reopened, "criteria_decision:2")) == "the day the case was reopened"
