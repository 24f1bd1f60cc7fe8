"""What `cspr status --as-of` and `cspr diff` print of a case in which all happens that makes the past hard to tell.

Its referral says that the local authority was aware on Mon 5 Jan 2026: the notification is due in 5 working days, on
Mon 12 Jan. On Thu 8 Jan that is corrected to Fri 2 Jan, so it was due on Fri 9 Jan; the letter that says so waits for
the mail server until Mon 12 Jan. It was sent on Tue 13 Jan, and entered on Wed 14 Jan at 09:30. A letter about it
cannot be delivered at 10:00.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from domain.as_of import known_at
from domain.clock import fire
from domain.differences import differences
from domain.event import RecordedEvent
from domain.evolve import fold
from domain.moment import Moment
from domain.steps import letter_sent, letter_undeliverable, request_acknowledgements
from domain.wall_time import parse_instant
from starter.client.errors import BadInput
from starter.reading.case_as_of import check_has_come, then
from starter.reading.diff_data import differences_for_programs
from starter.reading.diff_words import show_differences
from starter.reading.then_words import show_then, then_for_programs
from tests.unit import builders as a


class _Story:
    def __init__(self) -> None:
        self.events = a.opening_events()

    def take(self, step: Callable[..., list[RecordedEvent]], *about: object) -> None:
        self.events += step(fold(a.REFERENCE, self.events), *about)

    def post(self, now: datetime) -> None:
        for key in tuple(fold(a.REFERENCE, self.events).outbox):
            self.take(letter_sent, key, "<invented@example.org>", a.a_document(), now)


def _story() -> list[RecordedEvent]:
    def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
        return datetime(2026, 1, day, hour, minute, tzinfo=UTC)

    story = _Story()
    story.take(request_acknowledgements, at(5))
    story.take(a.taken, a.criteria_met(date(2026, 1, 6)), at(6))
    story.post(at(6, 13))
    right = {"la_aware": Moment.on(date(2026, 1, 2)), "incident_at": Moment.on(date(2026, 1, 1))}
    story.take(a.taken, a.corrected(date(2026, 1, 8), **right), at(8))
    story.take(fire, at(9, 9))
    story.take(fire, at(10, 0))
    story.post(at(12))
    story.take(a.taken, a.notified(date(2026, 1, 13)), at(14, 9, 30))
    first = next(iter(fold(a.REFERENCE, story.events).outbox))
    story.take(letter_undeliverable, first, "550 no such mailbox", at(14, 10))
    return story.events


EVENTS = _story()


@pytest.fixture
def status(capsys: pytest.CaptureFixture[str]) -> Callable[[str], list[str]]:
    def shown(instant: str) -> list[str]:
        show_then(then(a.REFERENCE, EVENTS, parse_instant(instant)))
        return capsys.readouterr().out.splitlines()

    return shown


@pytest.fixture
def diff(capsys: pytest.CaptureFixture[str]) -> Callable[[str, str], list[str]]:
    def shown(earlier: str, later: str) -> list[str]:
        show_differences(differences(EVENTS, parse_instant(earlier), parse_instant(later)))
        return capsys.readouterr().out.splitlines()

    return shown


def rows(lines: list[str], *cells: str) -> list[list[str]]:
    """The rows of all tables that begin with these cells."""
    return [line.split("\t") for line in lines if line.split("\t")[: len(cells)] == list(cells)]


def row(lines: list[str], *cells: str) -> list[str]:
    (found,) = rows(lines, *cells)
    return found


def letter(lines: list[str], what: str, state: str) -> list[str]:
    (found,) = [line.split("\t") for line in lines if line.split("\t")[1:2] == [what] and f"\t{state}\t" in line]
    return found[1:]


NOTIFICATION = "notification to the Panel"
CORRECTED = "Facts corrected (coordinator, Warwickshire Safeguarding)"


def test_a_date_is_shown_as_it_was_computed_then(status: Callable[[str], list[str]]) -> None:
    before, after = status("2026-01-08T11:59:59"), status("2026-01-08T12:00")
    known = len(known_at(EVENTS, a.noon(date(2026, 1, 7))))
    assert before[0] == "CSPR-7K4M-2QXD  notification"
    assert before[1] == f"As it was known at Thu 8 Jan 2026 11:59:59 GMT: {known} events were on record."
    assert row(before, NOTIFICATION) == [NOTIFICATION, "Mon 12 Jan 2026", "The local authority", "open"]
    assert row(after, NOTIFICATION) == [NOTIFICATION, "Fri 9 Jan 2026", "The local authority", "open"]
    assert not rows(before, "Thu 8 Jan 2026")
    assert row(after, "Thu 8 Jan 2026", "Thu 8 Jan 2026 12:00")[1:4] == [
        "Thu 8 Jan 2026 12:00",
        CORRECTED,
        "Invented Person",
    ]


def test_what_was_overdue_then_is_overdue_and_no_sooner(status: Callable[[str], list[str]]) -> None:
    last_day, next_day = status("2026-01-09"), status("2026-01-10T00:00")
    assert row(last_day, NOTIFICATION)[-1] == "open"
    assert row(next_day, NOTIFICATION)[-1] == "overdue since Sat 10 Jan 2026 00:00"
    assert "Overdue: 1" in next_day
    assert not any(line.startswith("Overdue") for line in last_day)


def test_what_was_entered_later_does_not_show_before_it_was(status: Callable[[str], list[str]]) -> None:
    happened, entered = status("2026-01-14T09:29:59"), status("2026-01-14T09:30")
    assert row(happened, NOTIFICATION)[-1] == "overdue since Sat 10 Jan 2026 00:00"
    assert not any("submitted" in line or "late" in line.split("\t")[-1] for line in happened if "\t" in line)
    assert happened[0] == "CSPR-7K4M-2QXD  notification"
    assert entered[0] == "CSPR-7K4M-2QXD  rapid review"
    assert row(entered, NOTIFICATION)[-1] == "done Tue 13 Jan 2026, 2 working days late"
    decided = row(entered, "Tue 13 Jan 2026", "Wed 14 Jan 2026 09:30")
    assert decided[2].startswith("Notification to the Panel submitted")
    assert decided[-1] == "recorded late"


def test_who_had_been_told_and_who_had_not_yet(status: Callable[[str], list[str]]) -> None:
    moved = f"date moved: {NOTIFICATION}"
    waiting, sent, returned = (status(each) for each in ("2026-01-11", "2026-01-12", "2026-01-14T10:00"))
    assert letter(waiting, moved, "waits") == [moved, "The local authority", "waits", "Thu 8 Jan 2026 12:00"]
    assert "Letters that wait for the mail server: 5." in waiting
    assert letter(sent, moved, "sent") == [moved, "The local authority", "sent", "Mon 12 Jan 2026 12:00"]
    assert row(sent, "7-0")[1:3] == ["acknowledgement", "Education (referrer)"]
    failed = letter(returned, "notified", "undeliverable")
    assert failed == ["notified", "The local authority", "undeliverable", "Wed 14 Jan 2026 10:00"]
    assert "Could not be delivered to The local authority: notified." in returned
    assert not any("ould not be delivered" in line for line in sent)
    assert letter(returned, "notice that a letter came back", "waits")[1] == "Warwickshire Safeguarding"


def test_programs_get_the_same() -> None:
    told = json.loads(json.dumps(then_for_programs(then(a.REFERENCE, EVENTS, parse_instant("2026-01-11")))))
    assert told["as_of"] == "2026-01-11T23:59:59.999999+00:00"
    assert told["overdue"] == 1
    assert [each["decision"]["decision"] for each in told["decisions"]] == ["criteria", "correction"]
    assert told["decisions"][0]["sender"]["id"] == "invented-person"
    waits = [each["to"]["key"] for each in told["letters"] if each["state"] == "waits"]
    assert waits == [*["local_authority"] * 4, "partnership"]


@pytest.mark.parametrize(
    ("instant", "told"),
    [
        ("2026-01-05T11:59:59", "at Mon 5 Jan 2026 11:59:59 GMT: it was opened at Mon 5 Jan 2026 12:00:00 GMT"),
        ("2025-12-24", "at the end of Wed 24 Dec 2025: it was opened at Mon 5 Jan 2026 12:00:00 GMT"),
    ],
)
def test_before_it_was_opened_nothing_was_known(instant: str, told: str) -> None:
    with pytest.raises(BadInput, match=f"Nothing was known of {a.REFERENCE} {told}"):
        then(a.REFERENCE, EVENTS, parse_instant(instant))


def test_what_will_be_known_nobody_can_say() -> None:
    now = a.noon(a.AWARE)
    check_has_come(now, now)
    with pytest.raises(BadInput, match=r"^The end of Mon 5 Jan 2026 is still to come.* For now, leave --as-of"):
        check_has_come(parse_instant("2026-01-05"), now)


def test_a_clock_that_was_put_back_leaves_no_gap() -> None:
    first, second, third, *_ = EVENTS
    early = third.model_copy(update={"recorded_at": a.noon(date(2026, 1, 4))})
    late = second.model_copy(update={"recorded_at": a.noon(date(2026, 1, 6))})
    assert known_at([first, late, early], a.noon(a.AWARE)) == [first]
    assert known_at([first, late, early], late.recorded_at) == [first, late, early]


def test_what_changed_is_told_by_what_people_ask_for(diff: Callable[[str, str], list[str]]) -> None:
    lines = diff("2026-01-07", "2026-01-11")
    assert lines[:2] == [
        "CSPR-7K4M-2QXD  what changed",
        "from the end of Wed 7 Jan 2026 to the end of Sun 11 Jan 2026",
    ]
    assert row(lines, "overdue") == ["overdue", "0", "1"]
    assert not rows(lines, "stage")
    assert row(lines, "local authority aware") == ["local authority aware", "Mon 5 Jan 2026", "Fri 2 Jan 2026"]
    assert row(
        lines, "Thu 8 Jan 2026", "Thu 8 Jan 2026 12:00", "Facts corrected (coordinator, Warwickshire Safeguarding)"
    )
    assert row(lines, NOTIFICATION) == [
        NOTIFICATION,
        "Mon 12 Jan 2026, open",
        "Fri 9 Jan 2026, overdue since Sat 10 Jan 2026 00:00",
        "Mon 12 Jan 2026 to Fri 9 Jan 2026 (Correct the facts)",
    ]
    assert not rows(lines, "individual agency summary: Education")
    moved = row(lines, f"date moved: {NOTIFICATION}")
    assert moved[1:] == ["The local authority", "", "waits", "Thu 8 Jan 2026 12:00"]
    headings = [line for line in lines if line and "\t" not in line and "  " not in line]
    assert headings[1:] == ["Where it stands", "Facts", "Decisions", "Duties", "Letters", "Reminders and escalations"]


def test_what_was_met_late_in_between_is_told_with_both(diff: Callable[[str, str], list[str]]) -> None:
    lines = diff("2026-01-13", "2026-01-14T10:00")
    assert row(lines, "stage") == ["stage", "notification", "rapid review"]
    assert row(lines, NOTIFICATION)[1:3] == [
        "Fri 9 Jan 2026, overdue since Sat 10 Jan 2026 00:00",
        "Fri 9 Jan 2026, done Tue 13 Jan 2026, 2 working days late",
    ]
    review = row(lines, "rapid review to the Panel")
    assert review[1] == "no date until the notification is sent, open"
    assert review[3] == "Fri 30 Jan 2026 to Tue 3 Feb 2026 (Record the notification)"
    assert row(lines, "notified", "The local authority")[2:4] == ["", "undeliverable"]


def test_what_was_overdue_in_between_alone_is_told_too(diff: Callable[[str, str], list[str]]) -> None:
    assert row(diff("2026-01-09", "2026-01-14T10:00"), NOTIFICATION)[1:] == [
        "Fri 9 Jan 2026, open",
        "Fri 9 Jan 2026, done Tue 13 Jan 2026, 2 working days late",
        "overdue in between",
    ]
    assert row(diff("2026-01-08T11:00", "2026-01-09"), NOTIFICATION)[-1].endswith("(Correct the facts)")


def test_a_day_that_ends_changes_a_duty_without_any_event(diff: Callable[[str, str], list[str]]) -> None:
    before_the_clock = EVENTS[: len(known_at(EVENTS, parse_instant("2026-01-09")))]
    found = differences(before_the_clock, parse_instant("2026-01-09"), parse_instant("2026-01-10T00:00"))
    assert found.events == ()
    lines = diff("2026-01-09", "2026-01-10T00:00")
    assert row(lines, NOTIFICATION)[-1] == "its day has ended"
    assert row(lines, "rapid review to the Panel")[-1] == "the notification is overdue"
    assert {each.after.key for each in found.duties} >= {"notification", "rapid_review"}


def test_nothing_is_said_to_be_nothing(diff: Callable[[str, str], list[str]]) -> None:
    assert diff("2026-01-11", "2026-01-11")[2:] == ["Nothing."]


def test_all_of_a_case_that_was_opened_in_between_is_new(diff: Callable[[str, str], list[str]]) -> None:
    lines = diff("2026-01-04", "2026-01-05")
    assert "The case was opened in between." in lines
    assert row(lines, NOTIFICATION)[1:] == ["not owed", "Mon 12 Jan 2026, open", ""]
    assert rows(lines, "Mon 5 Jan 2026 12:00", "Case opened by a referral of Education, 1 child")


def test_programs_get_every_field_that_changed() -> None:
    found = differences(EVENTS, parse_instant("2026-01-07"), parse_instant("2026-01-11"))
    told = json.loads(json.dumps(differences_for_programs(found)))
    fields = {each["field"]: (each["before"], each["after"]) for each in told["fields"]}
    assert fields["referrals[0].referral.la_aware"] == ("2026-01-05", "2026-01-02")
    assert fields["duties.notification.due"] == ("2026-01-12", "2026-01-09")
    assert fields["position"] == (len(known_at(EVENTS, found.earlier)), found.after.position)
    (moved,) = [each for each in told["duties"] if each["key"] == "notification"]
    (change,) = moved["changes"]
    assert (change["old_due"], change["new_due"], change["reason"]) == ("2026-01-12", "2026-01-09", "Correct the facts")
    assert len(told["events"]) == len(found.events)
    assert {each["state_before"] for each in told["letters"]} == {None}
