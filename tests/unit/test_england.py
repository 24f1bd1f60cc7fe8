from datetime import date
from importlib.metadata import version

import pytest

from domain.england import england_calendar

ENGLAND = england_calendar(2018, 2028)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2018, 4, 2), "Easter Monday"),
        (date(2019, 4, 22), "Easter Monday"),
        (date(2024, 4, 1), "Easter Monday"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2028, 4, 17), "Easter Monday"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2018, 8, 27), "Summer Bank Holiday"),
        (date(2025, 8, 25), "Summer Bank Holiday"),
        (date(2026, 8, 31), "Summer Bank Holiday"),
        (date(2020, 5, 8), "May Day"),  # moved to the anniversary of 8 May 1945
        (date(2022, 6, 2), "Spring Bank Holiday"),
        (date(2022, 6, 3), "Platinum Jubilee"),
        (date(2022, 9, 19), "State Funeral"),
        (date(2023, 5, 8), "Coronation"),
        (date(2020, 12, 28), "Boxing Day"),
        (date(2021, 12, 27), "Christmas Day"),
        (date(2021, 12, 28), "Boxing Day"),
        (date(2022, 1, 3), "New Year's Day"),
        (date(2022, 12, 27), "Christmas Day"),
        (date(2023, 1, 2), "New Year's Day"),
        (date(2026, 12, 28), "Boxing Day"),
        (date(2028, 1, 3), "New Year's Day"),
    ],
)
def test_a_bank_holiday_of_england(day: date, name: str) -> None:
    assert name in (ENGLAND.holiday(day) or "")
    assert not ENGLAND.is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2020, 5, 4),  # the early May holiday had moved
        date(2022, 5, 30),  # the spring holiday had moved
        date(2026, 3, 17),  # St Patrick's Day, Northern Ireland
        date(2025, 1, 2),  # Scotland
        date(2025, 8, 4),  # Scotland
        date(2025, 12, 29),  # a council's Christmas closure is no bank holiday
        date(2025, 12, 24),
    ],
)
def test_a_holiday_of_somebody_else_is_a_working_day(day: date) -> None:
    assert ENGLAND.is_working_day(day)


def test_each_year_has_eight_holidays_and_those_proclaimed() -> None:
    count = {year: sum(day.year == year for day in ENGLAND.holidays) for year in range(2018, 2029)}

    assert count == dict.fromkeys(range(2018, 2029), 8) | {2022: 10, 2023: 9}


def test_no_holiday_is_at_a_weekend_because_its_substitute_counts() -> None:
    assert all(day.weekday() < 5 for day in ENGLAND.holidays)


def test_it_covers_whole_years_and_names_the_package_it_came_from() -> None:
    assert (ENGLAND.first, ENGLAND.last) == (date(2018, 1, 1), date(2028, 12, 31))
    assert ENGLAND.version == f"holidays {version('holidays')}"


def test_swapped_years_are_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        england_calendar(2028, 2018)
