"""The duty clock: each rung of each ladder once, in order, to whoever must hear of it."""

from datetime import UTC, date, datetime, timedelta

from domain.case import Case
from domain.clock import fire, next_instant
from domain.event import RungFired
from tests.unit import builders as a

FIRST_MORNING = datetime(2026, 1, 6, 9, tzinfo=UTC)


def fired(case: Case, now: datetime) -> list[tuple[str, str, bool]]:
    """Duty, rung and whether it was late."""
    bodies = [event.body for event in fire(case, now)]
    return [(body.key, body.rung.partition("@")[0], body.late) for body in bodies if isinstance(body, RungFired)]


def test_nothing_fires_before_its_time() -> None:
    case = a.play(a.opened(), a.acknowledged())
    upcoming = next_instant(case)
    assert upcoming == FIRST_MORNING
    assert fire(case, upcoming - timedelta(seconds=1)) == []


def test_reminder_fires_at_nine_to_the_owner() -> None:
    case = a.play(a.opened(), a.acknowledged())
    assert fired(case, FIRST_MORNING) == [("criteria_decision", "reminder-2", False)]
    (reminder,) = a.letters(a.does(case, fire, FIRST_MORNING), "reminder")
    assert reminder.to.name == "The local authority"
    assert reminder.values["due"] == "Thu 8 Jan 2026"
    assert reminder.values["force"].startswith("local target")
    assert reminder.values["late"] == ""


def test_duty_is_overdue_when_its_day_has_ended_in_london() -> None:
    case = a.play(a.opened(), a.acknowledged())
    midnight = datetime(2026, 1, 9, tzinfo=UTC)
    before = a.does(case, fire, midnight - timedelta(seconds=1))
    assert not before.overdue_duties(midnight - timedelta(seconds=1))
    assert fired(before, midnight) == [("criteria_decision", "overdue", False)]
    assert [duty.key for duty in before.overdue_duties(midnight)] == ["criteria_decision"]


def test_after_an_outage_everything_fires_once_in_order_and_marked_late() -> None:
    case = a.play(a.opened(), a.acknowledged())
    back = datetime(2026, 1, 9, 9, tzinfo=UTC)
    assert fired(case, back) == [
        ("criteria_decision", "reminder-2", True),
        ("criteria_decision", "due", True),
        ("notification", "reminder-2", True),
        ("criteria_decision", "overdue", True),
        ("criteria_decision", "escalation+1", False),
    ]
    once = a.does(case, fire, back)
    assert fire(once, back) == []


def test_letter_that_is_late_says_when_it_should_have_come() -> None:
    case = a.does(a.play(a.opened(), a.acknowledged()), fire, FIRST_MORNING + timedelta(hours=3))
    (reminder,) = a.letters(case, "reminder")
    assert reminder.values["late"] == "Tue 6 Jan 2026 09:00"


def test_one_reader_gets_one_letter_a_rung() -> None:
    case = a.play(a.opened(), a.criteria_met(at=a.AWARE))
    case = a.does(case, fire, datetime(2026, 1, 8, 0, 0, tzinfo=UTC))
    overdue = [letter for letter in a.letters(case, "overdue") if letter.about.startswith("acknowledgement")]
    assert [letter.to.name for letter in overdue] == ["Warwickshire Safeguarding"]


def test_met_duty_is_watched_no_longer() -> None:
    case = a.play(a.opened(), [a.acknowledged(), a.criteria("not_met")])
    assert next_instant(case) is None
    assert fire(case, a.noon(date(2027, 1, 1))) == []


def test_moved_date_is_watched_anew_and_the_warning_is_not_repeated() -> None:
    case = a.play(a.opened(), a.criteria_met())
    warned = a.does(case, fire, a.noon(date(2026, 1, 26)))
    assert "warning@2026-01-26" in a.duty(warned, "rapid_review").fired
    moved = a.play(warned, a.notified(at=date(2026, 1, 27)))
    review = a.duty(moved, "rapid_review")
    assert review.due == date(2026, 2, 17)
    assert [rung.name for rung in review.unfired()][:2] == ["reminder-2", "due"]


def test_provisional_date_cannot_be_missed() -> None:
    case = a.play(a.opened(), a.criteria_met())
    long_after = a.noon(date(2026, 6, 1))
    assert "rapid_review" not in {duty.key for duty in case.overdue_duties(long_after)}
    assert {rung for key, rung, _late in fired(case, long_after) if key == "rapid_review"} == {"warning"}
