"""How the duties of a case are told today, and how they were told at an earlier instant."""

from datetime import date

from starter.reading.duty_words import row_then, row_today
from tests.unit import builders as a

CASE = a.opened()  # everybody was aware on Mon 5 Jan 2026
NOTIFICATION = a.duty(CASE, "notification")


def test_what_is_ahead_says_in_how_many_working_days() -> None:
    told = row_today(CASE, a.duty(CASE, "criteria_decision"), a.noon(date(2026, 1, 7)))
    assert told == ("criteria decision", "Thu 8 Jan, tomorrow", "The local authority", "open")
    assert row_today(CASE, NOTIFICATION, a.noon(date(2026, 1, 12)))[1] == "Mon 12 Jan, today"
    assert row_today(CASE, NOTIFICATION, a.noon(date(2025, 12, 30)))[1] == "Mon 12 Jan 2026, in 8 working days"


def test_what_is_overdue_says_since_when_and_how_late() -> None:
    told = row_today(CASE, NOTIFICATION, a.noon(date(2026, 1, 14)))
    assert told[1] == "Mon 12 Jan"
    assert told[3] == "overdue since Mon 12 Jan, 2 working days late; waits for the criteria decision"


def test_an_earlier_instant_names_its_days_in_full() -> None:
    told = row_then(CASE, NOTIFICATION, a.noon(date(2026, 1, 7)))
    assert told[1::2] == ("Mon 12 Jan 2026", "waits for the criteria decision")


def test_what_stands_beside_the_date_is_said_the_same_way() -> None:
    summary = "agency_summary:health_trust"
    case = a.play(a.reviewed(), a.suspended(summary, date(2026, 1, 16), at=date(2026, 1, 12)))
    told = row_today(case, a.duty(case, summary), a.noon(date(2026, 1, 15)))[1]
    assert told == "Fri 23 Jan, in 6 working days (suspended until Fri 16 Jan; first Mon 19 Jan)"


def test_what_is_provisional_says_so() -> None:
    case = a.play(a.opened(), [a.acknowledged(), a.criteria_met()])
    meeting = a.duty(case, "rapid_review_meeting")
    assert row_today(case, meeting, a.noon(date(2026, 1, 12)))[1] == "at the latest Wed 28 Jan, in 12 working days"
    late = row_today(case, meeting, a.noon(date(2026, 1, 13)))
    assert late[1::2] == ("no date until the notification is sent", "open")
