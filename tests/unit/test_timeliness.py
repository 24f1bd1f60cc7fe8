"""How lateness and extension are shown."""

from datetime import UTC, date, datetime, timedelta

from domain.lateness import late_in
from domain.moment import Moment
from domain.standing import say_due, standing
from starter.client.case_rows import CaseRow, _urgency
from starter.reading.event_words import say_timeliness
from tests.unit import builders as a

SUMMARY = "agency_summary:education"
LATER = date(2026, 2, 27)


def test_both_dates_are_named_and_how_long_the_clock_stands_still() -> None:
    case = a.play(a.reviewed(), a.suspended(SUMMARY, date(2026, 1, 16), at=date(2026, 1, 12)))
    duty = a.duty(case, SUMMARY)
    assert say_due(case, duty, a.noon(date(2026, 1, 15))) == (
        "Fri 23 Jan 2026 (suspended until Fri 16 Jan 2026; first Mon 19 Jan 2026)"
    )
    assert say_due(case, duty, a.noon(date(2026, 1, 16))) == "Fri 23 Jan 2026 (first Mon 19 Jan 2026)"


def test_date_that_nobody_can_name_is_not_the_next() -> None:
    case = a.play(a.opened(), [a.acknowledged(), a.criteria_met()])
    case = a.play(case, [a.summary_of("education"), a.summary_of("health_trust")])
    before, after = a.noon(date(2026, 1, 12)), a.noon(date(2026, 1, 13))
    assert standing(case, before).next_due == a.duty(case, "notification").breach - timedelta(seconds=1)
    assert (standing(case, after).next_due, standing(case, after).overdue) == (None, 1)
    meeting = a.duty(case, "rapid_review_meeting")
    assert say_due(case, meeting, before) == "at the latest Wed 28 Jan 2026"
    assert say_due(case, meeting, after) == "no date until the notification is sent"
    held = a.play(case, a.meeting_held(LATER))
    assert say_due(held, a.duty(held, "rapid_review_meeting"), after) == "no date"


def test_cases_in_which_something_is_overdue_are_listed_first() -> None:
    def row(reference: str, next_due: datetime | None, overdue: int) -> CaseRow:
        rest = dict.fromkeys(("stage", "state", "area", "kind", "framework"))
        return CaseRow(
            reference=reference,
            open=True,
            next_due=next_due,
            overdue=overdue,
            waiting_for=(),
            opened=a.noon(a.AWARE),
            **rest,
        )

    rows = [
        row("closed", None, 0),
        row("next", datetime(2026, 1, 9, tzinfo=UTC), 0),
        row("stuck", None, 1),
        row("overdue", datetime(2026, 2, 2, tzinfo=UTC), 1),
    ]
    assert [each.reference for each in sorted(rows, key=_urgency)] == ["overdue", "stuck", "next", "closed"]


def test_decision_that_meets_a_duty_late_says_which() -> None:
    case = a.play(a.opened(), a.criteria_met())
    assert list(late_in(a.taken(case, a.notified(date(2026, 1, 14)), a.noon(date(2026, 1, 14))))) == ["notification"]
    assert list(late_in(a.taken(case, a.notified(date(2026, 1, 12)), a.noon(date(2026, 1, 12))))) == []


def test_words_say_extended_late_and_undated_apart() -> None:
    case = a.play(a.reviewed(), a.extended(SUMMARY, date(2026, 1, 23), at=date(2026, 1, 12)))
    met = a.duty(a.play(case, a.summary_of("education", date(2026, 1, 23))), SUMMARY)
    assert say_timeliness(met.margin, met.timeliness) == "extended, on its last day"
    early = a.duty(a.play(case, a.summary_of("education", date(2026, 1, 19))), SUMMARY)
    assert say_timeliness(early.margin, early.timeliness) == "4 working days early"
    unknown = a.play(a.opened(a.a_referral(la_aware=Moment.on(a.AWARE))), [a.criteria_met(), a.meeting_held()])
    undated = a.duty(unknown, "rapid_review_meeting")
    assert say_timeliness(undated.margin, undated.timeliness) == "before its date was known"
