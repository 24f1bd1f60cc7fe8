from datetime import date

import pytest

from domain.months import add_calendar_months


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 21), 6, date(2026, 7, 21)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2028, 2, 29), 6, date(2028, 8, 29)),  # it does not become the last day of August
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_months_clamp_to_the_end_of_a_shorter_month_and_never_roll(day: date, months: int, result: date) -> None:
    assert add_calendar_months(day, months) == result
