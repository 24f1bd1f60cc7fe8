"""When something in a scenario is: a London date, or working days from the beginning, a due date or an earlier step."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import BeforeValidator

from domain.calendar import Calendar
from domain.london import LONDON
from domain.moment import Moment

NOON = time(12)
LAST_YEAR = 2180
FORMS = (
    'must be a London date, as in 2030-01-09 or "2030-01-09 16:30", or counted, as in "begins + 2 working days", '
    '"due notification - 1 working day at 16:30", "step criteria"'
)
_DAY = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})([ T](?P<clock>\d{2}:\d{2}(:\d{2})?))?", re.ASCII)
_COUNTED = re.compile(
    r"(?P<base>begins|(due|step) (?P<key>[a-z0-9][a-z0-9_:-]*))"
    r"( (?P<sign>[+-]) (?P<days>\d{1,3}) working days?)?( at (?P<clock>\d{2}:\d{2}))?",
    re.ASCII,
)


class UnknownBase(LookupError):  # noqa: N818 - said to whoever wrote the scenario
    """Nothing of the case has the name that a date is counted from."""


@dataclass(frozen=True)
class When:
    """A London date, given or to be counted, perhaps with the time on a clock in London.

    Attributes:
        day: the date, where it is fixed.
        base: what it is counted from otherwise: "begins", "due" or "step".
        key: which duty or step.
        days: how many working days after it, negative before it; 0 is the day itself, working or not.
        clock: the time in London.
    """

    day: date | None = None
    base: str = ""
    key: str = ""
    days: int = 0
    clock: time | None = None

    @property
    def fixed_day(self) -> date:
        """The date that is given. Raises ValueError where it is to be counted."""
        if self.day is None:
            raise ValueError('must be a fixed London date, as in 2030-01-07 or "2030-01-07 09:30"')
        return self.day

    def on(self, bases: "Bases") -> date:
        """The London date. Raises UnknownBase, and CalendarEnds."""
        if self.day is not None:
            return self.day
        start = bases.day_of(self.base, self.key)
        count = bases.calendar.subtract_working_days if self.days < 0 else bases.calendar.add_working_days
        return count(start, abs(self.days))

    def instant(self, bases: "Bases") -> datetime:
        """The UTC instant, at noon in London where no time is given. Raises UnknownBase, and CalendarEnds."""
        return london(self.on(bases), self.clock or NOON)

    def moment(self, bases: "Bases") -> Moment:
        """As exact as it was given. Raises UnknownBase, and CalendarEnds."""
        return Moment.at(self.instant(bases)) if self.clock else Moment.on(self.on(bases))


@dataclass(frozen=True)
class Bases:
    """What dates are counted from while a case is played."""

    calendar: Calendar
    begins: date
    due: Mapping[str, date]
    steps: Mapping[str, date]

    def day_of(self, base: str, key: str) -> date:
        """The London date of a base. Raises UnknownBase."""
        if base == "begins":
            return self.begins
        known = self.due if base == "due" else self.steps
        if key not in known:
            what = "no such duty has been owed by then" if base == "due" else "no earlier step has that name"
            raise UnknownBase(f"{base} {key}: {what}; there are {', '.join(sorted(known)) or 'none'}")
        return known[key]


def london(day: date, clock: time = NOON) -> datetime:
    """The UTC instant of a time in London."""
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def read_when(value: object) -> When:
    """What a TOML file gives as a date. Raises ValueError with the forms that are right."""
    if isinstance(value, When):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise ValueError("must be a time in London, and so without a time zone")
        return When(day=value.date(), clock=value.time())
    if isinstance(value, date):
        return When(day=value)
    text = value if isinstance(value, str) else ""
    try:
        if found := _DAY.fullmatch(text):
            return When(day=date.fromisoformat(found["day"]), clock=_clock(found["clock"]))
        if found := _COUNTED.fullmatch(text):
            base = found["base"].partition(" ")[0]
            days = int(found["days"] or 0) * (-1 if found["sign"] == "-" else 1)
            return When(base=base, key=found["key"] or "", days=days, clock=_clock(found["clock"]))
    except ValueError:
        pass  # a day or a time that does not exist
    raise ValueError(FORMS)


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


AnyTime = Annotated[When, BeforeValidator(read_when)]
"""A date of a scenario, fixed or counted."""


def _read_fixed(value: object) -> When:
    when = read_when(value)
    if when.fixed_day.year > LAST_YEAR:
        raise ValueError(f"must be in a year until {LAST_YEAR}")
    return replace(when, day=when.fixed_day)


FixedTime = Annotated[When, BeforeValidator(_read_fixed)]
"""A date of a scenario that nothing else can be counted for."""
