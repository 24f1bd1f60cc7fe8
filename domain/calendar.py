"""Working days: Monday to Friday, unless the calendar names the day as a bank holiday."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from domain.london import say_day
from domain.model import Model

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class CalendarEnds(LookupError):  # noqa: N818 - a fact about the calendar, named as one
    """A count ran past the days that the calendar knows. `day` is the first one that it does not."""

    def __init__(self, day: date) -> None:
        super().__init__(f"the calendar does not reach {say_day(day)}: use one that covers more years")
        self.day = day


class Calendar(Model):
    """The bank holidays of `first` to `last` (both included), as they were known to `version`.

    It is recorded with the case, so that a date on record can be counted again for ever. All days are
    London dates. In every count the anchor is day 0, even when it is itself a weekend or a holiday
    (docs/procedure.md). `proclaimed` holds the days on which it differs from what its source knew: the name of a
    bank holiday, or None for a day that is none after all; `version` names the source and each of them.
    """

    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    first: date
    last: date
    holidays: dict[date, str]
    proclaimed: Mapping[date, str | None] = {}

    @model_validator(mode="after")
    def _holidays_lie_within(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"the calendar ends on {self.last} before it begins on {self.first}")
        outside = [day for day in self.holidays if not self.first <= day <= self.last]
        if outside:
            raise ValueError(f"{min(outside)} is not within the calendar's {self.first} to {self.last}")
        return self

    @property
    def source(self) -> str:
        """Where it comes from, such as "holidays 0.109", without the days that were proclaimed since."""
        return self.version.removesuffix(_say_changes(self.proclaimed))

    def changed(self, day: date, holiday: str | None) -> Self:
        """The calendar in which `day` is the bank holiday of that name, or none.

        The version says so: "holidays 0.109, 2027-06-03 added". What a later change undoes, it does not mention.

        Raises ValueError when the day is so already, or at a weekend; CalendarEnds.
        """
        if day.weekday() >= _SATURDAY:
            raise ValueError(f"{say_day(day)} is no working day in any case")
        if (self.holiday(day) is None) is (holiday is None):
            raise ValueError(f"{say_day(day)} is {'a' if holiday else 'no'} bank holiday already")
        holidays = {other: name for other, name in self.holidays.items() if other != day}
        proclaimed = {other: name for other, name in self.proclaimed.items() if other != day}
        if holiday is not None:
            holidays[day] = holiday
        if day not in self.proclaimed:
            proclaimed[day] = holiday
        return self.model_copy(
            update={
                "version": self.source + _say_changes(proclaimed),
                "holidays": dict(sorted(holidays.items())),
                "proclaimed": dict(sorted(proclaimed.items())),
            }
        )

    def holiday(self, day: date) -> str | None:
        """The bank holiday's name, or None. Raises CalendarEnds."""
        self._must_know(day)
        return self.holidays.get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether it is Monday to Friday and no bank holiday. Raises CalendarEnds."""
        return self.holiday(day) is None and day.weekday() < _SATURDAY

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; for 0 the day itself, working or not.

        Raises ValueError for a negative count and CalendarEnds.
        """
        return self._walk(day, count, _ONE_DAY)

    def subtract_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day before `day`; for 0 the day itself, working or not.

        Raises ValueError for a negative count and CalendarEnds.
        """
        return self._walk(day, count, -_ONE_DAY)

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after `day`. Raises CalendarEnds."""
        return self.add_working_days(day, 1)

    def last_working_day_on_or_before(self, day: date) -> date:
        """`day` itself if it is a working day, else the one before it. Raises CalendarEnds."""
        return day if self.is_working_day(day) else self.subtract_working_days(day, 1)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`.

        When `end` is the earlier, the count the other way round, as a negative number. Raises CalendarEnds.
        """
        if end < start:
            return -self.working_days_between(end, start)
        self._must_know(start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in days)

    def _walk(self, day: date, count: int, step: timedelta) -> date:
        if count < 0:
            raise ValueError(f"a number of working days cannot be negative: {count}")
        self._must_know(day)
        while count:
            day += step
            count -= self.is_working_day(day)
        return day

    def _must_know(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise CalendarEnds(day)


def _say_changes(proclaimed: Mapping[date, str | None]) -> str:
    return "".join(f", {day} {'removed' if name is None else 'added'}" for day, name in sorted(proclaimed.items()))
