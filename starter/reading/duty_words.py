"""The duties of a case at an instant, for people and for programs."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, TypeAlias

from domain.case import Case
from domain.correspondence import organisation_name
from domain.day_zero import other_readings_of
from domain.duty import Duty, DutyStatus
from domain.london import end_of_day, london_date, say_day, say_instant
from domain.spoken_days import say_ahead, say_late, say_near
from domain.standing import beside_due, has_date, say_date, say_due
from domain.turn import comes_after
from starter.reading.event_words import say_timeliness
from starter.terminal.printing import show_table

Row: TypeAlias = tuple[str, str, str, str]

_OPEN = "open"
_FIELDS = {
    "key",
    "owner",
    "title",
    "anchor_day",
    "provisional",
    "due",
    "last_working_day",
    "status",
    "met",
    "margin",
    "original_due",
    "extended_until",
    "suspensions",
}


def show_duties(case: Case, now: datetime, say_row: Callable[[Case, Duty, datetime], Row]) -> None:
    """Print all duties of a case at the UTC instant: the open ones first, with each other reading of their limits.

    Of the open ones those come last that have no date yet.
    """

    def order(duty: Duty) -> tuple[bool, bool, date, str]:
        return duty.status is not DutyStatus.OPEN, not has_date(case, duty, now), duty.due, duty.key

    duties = sorted(case.duties.values(), key=order)
    rows, late = [], []
    for duty in duties:
        beside = list(_reading_rows(case, duty, now))
        rows += [say_row(case, duty, now), *beside]
        late += [duty.is_overdue(now), *(False for _ in beside)]
    _show(rows, late)


def show_these(case: Case, duties: Sequence[Duty], now: datetime) -> None:
    """Print some duties of a case at the UTC instant, and nothing else of it."""
    _show([row_today(case, duty, now) for duty in duties], [duty.is_overdue(now) for duty in duties])


def row_then(case: Case, duty: Duty, now: datetime) -> Row:
    """A duty as it stood at an earlier UTC instant, its days in full: its title, due date, owner, and how it stood."""
    day = say_due(case, duty, now)
    if duty.last_working_day != duty.due:
        day += f" (last working day {say_day(duty.last_working_day)})"
    return duty.title, day, organisation_name(case, duty.owner), _stands(case, duty, how_it_stands(duty, now))


def row_today(case: Case, duty: Duty, now: datetime) -> Row:
    """A duty as it stands at this UTC instant, its days as people say them: title, due date, owner, how it stands."""
    today, calendar = london_date(now), case.in_force.calendar
    near = partial(say_near, today=today)
    if duty.status is not DutyStatus.OPEN:
        return duty.title, say_due(case, duty, now), organisation_name(case, duty.owner), how_it_stands(duty, now)
    day = say_date(case, duty.due, now, provisional=duty.provisional, say=near)
    if has_date(case, duty, now) and not duty.is_overdue(now):
        day += f", {say_ahead(duty.due, today, calendar)}"
    beside = beside_due(duty, now, near)
    if duty.last_working_day != duty.due:
        beside.append(f"last working day {near(duty.last_working_day)}")
    stands = _OPEN
    if duty.is_overdue(now):
        stands = f"overdue since {near(duty.due)}, {say_late(duty.due, today, calendar)}"
    day = f"{day} ({'; '.join(beside)})" if beside else day
    return duty.title, day, organisation_name(case, duty.owner), _stands(case, duty, stands)


def how_it_stands(duty: Duty, now: datetime) -> str:
    """How a duty stands at the UTC instant: open, overdue, done, or no longer owed."""
    if duty.status is DutyStatus.MET and duty.met is not None:
        return f"done {duty.met.say()}, {say_timeliness(duty.margin, duty.timeliness)}"
    if duty.status is DutyStatus.CANCELLED:
        return "no longer owed, overdue by then" if duty.is_late(now) else "no longer owed"
    return f"overdue since {say_instant(end_of_day(duty.due))}" if duty.is_overdue(now) else _OPEN


def _stands(case: Case, duty: Duty, stands: str) -> str:
    """How a duty stands, and what has to come first where nobody can act on it yet."""
    first = comes_after(case, duty) if duty.status is DutyStatus.OPEN else None
    if first is None:
        return stands
    return f"waits for {first}" if stands == _OPEN else f"{stands}; waits for {first}"


def duty_for_programs(case: Case, duty: Duty, now: datetime) -> dict[str, Any]:
    """A duty at the UTC instant, with its explanations and the other readings of its limit, as JSON."""
    shown = duty.model_dump(mode="json", include=_FIELDS)
    if not has_date(case, duty, now):
        shown |= {"due": None, "last_working_day": None}
    return {
        **shown,
        "owner_name": organisation_name(case, duty.owner),
        "comes_after": comes_after(case, duty) if duty.status is DutyStatus.OPEN else None,
        "timeliness": duty.timeliness,
        "explanations": [
            {
                "at": str(each.at),
                "role": each.by.role.value,
                "organisation": each.by.organisation,
                "reason": each.reason,
            }
            for each in case.explanations.get(duty.key, ())
        ],
        "overdue": duty.is_overdue(now),
        "limit": duty.rule.say(),
        "force": duty.rule.force.value,
        "case": case.reference,
        "due_in_words": say_due(case, duty, now),
        "readings": [
            {
                **reading.model_dump(mode="json"),
                "due_in_words": say_date(case, reading.due, now, provisional=reading.provisional),
            }
            for reading in other_readings_of(case, duty)
        ],
    }


def _show(rows: Sequence[Row], late: Sequence[bool]) -> None:
    show_table(("duty", "due", "who", "how it stands"), rows, late)


def _reading_rows(case: Case, duty: Duty, now: datetime) -> Iterator[Row]:
    """One row for each other published reading of the limit of a duty that is or was owed."""
    if duty.status is not DutyStatus.CANCELLED:
        for reading in other_readings_of(case, duty):
            day = say_date(case, reading.due, now, provisional=reading.provisional)
            yield f"   counted otherwise: {reading.title}", day, "", "for comparison; it does not count"
