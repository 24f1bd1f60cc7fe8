"""When something happened, kept with the precision by which it is known."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from domain.london import end_of_day, london_date, say_day, say_instant, start_of_day

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_FORMS = (
    "write an instant with its time zone (2026-06-02T23:30:00Z), a day (2026-06-03), "
    "or a period from its first to its last day (2026-06-01/2026-06-03)"
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, a London day, or a period of London days, inclusive.

    Make one with `at`, `on`, `between` or `parse`. In JSON it is one string, as `str()` gives it.
    """

    first_day: date
    last_day: date
    instant: datetime | None = None

    @classmethod
    def at(cls, instant: datetime) -> Self:
        """An exact instant. Raises ValueError when it has no time zone or an impossible year."""
        _check_year(instant.date())  # before the conversion, which overflows at both ends of the calendar
        day = london_date(instant)
        _check_year(day)
        return cls(day, day, instant.astimezone(UTC))

    @classmethod
    def on(cls, day: date) -> Self:
        """Some time on a London day. Raises ValueError for an impossible year."""
        return cls.between(day, day)

    @classmethod
    def between(cls, first: date, last: date) -> Self:
        """Some time from the first to the last of these London days. Raises ValueError when swapped."""
        if isinstance(first, datetime) or isinstance(last, datetime):
            raise ValueError("a day was expected, not an instant: use Moment.at for instants")  # noqa: TRY004
        if last < first:
            raise ValueError(f"the period ends on {last} before it begins on {first}: write the earlier day first")
        _check_year(first)
        _check_year(last)
        return cls(first, last)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read back what `str()` gives; any offset from UTC is accepted.

        Raises ValueError, saying what would be right. Its message does not repeat the text, because what
        somebody typed in the wrong place may be about a person.
        """
        first, slash, last = text.partition("/")
        if _INSTANT.fullmatch(text):
            return cls.at(datetime.fromisoformat(text))
        if _DAY.fullmatch(first) and (_DAY.fullmatch(last) or not slash):
            return cls.between(date.fromisoformat(first), date.fromisoformat(last or first))
        raise ValueError(f"not a moment: {_FORMS}")

    @property
    def earliest(self) -> datetime:
        """The first UTC instant that it can have been."""
        return self.instant or start_of_day(self.first_day)

    @property
    def latest(self) -> datetime:
        """The last UTC instant that it can have been; for days the end of the last, no longer part of it."""
        return self.instant or end_of_day(self.last_day)

    def certainly_after(self, other: "Moment") -> bool:
        """Whether it happened later than `other` whatever the two exact instants were."""
        if other.instant is None:
            return self.earliest >= other.latest
        return self.earliest > other.instant

    def say(self) -> str:
        """For people: "Wed 3 Jun 2026 00:30", "Wed 3 Jun 2026", or both ends of a period."""
        if self.instant is not None:
            return say_instant(self.instant)
        if self.first_day == self.last_day:
            return say_day(self.first_day)
        return f"between {say_day(self.first_day)} and {say_day(self.last_day)}"

    def __str__(self) -> str:
        if self.instant is not None:
            return self.instant.replace(tzinfo=None).isoformat() + "Z"
        if self.first_day == self.last_day:
            return self.first_day.isoformat()
        return f"{self.first_day.isoformat()}/{self.last_day.isoformat()}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic that it is a string in JSON, and either a Moment or such a string in Python."""
        text = core_schema.str_schema(metadata={"pydantic_js_updates": {"description": _FORMS}})
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(cls.parse, text),
            python_schema=core_schema.no_info_plain_validator_function(cls._from_python),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def _from_python(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        raise ValueError(f"not a moment: {_FORMS}")


def _check_year(day: date) -> None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"the year must be from {_FIRST_YEAR} to {_LAST_YEAR}")
