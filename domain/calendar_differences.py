"""Where the calendars on record differ from the one that a new case would get."""

from collections.abc import Mapping
from datetime import date

from domain.calendar import Calendar
from domain.model import Model


class Difference(Model):
    """One day that is a bank holiday in one calendar and none in others.

    `new_cases_have` is its name in a new case's calendar, or None where it is none there. `cases` are those whose
    recorded calendar says otherwise, `recorded_versions` the versions of these, both sorted.
    """

    day: date
    new_cases_have: str | None
    new_version: str
    recorded_versions: tuple[str, ...]
    cases: tuple[str, ...]


def differences(new: Calendar, recorded: Mapping[str, Calendar]) -> list[Difference]:
    """Every day that both calendars know and read otherwise, in order; names alone make no difference.

    Args:
        new: what a new case would count by.
        recorded: the calendar of each open case, by reference.
    """
    cases: dict[date, list[str]] = {}
    for reference, calendar in sorted(recorded.items()):
        first, last = max(new.first, calendar.first), min(new.last, calendar.last)
        for day in sorted(set(new.holidays) ^ set(calendar.holidays)):
            if first <= day <= last:
                cases.setdefault(day, []).append(reference)
    return [
        Difference(
            day=day,
            new_cases_have=new.holiday(day),
            new_version=new.version,
            recorded_versions=tuple(sorted({recorded[reference].version for reference in known})),
            cases=tuple(known),
        )
        for day, known in sorted(cases.items())
    ]
