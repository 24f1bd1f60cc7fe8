"""The scenario file: what it teaches, the referral, who decides what and when, and the dates to expect."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from domain.duty import Timeliness
from domain.model import Model
from domain.people import Role
from domain.text import DutyKey, Key, Line, Prose
from stack.simulation.when import NOON, AnyTime, FixedTime, london

RUNG = re.compile(r"(?P<planned>\d{4}-\d{2}-\d{2}) (?P<name>[a-z0-9+-]+)(, late on (?P<fired>\d{4}-\d{2}-\d{2}))?")


def _is_rung(text: str) -> str:
    if not RUNG.fullmatch(text):
        raise ValueError('must be a date and a rung, as in "2030-01-08 reminder-2" or "…, late on 2030-01-09"')
    return text


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class Step(Model):
    """One decision, or the same by several organisations. What is its own (`outcome`, `agency` …) is kept as extra.

    `on` is when it is taken and recorded, `happened` when it happened where that was earlier, `refused` the code with
    which the procedure is to refuse it.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    decision: str
    on: AnyTime
    name: Key | None = None
    role: Role
    organisation: Annotated[tuple[Key, ...], BeforeValidator(_one_or_more), Field(min_length=1)]
    person: Line = "Example Person"
    delegated_by: Line | None = None
    delegated_on: AnyTime | None = None
    happened: AnyTime | None = None
    refused: Key | None = None

    @property
    def about(self) -> dict[str, Any]:
        """The decision's own fields, as they are given."""
        return dict(self.model_extra or {})


class Expectation(Model):
    """The dates of one duty, worked out by hand. London dates; `margin` in working days, negative when late.

    `was` are the earlier dates that it moved from. A rung is told by its day, at 09:00, but overdue by the midnight
    after the due date.
    """

    duty: DutyKey
    due: date
    was: tuple[date, ...] = ()
    met: date | None = None
    margin: int | None = None
    timeliness: Timeliness | None = None
    cancelled: date | None = None
    rungs: tuple[Annotated[str, AfterValidator(_is_rung)], ...] = ()


class Scenario(Model):
    """A scenario. `begins` is when the case is opened; `complete` says that every date in it is expected."""

    title: Line
    teaches: Prose
    begins: FixedTime
    until: AnyTime | None = None
    referral: dict[str, Any]
    step: tuple[Step, ...] = ()
    never: tuple[DutyKey, ...] = ()
    ends: Line | None = Field(default=None, description="the stage in which it ends, as status shows it")
    complete: bool = False
    expect: tuple[Expectation, ...] = ()

    @property
    def begins_on(self) -> date:
        """The London date on which it begins."""
        return self.begins.fixed_day

    @property
    def begins_instant(self) -> datetime:
        """The UTC instant at which it begins."""
        return london(self.begins_on, self.begins.clock or NOON)
