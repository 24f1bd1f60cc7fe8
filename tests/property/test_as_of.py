"""What was known at an instant, and what changed between two: laws that hold for any case."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from domain.as_of import known_at
from domain.differences import differences
from domain.event import RecordedEvent
from domain.evolve import fold
from domain.london import LONDON
from domain.wall_time import parse_instant
from tests.property.playing import Play, plays
from tests.unit import builders as a

INSTANTS = st.datetimes(datetime(1972, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SECONDS = st.integers(-3600, 3600 * 24 * 500)


@settings(max_examples=40)
@given(plays(), st.lists(SECONDS, min_size=3, max_size=3))
def test_any_case_can_be_looked_back_at(play: Play, seconds: list[int]) -> None:
    """One play for all of it: to make plays is what takes time."""
    first = play.events[0].recorded_at
    one, two, three = sorted(first + timedelta(seconds=each) for each in seconds)
    check_all_of_it_is_known_in_the_end(play)
    check_what_was_known_stays_known_and_what_came_later_was_not(play.events, one, two)
    assume(known_at(play.events, two))
    check_nothing_differs_without_an_event_but_what_time_does(play.events, one, two)
    if known_at(play.events, one):
        check_two_steps_tell_what_one_does(play.events, one, two, three)


def check_all_of_it_is_known_in_the_end(play: Play) -> None:
    assert fold(a.REFERENCE, known_at(play.events, play.events[-1].recorded_at)) == play.case
    assert known_at(play.events, play.events[0].recorded_at - timedelta(microseconds=1)) == []


def check_what_was_known_stays_known_and_what_came_later_was_not(
    events: list[RecordedEvent], one: datetime, two: datetime
) -> None:
    known, later = known_at(events, one), known_at(events, two)
    assert later[: len(known)] == known
    assert all(event.recorded_at <= one for event in known)
    assert all(event.recorded_at > one for event in events[len(known) :])
    assert known_at(known, two) == known  # what is not there cannot be asked for


def check_nothing_differs_without_an_event_but_what_time_does(
    events: list[RecordedEvent], one: datetime, two: datetime
) -> None:
    found = differences(events, one, two)
    assert list(found.events) == [event for event in events if one < event.recorded_at <= two]
    assert (found.before == found.after) == (not found.events)
    if not found.events:
        assert (found.facts, found.letters) == ((), ())
        assert all(each.before == each.after for each in found.duties)
    same = differences(events, two, two)
    assert (same.events, same.facts, same.duties, same.letters) == ((), (), (), ())


def check_two_steps_tell_what_one_does(
    events: list[RecordedEvent], one: datetime, two: datetime, three: datetime
) -> None:
    first, second = differences(events, one, two), differences(events, two, three)
    both = differences(events, one, three)
    assert (first.after, first.before, second.after) == (second.before, both.before, both.after)
    assert first.events + second.events == both.events


@given(INSTANTS)
@example(datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC))
@example(datetime(2026, 10, 25, 2, 0, tzinfo=UTC))
@example(datetime(2026, 3, 29, 1, 0, tzinfo=UTC))
def test_what_a_clock_in_london_shows_is_read_as_that_instant(instant: datetime) -> None:
    there = instant.astimezone(LONDON)
    assert parse_instant(there.isoformat()) == instant
    typed = there.replace(tzinfo=None).isoformat()
    twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
    if twice:
        with pytest.raises(ValueError, match="twice"):
            parse_instant(typed)
    else:
        assert parse_instant(typed) == instant
