"""The duties of all cases: what is owed by whom and by when, and how it was kept."""

from collections.abc import Iterator
from datetime import date

from domain.case import Case
from domain.duty import Duty, DutyStatus, Timeliness
from domain.duty_rule import Force
from domain.moment import Moment
from domain.turn import comes_after
from ledger.projections.naming import named_until
from ledger.projections.projection import Projection, Query, Record, Row


class ListedDuty(Row):
    """One duty. `due` and `original_due` are London dates, `margin` working days; `owner` is a role or organisation.

    `title` is that of its rule: a duty's own may name an agency in the words of who referred the incident.
    `comes_after` is what has to come before an open one can be met; None where somebody can act on it now.
    A provisional date can be named until the London day `named_until` has ended, if there is one.
    """

    key: str
    title: str
    owner: str
    comes_after: str | None
    force: Force
    status: DutyStatus
    due: date
    provisional: bool
    named_until: date | None
    original_due: date | None
    met: Moment | None
    margin: int | None
    timeliness: Timeliness | None

    def is_overdue(self, today: date) -> bool:
        """Whether it is open and its day has ended by this London day."""
        return self.status is DutyStatus.OPEN and not self.provisional and self.due < today

    def has_date(self, today: date) -> bool:
        """Whether any date can be named for it on this London day, be it the latest that it could get."""
        return not self.provisional or (
            self.status is DutyStatus.OPEN and (self.named_until is None or today <= self.named_until)
        )


def rows_of(record: Record) -> Iterator[ListedDuty]:
    """One row for each duty that the case ever had."""
    if case := record.ruled:
        yield from (_row(case, duty) for duty in case.duties.values())


def _row(case: Case, duty: Duty) -> ListedDuty:
    return ListedDuty(
        stream=case.reference,
        key=duty.key,
        title=duty.rule.title,
        owner=duty.owner,
        comes_after=comes_after(case, duty) if duty.status is DutyStatus.OPEN else None,
        force=duty.rule.force,
        status=duty.status,
        due=duty.due,
        provisional=duty.provisional,
        named_until=named_until(case) if duty.provisional else None,
        original_due=duty.original_due,
        met=duty.met,
        margin=duty.margin,
        timeliness=duty.timeliness,
    )


DUTIES = Projection("duties", 2, "listed_duty", ListedDuty, rows_of)


def listed_duties(
    *,
    case: str | None = None,
    owner: str | None = None,
    until: date | None = None,
    overdue_on: date | None = None,
    everything: bool = False,
) -> Query[ListedDuty]:
    """The open duties, the earliest due date first; with `everything` those too that were met or fell away.

    Args:
        case: of the case of this reference.
        owner: of a role, or an organisation by its key in the directory.
        until: due on this London day or before.
        overdue_on: that are overdue on this London day.
        everything: whatever became of them.
    """
    return DUTIES.asked(
        {
            "stream = {}": case,
            "owner = {}": owner,
            "due <= {}": until,
            "due < {} and status = 'open' and not provisional": overdue_on,
        },
        "due, stream, key",
        only=None if everything else "status = 'open'",
    )
