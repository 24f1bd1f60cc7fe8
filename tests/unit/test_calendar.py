from datetime import date

import pytest
from pydantic import ValidationError

from domain.calendar import Calendar, CalendarEnds

# June 2026 with an invented holiday on Wednesday the 10th.
JUNE = Calendar(
    name="Invented",
    version="1",
    first=date(2026, 6, 1),
    last=date(2026, 6, 30),
    holidays={date(2026, 6, 10): "Invented Day"},
)


def june(day: int) -> date:
    return date(2026, 6, day)


def test_working_days_are_monday_to_friday_without_holidays() -> None:
    assert [day for day in range(8, 16) if JUNE.is_working_day(june(day))] == [8, 9, 11, 12, 15]


def test_a_holiday_has_a_name() -> None:
    assert JUNE.holiday(june(10)) == "Invented Day"
    assert JUNE.holiday(june(11)) is None


def test_the_anchor_is_day_0() -> None:
    assert JUNE.add_working_days(june(8), 1) == june(9)
    assert JUNE.add_working_days(june(8), 2) == june(11)


@pytest.mark.parametrize("day", [8, 10, 13])
def test_no_days_from_a_day_is_that_day_even_when_nobody_works(day: int) -> None:
    assert JUNE.add_working_days(june(day), 0) == june(day)
    assert JUNE.subtract_working_days(june(day), 0) == june(day)


def test_an_anchor_at_a_weekend_keeps_its_own_date_as_day_0() -> None:
    assert JUNE.add_working_days(june(6), 1) == june(8)
    assert JUNE.subtract_working_days(june(6), 1) == june(5)


def test_neighbouring_working_days() -> None:
    assert JUNE.next_working_day(june(9)) == june(11)
    assert JUNE.next_working_day(june(12)) == june(15)
    assert JUNE.last_working_day_on_or_before(june(14)) == june(12)
    assert JUNE.last_working_day_on_or_before(june(12)) == june(12)
    assert JUNE.last_working_day_on_or_before(june(10)) == june(9)


def test_days_between_count_the_last_and_not_the_first() -> None:
    assert JUNE.working_days_between(june(8), june(8)) == 0
    assert JUNE.working_days_between(june(8), june(15)) == 4
    assert JUNE.working_days_between(june(15), june(8)) == -4
    assert JUNE.working_days_between(june(12), june(14)) == 0


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative: -1"):
        JUNE.add_working_days(june(8), -1)


def test_a_count_that_leaves_the_calendar_says_where_it_ends() -> None:
    with pytest.raises(CalendarEnds, match="does not reach Wed 1 Jul 2026") as past:
        JUNE.add_working_days(june(29), 2)
    assert past.value.day == date(2026, 7, 1)
    with pytest.raises(CalendarEnds):
        JUNE.subtract_working_days(june(1), 1)
    with pytest.raises(CalendarEnds):
        JUNE.is_working_day(date(2026, 5, 31))
    with pytest.raises(CalendarEnds):
        JUNE.add_working_days(date(2026, 7, 1), 0)
    with pytest.raises(CalendarEnds):
        JUNE.working_days_between(date(2026, 5, 31), date(2026, 5, 31))


def test_a_calendar_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValidationError, match="ends on 2026-05-31 before it begins on 2026-06-01"):
        Calendar(name="Invented", version="1", first=june(1), last=date(2026, 5, 31), holidays={})


def test_a_holiday_outside_the_calendar_is_refused() -> None:
    with pytest.raises(ValidationError, match="2026-07-01 is not within"):
        Calendar(name="Invented", version="1", first=june(1), last=june(30), holidays={date(2026, 7, 1): "Late"})


def test_a_calendar_survives_the_way_into_a_record_and_back() -> None:
    assert Calendar.model_validate_json(JUNE.model_dump_json()) == JUNE
