"""Lateness is explained, as often as there is something to say, and stays."""

from datetime import date

import pytest

from domain.case import Case
from domain.decisions.dates import ExplainLateness
from domain.duty import DutyStatus, Timeliness
from domain.lateness import is_explained, unexplained
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a

DUE = date(2026, 1, 12)
LATER = date(2026, 1, 14)


def keys(case: Case, on: date) -> list[str]:
    return [duty.key for duty in unexplained(case, a.noon(on))]


def refused(case: Case, decision: ExplainLateness) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        a.taken(case, decision, a.noon(decision.at.last_day))
    return refusal.value


def test_late_notification_is_explained_by_whom_and_why_and_stays_late() -> None:
    late = a.play(a.opened(), [a.acknowledged(), a.criteria_met(), a.notified(LATER)])
    assert keys(late, LATER) == ["notification"]
    twice = [a.lateness_explained("notification", LATER), a.lateness_explained("notification", LATER)]
    case = a.play(late, twice)
    assert [each.by.role.value for each in case.explanations["notification"]] == ["local_authority_decision_maker"] * 2
    assert a.duty(case, "notification") == a.duty(late, "notification")
    assert a.duty(case, "notification").timeliness is Timeliness.LATE
    assert keys(case, LATER) == []


def test_overdue_duty_is_explained_before_it_is_done() -> None:
    case = a.play(a.opened(), [a.acknowledged(), a.criteria_met()])
    assert (keys(case, DUE), keys(case, LATER)) == ([], ["notification"])
    case = a.play(case, a.lateness_explained("notification", LATER))
    assert keys(case, LATER) == []
    assert keys(a.play(case, a.notified(date(2026, 1, 16))), date(2026, 1, 16)) == []


def test_what_is_in_time_or_has_no_date_is_not_explained() -> None:
    case = a.play(a.opened(), [a.acknowledged(), a.criteria_met()])
    assert "is due by the end of Mon 12 Jan 2026" in refused(case, a.lateness_explained("notification", DUE)).message
    assert "was done in time" in refused(case, a.lateness_explained("criteria_decision", LATER)).message
    assert "has no date yet" in refused(case, a.lateness_explained("rapid_review", date(2026, 3, 2))).message
    assert refused(case, a.lateness_explained("tea", LATER)).code is RefusalCode.UNKNOWN


def test_what_was_overdue_when_it_fell_away_was_late_too() -> None:
    on = date(2026, 1, 20)
    case = a.play(a.reviewed(), a.stood_down(on))
    summary = a.duty(case, "agency_summary:education")
    assert (summary.status, summary.is_late(a.noon(on)), summary.timeliness) == (DutyStatus.CANCELLED, True, None)
    assert "agency_summary:education" in keys(case, on)
    assert not a.duty(case, "rapid_review").is_late(a.noon(date(2027, 1, 4)))


def test_explanation_of_an_earlier_lateness_explains_no_later_one() -> None:
    on = date(2026, 1, 20)
    case = a.play(a.opened(), [a.criteria_met(), a.lateness_explained("agency_summary:education", on)])
    case = a.play(case, [a.criteria("not_met", on), a.criteria_met(on)])
    again = a.duty(case, "agency_summary:education")
    assert (again.status, again.due) == (DutyStatus.OPEN, date(2026, 2, 3))
    assert not is_explained(case, again)


def test_meeting_that_was_held_before_it_had_a_date_is_neither_early_nor_late() -> None:
    case = a.play(a.opened(), a.criteria_met())
    held = a.duty(a.play(case, a.meeting_held(date(2026, 3, 2))), "rapid_review_meeting")
    assert (held.due < date(2026, 3, 2), held.margin, held.timeliness) == (True, None, Timeliness.ON_TIME)
