"""Days as people say them: the day can be found again, and what is counted agrees with the calendar."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar
from domain.london import say_day
from domain.spoken_days import say_ahead, say_late, say_near

CALENDAR = Calendar(
    name="Invented",
    version="1",
    first=date(2025, 1, 1),
    last=date(2026, 12, 31),
    holidays={date(2025, 12, 25): "Christmas Day", date(2025, 12, 26): "Boxing Day", date(2026, 1, 1): "New Year"},
)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


@given(DAYS, DAYS)
def test_the_day_can_be_found_again(day: date, today: date) -> None:
    said = say_near(day, today)
    assert say_day(day) in (said, f"{said} {today.year}")


@given(DAYS, st.integers(min_value=0, max_value=400))
def test_what_is_ahead_is_counted_as_deadlines_are(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    said = say_ahead(day, today, CALENDAR)
    if counted := re.fullmatch(r"in (\d+) working days?", said):
        working = CALENDAR.working_days_between(today, day)
        assert working == int(counted[1]) > 0
        if CALENDAR.is_working_day(day):
            assert CALENDAR.add_working_days(today, working) == day
    else:
        assert said in ("today", "tomorrow") or said.startswith("in about") or "next working day" in said
        assert (said == "today") == (days == 0)


@given(DAYS, st.integers(min_value=1, max_value=400))
def test_what_is_late_is_never_said_to_be_on_time(due: date, days: int) -> None:
    assert say_late(due, due + timedelta(days=days), CALENDAR).endswith(("days late", "day late", "day late yet"))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2025, 12, 23), "Tue 23 Dec, today"),
        (date(2025, 12, 24), "Wed 24 Dec, tomorrow"),
        (date(2025, 12, 29), "Mon 29 Dec, in 2 working days"),
        (date(2026, 1, 15), "Thu 15 Jan 2026, in 14 working days"),
        (date(2026, 2, 13), "Fri 13 Feb 2026, in about 7 weeks"),
        (date(2026, 6, 23), "Tue 23 Jun 2026, in about 6 months"),
        (date(2027, 6, 23), "Wed 23 Jun 2027, in about 18 months"),
    ],
)
def test_a_day_ahead(day: date, said: str) -> None:
    today = date(2025, 12, 23)
    assert f"{say_near(day, today)}, {say_ahead(day, today, CALENDAR)}" == said


def test_days_before_the_next_working_day() -> None:
    assert say_ahead(date(2025, 12, 28), date(2025, 12, 26), CALENDAR) == "in 2 days, before the next working day"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2025, 12, 20), "no working day late yet"),
        (date(2025, 12, 22), "1 working day late"),
        (date(2025, 12, 29), "4 working days late"),
        (date(2027, 1, 1), "378 days late"),
    ],
)
def test_how_late(today: date, said: str) -> None:
    assert say_late(date(2025, 12, 19), today, CALENDAR) == said


def test_a_day_that_is_over_is_not_ahead() -> None:
    with pytest.raises(ValueError, match="is over"):
        say_ahead(date(2026, 1, 1), date(2026, 1, 2), CALENDAR)
