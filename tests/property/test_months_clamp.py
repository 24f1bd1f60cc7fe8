from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from domain.months import add_calendar_months

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(0, 60)
LEAP_DAY = date(2028, 2, 29)


def walked(day: date, months: int) -> date:
    """Go to the first of the next month, `months` times over, then to the day or the month's last."""
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return last if day.day > last.day else first + timedelta(days=day.day - 1)


@given(DAYS, MONTHS)
@example(LEAP_DAY, 12)
@example(LEAP_DAY, 48)
@example(date(2027, 8, 29), 6)
@example(date(2026, 8, 31), 6)
def test_months_agree_with_walking_from_month_to_month(day: date, months: int) -> None:
    assert add_calendar_months(day, months) == walked(day, months)


@given(DAYS, MONTHS)
def test_months_never_roll_into_the_next_month(day: date, months: int) -> None:
    later = add_calendar_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@given(DAYS, MONTHS)
def test_going_back_loses_at_most_what_was_clamped(day: date, months: int) -> None:
    later = add_calendar_months(day, months)

    assert add_calendar_months(later, -months) == day.replace(day=later.day)


@given(DAYS, DAYS, MONTHS)
def test_an_earlier_day_is_never_due_after_a_later_one(one: date, other: date, months: int) -> None:
    earlier, later = sorted((one, other))

    assert add_calendar_months(earlier, months) <= add_calendar_months(later, months)
