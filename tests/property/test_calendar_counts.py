"""The calendar against a slow count that shares nothing with it: every working day, written out in a list."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.calendar import Calendar, CalendarEnds
from domain.england import england_calendar

ENGLAND = england_calendar(2018, 2028)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Invented calendars of a few months, in which any day may be a holiday, weekends too."""
    first = draw(st.dates(date(2018, 1, 1), date(2028, 1, 1)))
    length = draw(st.integers(1, 200))
    offsets = draw(st.sets(st.integers(0, length), max_size=30))
    return Calendar(
        name="Invented",
        version="1",
        first=first,
        last=first + timedelta(days=length),
        holidays={first + timedelta(days=offset): "Invented Day" for offset in offsets},
    )


@st.composite
def calendars_and_days(draw: st.DrawFn) -> tuple[Calendar, date]:
    calendar = draw(st.one_of(calendars(), st.just(ENGLAND)))
    return calendar, draw(st.dates(calendar.first, calendar.last))


def working_days(calendar: Calendar, first: date, last: date) -> list[date]:
    """Every working day from `first` to `last`, found by looking at each day's name."""
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        day
        for day in every
        if day.strftime("%A") in {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}
        and day not in calendar.holidays
    ]


@given(calendars_and_days(), st.integers(1, 60))
def test_adding_finds_the_nth_working_day_of_the_list(case: tuple[Calendar, date], count: int) -> None:
    calendar, day = case
    after = working_days(calendar, day + timedelta(days=1), calendar.last)
    if count <= len(after):
        assert calendar.add_working_days(day, count) == after[count - 1]
    else:
        with pytest.raises(CalendarEnds) as ends:
            calendar.add_working_days(day, count)
        assert ends.value.day == calendar.last + timedelta(days=1)


@given(calendars_and_days(), st.integers(1, 60))
def test_subtracting_finds_the_nth_from_the_end(case: tuple[Calendar, date], count: int) -> None:
    calendar, day = case
    before = working_days(calendar, calendar.first, day - timedelta(days=1))
    if count <= len(before):
        assert calendar.subtract_working_days(day, count) == before[-count]
    else:
        with pytest.raises(CalendarEnds) as ends:
            calendar.subtract_working_days(day, count)
        assert ends.value.day == calendar.first - timedelta(days=1)


@given(calendars(), st.data())
def test_days_between_is_the_length_of_the_list(calendar: Calendar, data: st.DataObject) -> None:
    start = data.draw(st.dates(calendar.first, calendar.last))
    end = data.draw(st.dates(start, calendar.last))
    counted = len(working_days(calendar, start + timedelta(days=1), end))

    assert calendar.working_days_between(start, end) == counted
    assert calendar.working_days_between(end, start) == -counted


@given(calendars_and_days(), st.integers(1, 60))
def test_counting_back_from_what_was_added_gives_the_number_added(case: tuple[Calendar, date], count: int) -> None:
    calendar, day = case
    assume(count <= len(working_days(calendar, day + timedelta(days=1), calendar.last)))
    later = calendar.add_working_days(day, count)

    assert calendar.working_days_between(day, later) == count


@given(calendars_and_days())
def test_the_neighbours_of_a_day(case: tuple[Calendar, date]) -> None:
    calendar, day = case
    after = working_days(calendar, day + timedelta(days=1), calendar.last)
    before = working_days(calendar, calendar.first, day)
    if after:
        assert calendar.next_working_day(day) == after[0]
    if before:
        assert calendar.last_working_day_on_or_before(day) == before[-1]
    assert calendar.is_working_day(day) == (before[-1:] == [day])
