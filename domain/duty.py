"""A duty: something owed by a day, with the ladder of reminders and escalations that watches over it."""

from datetime import date, datetime
from enum import StrEnum

from domain.duty_rule import DutyRule, Force, RuleName
from domain.ladder import PlannedRung
from domain.london import end_of_day, london_date
from domain.model import Model
from domain.moment import Moment

WARNING = "warning"
"""The rung that warns on a day of its own, whatever the due date is."""


class DutyStatus(StrEnum):
    """Where a duty stands. Whether a met one was met in time is told by its timeliness."""

    OPEN = "open"
    MET = "met"
    CANCELLED = "cancelled"


class Timeliness(StrEnum):
    """How a duty that was met counts in every report.

    `extended`: after the day that was counted, within the later one that an extension or a suspension gave it.
    """

    ON_TIME = "on_time"
    EXTENDED = "extended"
    LATE = "late"


class Suspension(Model):
    """A time in which the clock of a duty stood still.

    From the London day `first` up to and not including `until`; `working_days` is how many of them the duty got
    back (none, where by corrected facts it was overdue before).
    """

    first: date
    until: date
    working_days: int

    def holds(self, day: date) -> bool:
        """Whether the clock stood still on a London day."""
        return self.working_days > 0 and self.first <= day < self.until


class Owed(Model):
    """What the state of a case says is owed, before any date is computed.

    Args:
        key: unique in the case; the rule's name, and after a colon the agency, partner, step or number.
        rule: amount, unit, anchor, force and source.
        anchor_day: day 0, a London date.
        owner: who must act: a key of the directory or a role; the rule's own where nobody is named.
        title: what is owed, in plain words without personal data; the rule's own where it says nothing more.
        provisional: the anchor has not happened; the date is the latest it could become.
        fixed_due: a due date that was agreed rather than counted.
        met: when it was fulfilled, if it was.
        with_ladder: False for a period that simply runs out.
        warning_day: a London date on which to warn whatever the due date says.
        first_due: the date that was on record before a decision counted it from another day.
    """

    key: str
    rule: DutyRule
    anchor_day: date
    owner: str | None = None
    title: str | None = None
    provisional: bool = False
    fixed_due: date | None = None
    met: Moment | None = None
    with_ladder: bool = True
    warning_day: date | None = None
    first_due: date | None = None


class CountedDuty(Model):
    """What of a duty says how it was kept: no more than statistics need, and nothing about anybody.

    `due` is a London date; `margin` is the number of working days between fulfilment and due date, negative when
    late. `original_due` is there where a decision replaced the date that was counted first. A duty that was met before
    its date was known has no margin. `cancelled` is when it fell away.
    """

    key: str
    rule: RuleName
    due: date
    provisional: bool
    status: DutyStatus = DutyStatus.OPEN
    met: Moment | None = None
    margin: int | None = None
    original_due: date | None = None
    cancelled: Moment | None = None

    @property
    def breach(self) -> datetime:
        """The UTC instant at which the due day has ended in London: from then on the duty is breached."""
        return end_of_day(self.due)

    def is_overdue(self, now: datetime) -> bool:
        """Open, and its day has ended; a provisional date cannot be missed."""
        return self.status is DutyStatus.OPEN and not self.provisional and now >= self.breach

    @property
    def last_day_on_time(self) -> date:
        """The day whose end makes it late. Only a local target's date gives way to a later one."""
        if self.original_due is None or self.rule.force is Force.LOCAL_TARGET:
            return self.due
        return min(self.due, self.original_due)

    @property
    def timeliness(self) -> Timeliness | None:
        """How it counts, once it has been met."""
        if self.status is not DutyStatus.MET or self.met is None:
            return None
        moved = self.original_due is not None
        if (self.margin or 0) < 0 or (moved and self.met.last_day > self.last_day_on_time):
            return Timeliness.LATE
        if self.original_due is not None and self.met.last_day > self.original_due:
            return Timeliness.EXTENDED
        return Timeliness.ON_TIME

    def is_late(self, now: datetime) -> bool:
        """Whether it was met late, is overdue at the UTC instant `now`, or was when it fell away."""
        if self.status is DutyStatus.CANCELLED:
            return not self.provisional and self.cancelled is not None and self.cancelled.last_day > self.due
        return self.timeliness is Timeliness.LATE or self.is_overdue(now)


class Duty(CountedDuty):
    """A duty on record. Its due date was computed once, with the recorded rules, and moves only by an event.

    `last_working_day` is the last working day on or before the due date. A rung that has fired is kept by its name and
    the due date that it watched, so that each fires at most once, and a moved date is watched anew. The date that was
    counted first is replaced by an extension until `extended_until`, by suspensions, or by planning the day that it
    counts from anew.
    """

    rule: DutyRule
    owner: str
    title: str
    anchor_day: date
    last_working_day: date
    rungs: tuple[PlannedRung, ...]
    fired: tuple[str, ...] = ()
    extended_until: date | None = None
    suspensions: tuple[Suspension, ...] = ()

    def suspension(self, day: date) -> Suspension | None:
        """The suspension that holds its clock on a London day, while it is open."""
        if self.status is not DutyStatus.OPEN:
            return None
        return next((each for each in self.suspensions if each.holds(day)), None)

    def rung_id(self, rung: PlannedRung) -> str:
        """The rung's name with the date that it watches: the due date, but a warning's own."""
        watched = london_date(rung.at) if rung.name == WARNING else self.due
        return f"{rung.name}@{watched.isoformat()}"

    def unfired(self) -> tuple[PlannedRung, ...]:
        """The rungs that have still to fire, while the duty is open."""
        if self.status is not DutyStatus.OPEN:
            return ()
        return tuple(rung for rung in self.rungs if self.rung_id(rung) not in self.fired)
