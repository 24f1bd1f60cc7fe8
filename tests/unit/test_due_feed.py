"""The calendar file of due dates: what stands in it, and what never does."""

from datetime import UTC, date, datetime
from functools import partial

from icalendar import Calendar

from domain.case import Case
from domain.correspondence import organisation_name
from ledger.duty_changes import Changes
from ledger.projections.duties import ListedDuty, rows_of
from ledger.projections.projection import Record
from starter.lists.due_feed import due_feed
from tests.unit import builders as a

ONCE = Changes(number=0, at=datetime(2026, 1, 5, 12, tzinfo=UTC))


def rows(case: Case) -> list[ListedDuty]:
    return [row for row in rows_of(Record(case.reference, case=case)) if row.status == "open"]


def feed(case: Case, today: date = a.AWARE) -> bytes:
    listed, who = rows(case), partial(organisation_name, case)
    return due_feed("Due dates", listed, {(row.stream, row.key): ONCE for row in listed}, today, who)


def test_each_open_duty_is_an_event_of_its_whole_day() -> None:
    case = a.play(a.opened(), [a.acknowledged(), a.criteria_met()])
    found = Calendar.from_ical(feed(case)).walk("VEVENT")
    assert {str(each["summary"]) for each in found} >= {
        f"notification to the Panel, The local authority, {case.reference}",
        f"at the latest: rapid review meeting, coordinator, {case.reference}",
    }
    (notification,) = [each for each in found if str(each["summary"]).startswith("notification")]
    assert notification.decoded("dtstart") == date(2026, 1, 12)
    assert notification.decoded("dtend") == date(2026, 1, 13)
    assert len({str(each["uid"]) for each in found}) == len(found) == len(rows(case))


def test_what_can_have_no_date_now_is_not_in_it() -> None:
    case = a.play(a.opened(), [a.acknowledged(), a.criteria_met()])
    found = Calendar.from_ical(feed(case, date(2026, 1, 13))).walk("VEVENT")
    assert not any(str(each["summary"]).startswith("at the latest") for each in found)


def test_the_same_record_gives_the_same_bytes() -> None:
    assert feed(a.reviewed()) == feed(a.reviewed())


def test_nobody_is_named_in_it() -> None:
    case = a.reviewed()
    text = feed(case).decode().replace("\r\n ", "").casefold()
    people = [child.name for child in case.referral.children] + [case.referral.referrer.name]
    for name in people:
        assert name.casefold() not in text
