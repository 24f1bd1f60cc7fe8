"""Calendar months, as statutory periods count them."""

from calendar import monthrange
from datetime import date

MONTHS_A_YEAR = 12


def add_calendar_months(day: date, months: int) -> date:
    """The same day `months` calendar months later (earlier when negative).

    Where that month is shorter, its last day: 31 August and six months is 28 February. It never rolls
    forward into the next month and never moves for a weekend or a holiday. Raises ValueError outside the
    years 1 to 9999.
    """
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    last_of_month = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last_of_month))
