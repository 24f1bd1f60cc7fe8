from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from domain.london import at_nine, end_of_day, london_date, start_of_day

DAYS = st.dates(date(2018, 1, 1), date(2049, 12, 31))
INSTANTS = st.datetimes(datetime(2018, 1, 1), datetime(2049, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
SPRING_FORWARD = date(2026, 3, 29)
FALL_BACK = date(2026, 10, 25)
A_MOMENT = timedelta(microseconds=1)


def last_sunday(year: int, month: int) -> date:
    return max(
        day for n in range(1, 32) if (day := date(year, month, n)).weekday() == 6
    )  # March and October have 31 days


def summer_time(instant: datetime) -> bool:
    """The rule itself: from the last Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00 UTC."""
    begins, ends = (
        datetime(sunday.year, sunday.month, sunday.day, 1, tzinfo=UTC)
        for sunday in (last_sunday(instant.year, 3), last_sunday(instant.year, 10))
    )
    return begins <= instant < ends


@given(INSTANTS)
@example(datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC))
@example(datetime(2026, 3, 29, 1, 0, tzinfo=UTC))
@example(datetime(2026, 10, 24, 23, 30, tzinfo=UTC))
@example(datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
@example(datetime(2026, 10, 25, 1, 0, tzinfo=UTC))
@example(datetime(2026, 10, 25, 23, 30, tzinfo=UTC))
def test_the_date_in_london_follows_the_rule_of_summer_time(instant: datetime) -> None:
    assert london_date(instant) == (instant + timedelta(hours=summer_time(instant))).date()


@given(DAYS)
@example(SPRING_FORWARD)
@example(FALL_BACK)
@example(date(2028, 2, 29))
def test_a_day_begins_and_ends_where_its_neighbours_do(day: date) -> None:
    assert end_of_day(day) == start_of_day(day + timedelta(days=1))
    assert london_date(start_of_day(day)) == day
    assert london_date(start_of_day(day) - A_MOMENT) == day - timedelta(days=1)
    assert london_date(end_of_day(day) - A_MOMENT) == day
    assert start_of_day(day) < at_nine(day) < end_of_day(day)


@given(DAYS)
@example(SPRING_FORWARD)
@example(FALL_BACK)
def test_nine_oclock_is_eight_utc_in_summer_and_nine_in_winter(day: date) -> None:
    instant = at_nine(day)

    assert instant.date() == day
    assert instant.hour == (8 if summer_time(instant) else 9)
