"""Working days: Monday to Friday, unless the calendar names the day as a bank holiday."""

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
    (docs/procedure.md).
    """

    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    first: date
    last: date
    holidays: dict[date, str]

    @model_validator(mode="after")
    def _holidays_lie_within(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"the calendar ends on {self.last} before it begins on {self.first}")
        outside = [day for day in self.holidays if not self.first <= day <= self.last]
        if outside:
            raise ValueError(f"{min(outside)} is not within the calendar's {self.first} to {self.last}")
        return self

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
