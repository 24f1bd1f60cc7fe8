"""Stage 4: the local authority notifies the Panel within 5 working days of becoming aware."""

from datetime import UTC, date, datetime

import pytest

from domain.case import Case
from domain.duty import DutyStatus
from domain.event import DutyRedated
from domain.moment import Moment
from domain.refusal import Refusal, RefusalCode
from tests.unit import builders as a


def aware(day: date) -> Case:
    known = Moment.on(day)
    return a.opened(a.a_referral(la_aware=known, received=known, incident=a.an_incident(at=None)), now=a.noon(day))


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2025, 12, 18), date(2025, 12, 29)),
        (date(2025, 12, 20), date(2025, 12, 30)),
        (date(2025, 12, 31), date(2026, 1, 8)),
        (date(2026, 5, 1), date(2026, 5, 11)),
        (date(2026, 8, 27), date(2026, 9, 4)),
    ],
)
def test_worked_dates(day: date, due: date) -> None:
    assert a.due(aware(day), "notification") == due


def test_evening_in_utc_is_the_next_day_in_london() -> None:
    late = Moment.at(datetime(2026, 6, 2, 23, 30, tzinfo=UTC))
    case = a.opened(a.a_referral(la_aware=late), now=a.noon(date(2026, 6, 3)))
    assert a.due(case, "notification") == date(2026, 6, 10)


def test_submitted_on_day_five_and_entered_on_day_seven_is_on_time() -> None:
    case = a.play(a.opened(), a.criteria_met())
    case = a.play(case, a.notified(at=date(2026, 1, 12)), now=a.noon(date(2026, 1, 14)))
    met = a.duty(case, "notification")
    assert (met.status, met.margin) == (DutyStatus.MET, 0)


def test_late_entry_asks_for_its_reason() -> None:
    case = a.play(a.opened(), a.criteria_met())
    unexplained = a.notified(at=date(2026, 1, 12)).model_copy(update={"entered_late_because": None})
    with pytest.raises(Refusal) as refused:
        a.taken(case, unexplained, a.noon(date(2026, 1, 14)))
    assert refused.value.code is RefusalCode.INCOMPLETE


def test_late_is_late_for_ever() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.notified(at=date(2026, 1, 14))])
    met = a.duty(case, "notification")
    assert (met.status, met.margin) == (DutyStatus.MET, -2)
    assert a.duty(case, "rapid_review").rungs[-1].at > a.noon(a.due(case, "rapid_review"))


def test_partners_are_told_by_role_and_organisation() -> None:
    told = a.letters(a.reviewed(), "notified")
    assert [letter.to.name for letter in told] == ["The local authority", "The integrated care board", "The police"]
    assert told[0].values["notified_by"] == "local authority's decision maker, The local authority"


def test_one_incident_is_notified_once() -> None:
    with pytest.raises(Refusal, match="INVENTED-1") as refused:
        a.play(a.reviewed(), a.notified())
    assert refused.value.code is RefusalCode.ALREADY_DECIDED


def test_notification_follows_the_criteria_decision() -> None:
    with pytest.raises(Refusal) as refused:
        a.play(a.opened(), a.notified())
    assert refused.value.code is RefusalCode.WRONG_STAGE


def test_rapid_review_is_dated_at_the_latest_until_the_notification_is_sent() -> None:
    case = a.play(a.opened(), a.criteria_met())
    before = a.duty(case, "rapid_review")
    assert (before.due, before.provisional) == (date(2026, 2, 2), True)
    events = a.taken(case, a.notified(at=date(2026, 1, 6)), a.noon(date(2026, 1, 6)))
    moved = {event.body.new.key for event in events if isinstance(event.body, DutyRedated)}
    assert moved >= {"rapid_review", "rapid_review_meeting", "signature:police"}
    review = a.duty(a.after(case, events), "rapid_review")
    assert (review.due, review.provisional) == (date(2026, 1, 27), False)
