from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from domain.london import at_nine, end_of_day, london_date, say_day, say_instant, start_of_day

SPRING_FORWARD = date(2026, 3, 29)
FALL_BACK = date(2026, 10, 25)


def test_an_instant_late_in_a_summer_evening_utc_is_already_tomorrow_in_london() -> None:
    assert london_date(datetime(2026, 6, 2, 23, 30, tzinfo=UTC)) == date(2026, 6, 3)
    assert london_date(datetime(2026, 1, 2, 23, 30, tzinfo=UTC)) == date(2026, 1, 2)


def test_an_instant_may_come_in_any_time_zone() -> None:
    new_york = timezone(timedelta(hours=-4))
    assert london_date(datetime(2026, 6, 2, 19, 30, tzinfo=new_york)) == date(2026, 6, 3)


@pytest.mark.parametrize("say", [london_date, say_instant])
def test_an_instant_without_a_time_zone_is_refused(say: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        say(datetime(2026, 6, 2, 23, 30))  # noqa: DTZ001 - the mistake under test


def test_a_summer_day_begins_at_eleven_in_the_evening_utc() -> None:
    assert start_of_day(date(2026, 6, 3)) == datetime(2026, 6, 2, 23, 0, tzinfo=UTC)
    assert start_of_day(date(2026, 1, 3)) == datetime(2026, 1, 3, 0, 0, tzinfo=UTC)


def test_the_day_the_clocks_go_forward_has_23_hours_and_the_day_they_go_back_25() -> None:
    assert end_of_day(SPRING_FORWARD) - start_of_day(SPRING_FORWARD) == timedelta(hours=23)
    assert end_of_day(FALL_BACK) - start_of_day(FALL_BACK) == timedelta(hours=25)


def test_nine_oclock_is_london_time_on_both_sides_of_each_clock_change() -> None:
    assert at_nine(date(2026, 3, 28)) == datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
    assert at_nine(SPRING_FORWARD) == datetime(2026, 3, 29, 8, 0, tzinfo=UTC)
    assert at_nine(date(2026, 10, 24)) == datetime(2026, 10, 24, 8, 0, tzinfo=UTC)
    assert at_nine(FALL_BACK) == datetime(2026, 10, 25, 9, 0, tzinfo=UTC)


def test_what_is_computed_is_utc() -> None:
    for instant in (start_of_day(SPRING_FORWARD), end_of_day(FALL_BACK), at_nine(FALL_BACK)):
        assert instant.tzinfo is UTC


def test_days_and_instants_are_said_so_that_they_cannot_be_misread() -> None:
    assert say_day(date(2026, 1, 5)) == "Mon 5 Jan 2026"
    assert say_instant(datetime(2026, 6, 2, 23, 30, tzinfo=UTC)) == "Wed 3 Jun 2026 00:30"
    assert say_instant(datetime(2026, 1, 15, 9, 0, tzinfo=UTC)) == "Thu 15 Jan 2026 09:00"
