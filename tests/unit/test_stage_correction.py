"""A corrected fact: dates follow, the path is assessed again, and what was known stays on record."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.case import Case
from domain.decisions.referral import CorrectFacts
from domain.duty import DutyStatus, Timeliness
from domain.event import DutyJudgedAgain, DutyRedated
from domain.moment import Moment
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a


def test_deadlines_follow_a_corrected_awareness() -> None:
    earlier = a.corrected(la_aware=Moment.on(date(2026, 1, 2)), incident_at=Moment.on(date(2026, 1, 1)))
    events = a.taken(a.opened(), earlier, a.noon(a.AWARE))
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


EARLIER = {"la_aware": Moment.on(date(2026, 1, 2)), "incident_at": Moment.on(date(2026, 1, 1))}


def judged(case: Case, correction: CorrectFacts) -> dict[str, DutyJudgedAgain]:
    events = a.taken(case, correction, a.noon(correction.at.last_day))
    return {event.body.new.key: event.body for event in events if isinstance(event.body, DutyJudgedAgain)}


def test_what_was_met_in_time_is_late_by_the_right_awareness_and_in_time_again_by_the_first() -> None:
    on = date(2026, 1, 12)
    case = a.play(a.opened(), [a.criteria_met(), a.notified(on)])
    again = judged(case, a.corrected(on, **EARLIER))["notification"]
    assert (again.old.due, again.old.margin, again.old.timeliness) == (date(2026, 1, 12), 0, Timeliness.ON_TIME)
    assert (again.new.due, again.new.margin, again.new.timeliness) == (date(2026, 1, 9), -1, Timeliness.LATE)
    assert again.new.met == case.duties["notification"].met
    back = a.play(case, [a.corrected(on, **EARLIER), a.corrected(on, la_aware=Moment.on(a.AWARE))])
    assert back.duties == case.duties


def with_panel_on(day: date) -> Case:
    """Notified on Fri 9 Jan, so the rapid review was due on Fri 30 Jan; sent two working days before."""
    case = a.play(a.opened(), [a.criteria_met(), a.notified(date(2026, 1, 9))])
    return a.play(case, [a.meeting_held(day), *a.signed_by_all(day), a.submitted(day)])


OTHER_RULES = [a.moved_to(a.WORKING_TOGETHER_2018, date(2026, 1, 28)), a.calendar_changed(date(2026, 1, 26))]


@pytest.mark.parametrize("later", OTHER_RULES, ids=lambda decision: decision.decision)
def test_rules_that_came_after_it_was_met_judge_nothing_when_another_fact_is_corrected(later: Any) -> None:  # noqa: ANN401
    on = date(2026, 1, 28)
    case = a.play(with_panel_on(on), later, now=a.noon(on))
    assert judged(case, a.corrected(on, child=1, date_of_birth=date(2018, 6, 2))) == {}


@pytest.mark.parametrize("later", OTHER_RULES, ids=lambda decision: decision.decision)
def test_corrected_fact_judges_it_by_the_rules_by_which_it_was_met(later: Any) -> None:  # noqa: ANN401
    on = date(2026, 1, 28)
    case = a.play(with_panel_on(on), later, now=a.noon(on))
    again = judged(case, a.corrected(on, **EARLIER))
    assert set(again) == {"criteria_decision", "notification"}  # the review counts from the notification, as it did
    assert (again["notification"].new.due, again["notification"].new.margin) == (date(2026, 1, 9), 0)


def test_what_was_met_before_it_had_a_date_is_not_judged_by_the_date_it_got() -> None:
    on = date(2026, 1, 9)
    case = a.play(a.opened(), [a.criteria_met(), a.meeting_held(on), a.notified(on)])
    assert a.duty(case, "rapid_review_meeting").margin is None
    after = a.play(case, a.corrected(on, **EARLIER))
    assert after.duties["rapid_review_meeting"] == case.duties["rapid_review_meeting"]


def test_place_in_another_area_ends_the_notification_until_the_place_is_ours_again() -> None:
    case = a.opened()
    elsewhere = a.play(case, a.corrected(area="coventry"))
    assert a.duty(elsewhere, "notification").status is DutyStatus.CANCELLED
    assert not elsewhere.confirmations
    assert a.play(elsewhere, a.corrected(area="warwickshire")).duties == case.duties


def test_place_in_another_area_asks_to_decide_again_and_then_the_other_area_is_told() -> None:
    case = a.play(a.opened(), [a.acknowledged(), a.criteria_met(), a.corrected(area="coventry")])
    assert a.duty(case, "criteria_confirmation:1").status is DutyStatus.OPEN
    assert a.duty(case, "notification").status is DutyStatus.OPEN  # nothing falls away before it is decided
    case = a.play(case, a.criteria("other_area"))
    assert a.duty(case, "criteria_confirmation:1").status is DutyStatus.MET
    assert a.duty(case, "notification").status is DutyStatus.CANCELLED
    assert a.due(case, "other_area_answer") == date(2026, 1, 19)  # 10 working days after Mon 5 Jan
    told = {letter.to.name for letter in a.letters(case, "not_our_area")}
    assert told == {"Invented Referrer", "The local authority of Coventry"}
    case = a.play(case, a.other_area_answered())
    assert a.settled(case, a.noon(a.AWARE)).outcome == "other_area"


def test_through_whom_somebody_died_is_nothing_that_a_correction_can_say() -> None:
    known = a.corrected(child=1, date_of_birth=date(2018, 6, 2)).model_dump()
    with pytest.raises(ValidationError, match="domestic_abuse_related_death"):
        CorrectFacts.model_validate({**known, "domestic_abuse_related_death": True})


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
