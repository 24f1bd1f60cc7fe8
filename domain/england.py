"""The bank holidays of England, from the `holidays` package."""

from datetime import date
from importlib.metadata import version

import holidays

from domain.calendar import Calendar

_SATURDAY = 5


def england_calendar(first_year: int, last_year: int) -> Calendar:
    """England's bank holidays of whole years, with the substitute days that are really taken.

    The package knows the proclaimed days of the past and reckons future years by today's law (Banking and
    Financial Dealings Act 1971). It is slow to import and reads locale and files: for activities and the
    command line only, which record the calendar that they got. Raises ValueError when the years are swapped.
    """
    # Without the subdivision Easter Monday and the August bank holiday would be missing.
    package = holidays.country_holidays("GB", subdiv="ENG", years=range(first_year, last_year + 1))
    return Calendar(
        name="England",
        version=f"holidays {version('holidays')}",
        first=date(first_year, 1, 1),
        last=date(last_year, 12, 31),
        # A holiday at a weekend has its substitute on a working day, and is none itself.
        holidays={day: name for day, name in sorted(package.items()) if day.weekday() < _SATURDAY},
    )
