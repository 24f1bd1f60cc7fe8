"""The partnership's record of proclaimed days, as a client reads it, and the calendar that a new case would get."""

from domain.calendar import Calendar
from domain.calendar_change import lay_over
from domain.decisions.dates import ChangeCalendar
from domain.england import england_calendar
from domain.london import london_date
from ledger.proclaimed import read_proclaimed
from settings import Settings
from starter.client.errors import ServiceUnavailable, UnknownCase
from starter.client.ledger import open_ledger
from starter.client.session import key_of, now
from vault.scope import SERVICE


async def read_record(chosen: Settings) -> tuple[ChangeCalendar, ...]:
    """For each proclaimed day the last decision about it.

    Raises:
        ServiceUnavailable: PostgreSQL cannot be reached, or its rows cannot be opened.
    """
    cipher = (await key_of(chosen, SERVICE)).cipher
    async with open_ledger(chosen) as pool:
        return await read_proclaimed(pool, cipher)


def calendar_of_new_cases(record: tuple[ChangeCalendar, ...], first_year: int, last_year: int) -> Calendar:
    """The bank holidays of whole years as the installed package has them, with those on record laid over."""
    return lay_over(england_calendar(first_year, last_year), record)


async def calendar_today(chosen: Settings) -> Calendar | None:
    """The bank holidays that a new case would get; None while the record of proclaimed ones cannot be read."""
    today = london_date(now())
    try:
        record = await read_record(chosen)
    except (ServiceUnavailable, UnknownCase):
        return None
    return calendar_of_new_cases(record, today.year, today.year + 1)
