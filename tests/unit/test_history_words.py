"""The history of a case in words: what was done in time and entered later is both, and late is told as late."""

from datetime import date

from domain.clock import fire
from domain.event import RecordedEvent
from starter.reading.duty_words import how_it_stands
from starter.reading.history import HistoryLine, in_words
from starter.reading.reason_words import say_reasons
from tests.unit import builders as a

DUE = date(2026, 1, 12)
ENTERED = date(2026, 1, 14)


def notified_and_entered(happened: date, entered: date, *, taken_over: bool = False) -> list[RecordedEvent]:
    """A notification that was due on Mon 12 Jan, with what the clock did before it was entered."""
    events = a.opening_events()
    for when, what in ((a.AWARE, a.criteria_met()), (entered, a.notified(happened))):
        events += [] if taken_over else fire(a.after(a.nothing(), events), a.noon(when))
        events += a.taken(a.after(a.nothing(), events), what, a.noon(when), taken_over=taken_over)
    return events


def line_of(lines: list[HistoryLine], beginning: str) -> HistoryLine:
    (found,) = [line for line in lines if line.what.startswith(beginning)]
    return found


def test_notification_of_the_last_day_that_was_entered_later_is_on_time_and_recorded_late() -> None:
    lines = in_words(notified_and_entered(DUE, ENTERED))
    decided = line_of(lines, "Notification to the Panel submitted")
    met = line_of(lines, "Done: notification to the Panel")
    assert met.what == "Done: notification to the Panel, on its last day"
    for line in (decided, met):
        assert (line.happened.say(), line.mark) == ("Mon 12 Jan 2026", "recorded late")
        assert line.recorded_in_words().startswith("Wed 14 Jan 2026")


def test_what_fired_before_it_was_entered_stays_in_the_history() -> None:
    fired = [line.what for line in in_words(notified_and_entered(DUE, ENTERED)) if line.type == "rung_fired"]
    assert "Overdue: notification to the Panel (planned for Tue 13 Jan 2026 00:00)" in fired
    assert "Escalation: notification to the Panel (planned for Tue 13 Jan 2026 09:00)" in fired


def test_late_and_entered_at_once_is_late_and_not_recorded_late() -> None:
    met = line_of(in_words(notified_and_entered(ENTERED, ENTERED)), "Done: notification to the Panel")
    assert (met.what, met.mark) == ("Done: notification to the Panel, 2 working days late", "")


def test_what_was_taken_over_is_marked_as_that() -> None:
    met = line_of(in_words(notified_and_entered(DUE, ENTERED, taken_over=True)), "Done: notification to the Panel")
    assert met.mark == "taken over"


def test_status_tells_when_it_was_done_and_not_when_it_was_entered() -> None:
    case = a.after(a.nothing(), notified_and_entered(DUE, ENTERED))
    assert how_it_stands(a.duty(case, "notification"), a.noon(ENTERED)) == "done Mon 12 Jan 2026, on its last day"


def test_what_is_so_of_several_children_is_said_once() -> None:
    reasons = ("child 1: it was harmed", "child 2: a care leaver died at age 19", "child 3: it was harmed", "Ask.")
    assert say_reasons(reasons) == "children 1, 3: it was harmed; child 2: a care leaver died at age 19; Ask."
