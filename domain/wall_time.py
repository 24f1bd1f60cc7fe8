"""An instant as a person types it and reads it: on a clock in London, or a London day, which means its end."""

import re
from datetime import UTC, date, datetime, timedelta

from domain.london import LONDON, end_of_day, london_date, say_day
from domain.moment import Moment

FORMS = (
    "write a London day, which means its end (2026-01-14), a time on a clock in London (2026-01-14T12:00), "
    "or an instant with its time zone (2026-01-14T12:00Z)"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(?P<zone>Z|[+-]\d{2}:\d{2})?", re.ASCII)
_LAST_MOMENT = timedelta(microseconds=1)


def parse_instant(text: str) -> datetime:
    """The UTC instant that somebody typed; of a London day its last microsecond.

    Raises ValueError, saying what would be right: for what is no such time, and for one that clocks in London skipped,
    or showed twice, when they were put forward or back.
    """
    if _DAY.fullmatch(text):
        return end_of_day(Moment.on(date.fromisoformat(text)).last_day) - _LAST_MOMENT
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError(f"not an instant: {FORMS}")
    typed = datetime.fromisoformat(text)
    return Moment.at(typed if found["zone"] else _in_london(typed)).earliest


def say_exactly(instant: datetime) -> str:
    """An instant as it counts, to be typed again: "Wed 14 Jan 2026 12:00:00 GMT", "the end of Wed 14 Jan 2026"."""
    day = london_date(instant)
    if instant == end_of_day(day) - _LAST_MOMENT:
        return f"the end of {say_day(day)}"
    there = instant.astimezone(LONDON)
    return f"{say_day(day)} {there.time().isoformat()} {there.tzname()}"


def _in_london(typed: datetime) -> datetime:
    first, second = (typed.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first > second:
        raise ValueError(
            f"no clock in London showed {typed:%H:%M} on {say_day(typed.date())}: they were put forward over it; "
            "give the time before or after"
        )
    if first < second:
        at = typed.isoformat(timespec="minutes")
        raise ValueError(
            f"clocks in London showed {typed:%H:%M} twice on {say_day(typed.date())}: they were put back; "
            f"write {at}+01:00 for the first time, {at}Z for the second"
        )
    return first
