"""A duty: something owed by a day, with the ladder of reminders and escalations that watches over it."""

from datetime import date, datetime
from enum import StrEnum

from domain.ladder import PlannedRung
from domain.london import end_of_day, london_date
from domain.model import Model
from domain.moment import Moment
from domain.rules import DutyRule

WARNING = "warning"
"""The rung that warns on a day of its own, whatever the due date is."""


class DutyStatus(StrEnum):
    """Where a duty stands. Whether a met one was met in time is told by its margin."""

    OPEN = "open"
    MET = "met"
    CANCELLED = "cancelled"


class Owed(Model):
    """What the state of a case says is owed, before any date is computed.

    Args:
        key: unique in the case; the rule's name, and after a colon the agency, partner, step or number.
        rule: amount, unit, anchor, force and source.
        owner: who must act: a key of the directory or a role.
        title: what is owed, in plain words without personal data.
        anchor_day: day 0, a London date.
        provisional: the anchor has not happened; the date is the latest it could become.
        fixed_due: a due date that was agreed rather than counted.
        met: when it was fulfilled, if it was.
        with_ladder: False for a period that simply runs out.
        warning_day: a London date on which to warn whatever the due date says.
    """

    key: str
    rule: DutyRule
    owner: str
    title: str
    anchor_day: date
    provisional: bool = False
    fixed_due: date | None = None
    met: Moment | None = None
    with_ladder: bool = True
    warning_day: date | None = None


class Duty(Model):
    """A duty on record. Its due date was computed once, with the recorded rules, and moves only by an event.

    `due` and `last_working_day` (the last working day on or before it) are London dates; `margin` is the number of
    working days between fulfilment and due date, negative when late. A rung that has fired is kept by its name and
    the due date that it watched, so that each fires at most once, and a moved date is watched anew.
    """

    key: str
    rule: DutyRule
    owner: str
    title: str
    anchor_day: date
    provisional: bool
    due: date
    last_working_day: date
    rungs: tuple[PlannedRung, ...]
    fired: tuple[str, ...] = ()
    status: DutyStatus = DutyStatus.OPEN
    met: Moment | None = None
    margin: int | None = None

    @property
    def breach(self) -> datetime:
        """The UTC instant at which the due day has ended in London: from then on the duty is breached."""
        return end_of_day(self.due)

    def is_overdue(self, now: datetime) -> bool:
        """Open, and its day has ended; a provisional date cannot be missed."""
        return self.status is DutyStatus.OPEN and not self.provisional and now >= self.breach

    def rung_id(self, rung: PlannedRung) -> str:
        """The rung's name with the date that it watches: the due date, but a warning's own."""
        watched = london_date(rung.at) if rung.name == WARNING else self.due
        return f"{rung.name}@{watched.isoformat()}"

    def unfired(self) -> tuple[PlannedRung, ...]:
        """The rungs that have still to fire, while the duty is open."""
        if self.status is not DutyStatus.OPEN:
            return ()
        return tuple(rung for rung in self.rungs if self.rung_id(rung) not in self.fired)
