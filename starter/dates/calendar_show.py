"""`cspr calendar show`, `check`: which bank holidays count, where each comes from, and whether all agree."""

import asyncio
from datetime import date
from typing import Annotated, Any

import typer

from domain.calendar import Calendar
from domain.calendar_differences import Difference, differences
from domain.london import london_date, say_day
from settings import Settings
from starter.client import session
from starter.client.acting import record_look
from starter.client.errors import ExitStatus
from starter.client.proclaimed_record import calendar_of_new_cases, read_record
from starter.client.proclamations import Proclamations
from starter.reading.case_now import look_at
from starter.terminal.options import AsJson, case_argument
from starter.terminal.printing import OVERDUE, say, show_json, show_table
from starter.terminal.progress_bar import progress_bar

NAMED = 5

OneCase = Annotated[str | None, case_argument("A case; without one, as a new case would count.")]
Year = Annotated[int | None, typer.Option("--year", min=1990, max=2190, help="Only this year.")]


def show(*, reference: OneCase = None, year: Year = None, as_json: AsJson = False) -> None:
    """List the bank holidays that a case counts by, or that a new one would, and where each comes from.

    Examples: cspr calendar show --year 2027, cspr calendar show CSPR-7K4M-2QXD
    """
    calendar = asyncio.run(_calendar(session.settings(), reference, year))
    days = [day for day in _days(calendar) if year is None or day.year == year]
    if as_json:
        lines = [_line(calendar, day) for day in days]
        show_json({"name": calendar.name, "version": calendar.version, "days": lines})
        return
    say(f"{calendar.name}, {calendar.version}")
    rows = [
        (say_day(day), calendar.holiday(day) or "no bank holiday after all", _origin(calendar, day)) for day in days
    ]
    show_table(("day", "bank holiday", "from"), rows)


def check(*, as_json: AsJson = False) -> None:
    """Compare what a new case would count by with the calendars on record of all open cases.

    Exit status 5 when they differ: the package was upgraded, or a proclaimed day has not come everywhere.
    """
    found, silent = asyncio.run(_check(session.settings()))
    if as_json:
        show_json({"differences": [each.model_dump(mode="json") for each in found], "silent": silent})
    else:
        for each in found:
            _tell(each)
        if silent:
            say(f"{len(silent)} cases do not answer: {', '.join(silent[:NAMED])}.", style=OVERDUE)
        if not found:
            say("Every open case that answers counts by the bank holidays that a new one would.")
    if found or silent:
        raise typer.Exit(ExitStatus.DIFFERENT)


async def _calendar(chosen: Settings, reference: str | None, year: int | None) -> Calendar:
    if reference is None:
        first = year or london_date(session.now()).year
        return calendar_of_new_cases(await read_record(chosen), first, year or first + 1)
    calendar = (await look_at(chosen, reference)).view.case.in_force.calendar
    record_look(chosen, "the bank holidays that it counts by", reference)
    return calendar


async def _check(chosen: Settings) -> tuple[list[Difference], list[str]]:
    record = await read_record(chosen)
    service = await Proclamations.connect(chosen)
    with progress_bar("Open cases") as tell:
        found = await service.look_at_open_cases(lambda case: case.in_force.calendar, tell)
    calendars = {reference: calendar for reference, calendar in found.items() if calendar}
    if not calendars:
        return [], sorted(found)
    first = min(calendar.first.year for calendar in calendars.values())
    last = max(calendar.last.year for calendar in calendars.values())
    new = calendar_of_new_cases(record, first, last)
    return differences(new, calendars), [reference for reference in found if reference not in calendars]


def _days(calendar: Calendar) -> list[date]:
    return sorted({*calendar.holidays, *calendar.proclaimed})


def _origin(calendar: Calendar, day: date) -> str:
    return "proclaimed" if day in calendar.proclaimed else calendar.source


def _line(calendar: Calendar, day: date) -> dict[str, Any]:
    return {"day": day.isoformat(), "holiday": calendar.holiday(day), "from": _origin(calendar, day)}


def _tell(each: Difference) -> None:
    cases = ", ".join(each.cases[:NAMED]) + (f" and {len(each.cases) - NAMED} more" if len(each.cases) > NAMED else "")
    on_record = " and ".join(each.recorded_versions)
    if each.new_cases_have:
        say(
            f"{say_day(each.day)}: a bank holiday ({each.new_cases_have}) by {each.new_version}, none on record",
            OVERDUE,
        )
        say(f"  by {on_record}, of {len(each.cases)} open cases: {cases}")
        say(f'  If it is one: cspr calendar add {each.day} "{each.new_cases_have}" … gives it to them.')
        say(f"  If it is none: cspr calendar remove {each.day} … keeps it from new cases.")
    else:
        say(f"{say_day(each.day)}: no bank holiday by {each.new_version}, but one on record", OVERDUE)
        say(f"  by {on_record}, of {len(each.cases)} open cases: {cases}")
        say(f"  If it is none: cspr calendar remove {each.day} … takes it from them.")
        say(f"  If it is one: cspr calendar add {each.day} NAME … gives it to new cases.")
