"""The clocks of a case: what became of each duty, as words and as a picture whose text is text."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from domain.decisions.any_decision import AnyDecision
from domain.event import RecordedEvent
from starter.bundle.clocks import Clock, clocks_of
from starter.bundle.inline_svg import SVG
from starter.bundle.picture import Row, pictures
from tests.unit import builders as a
from tests.unit.bundles import EXPORTED, page_of, proven_events

SUMMARY = "agency_summary:education"


def clock(events: list[RecordedEvent], key: str, turn: int = 1) -> Clock:
    (found,) = [each for each in clocks_of(a.REFERENCE, events) if (each.duty.key, each.turn) == (key, turn)]
    return found


def drawn(*clocks: Clock, running: bool = True) -> list[str]:
    rows = [Row(each, each.duty.title, f"due {each.duty.due}", each.outcome(EXPORTED)) for each in clocks]
    return pictures(rows, EXPORTED, running=running)


def reviewed(*more: AnyDecision) -> list[RecordedEvent]:
    return proven_events(decisions=(a.criteria_met(), a.notified(), *more))


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(date(2026, 1, 12), "met on time"), (date(2026, 1, 13), "met late"), (None, "missed, still open")],
)
def test_what_became_of_the_notification(day: date | None, outcome: str) -> None:
    events = proven_events(decisions=(a.criteria_met(), *([a.notified(day)] if day else [])))
    found = clock(events, "notification")
    assert found.outcome(EXPORTED) == outcome
    assert found.begun == a.AWARE
    assert found.ended(EXPORTED) == (day or EXPORTED.date())


def test_an_extended_date_keeps_its_first_one() -> None:
    events = reviewed(a.extended(SUMMARY, date(2026, 1, 22)), a.summary_of("education", date(2026, 1, 21)))
    found = clock(events, SUMMARY)
    assert (found.first_due, found.duty.due) == (date(2026, 1, 19), date(2026, 1, 22))
    assert found.outcome(EXPORTED) == "met, extended"


def test_a_stopped_clock_is_suspended_while_it_stands() -> None:
    found = clock(reviewed(a.suspended(SUMMARY, date(2026, 1, 12))), SUMMARY)
    assert found.outcome(a.noon(date(2026, 1, 8))) == "suspended"
    assert found.outcome(a.noon(date(2026, 1, 14))) == "open"
    assert found.duty.suspensions


def test_what_fell_away_and_came_again_stands_twice() -> None:
    events = proven_events(decisions=(a.criteria_met(), a.criteria("not_met"), a.criteria_met()))
    assert clock(events, "notification").outcome(EXPORTED) == "no longer owed"
    assert clock(events, "notification", turn=2).outcome(EXPORTED) == "missed, still open"
    assert "notification to the Panel (2. time)" in page_of(events)


def test_the_picture_has_its_words_as_text_and_says_what_it_is() -> None:
    (picture,) = drawn(clock(reviewed(), "notification"), clock(reviewed(), SUMMARY))
    root = ET.fromstring(picture)  # noqa: S314 - ours
    texts = [element.text for element in root.iter(f"{{{SVG}}}text")]
    assert {"notification to the Panel", "due 2026-01-12", "met on time", "exported, Fri 30 Jan 2026"} <= set(texts)
    named = dict(zip(("title", "desc"), root.attrib["aria-labelledby"].split(), strict=True))
    for kind, name in named.items():
        assert root.find(f"{{{SVG}}}{kind}[@id='{name}']") is not None
    assert root.attrib["role"] == "img"
    assert "<?xml" not in picture
    assert "Date" not in picture


def test_it_is_told_by_shape_and_pattern_and_not_by_colour_alone() -> None:
    """What is extended, suspended and late is hatched, each otherwise; the marks have shapes of their own."""
    events = reviewed(
        a.extended(SUMMARY, date(2026, 1, 22)), a.suspended("agency_summary:health_trust", date(2026, 1, 12))
    )
    late = clock(proven_events(decisions=(a.criteria_met(),)), "notification")
    (picture,) = drawn(clock(events, SUMMARY), clock(events, "agency_summary:health_trust"), late)
    used = set(re.findall(r"url\(#(clocks-1-h[0-9a-f]+)\)", picture))
    assert len(used) == 3
    assert used <= set(re.findall(r'<pattern id="([^"]+)"', picture))


def test_what_is_too_tall_for_a_page_is_several_pictures_without_a_common_name() -> None:
    many = [clock(reviewed(), "notification")] * 40
    several = drawn(*many)
    assert len(several) > 1
    names = [name for each in several for name in re.findall(r' id="([^"]+)"', each)]
    assert len(names) == len(set(names))
    assert sum(each.count(">notification to the Panel<") for each in several) == 40
    assert several == drawn(*many)


def test_a_dollar_in_a_title_is_no_formula() -> None:
    one = clock(reviewed(), "notification")
    duty = one.duty.model_copy(update={"title": "costs $1 $2"})
    (picture,) = drawn(Clock(duty, one.begun, 1))
    assert ">costs $1 $2<" in picture


def test_the_page_says_in_its_table_what_the_picture_shows() -> None:
    page = page_of(reviewed(a.extended(SUMMARY, date(2026, 1, 22))))
    rows = re.findall(r"<tr>\s*<th scope=\"row\">(.*?)</tr>", page, re.DOTALL)
    (row,) = [each for each in rows if each.startswith("individual agency summary: Education")]
    assert "due Thu 22 Jan 2026 (first Mon 19 Jan 2026)" in row
    assert "extended until Thu 22 Jan 2026" in row
    assert "missed, still open" in row
