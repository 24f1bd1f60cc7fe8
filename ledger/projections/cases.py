"""The list of cases: where each stands, what is due next, and who has to act."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from domain.case import Case
from domain.standing import stage, waiting_for
from ledger.projections.naming import named_until
from ledger.projections.projection import Projection, Query, Record, Row

JUST_OPENED = "just opened"


class ListedCase(Row):
    """One case. What is overdue and what comes next depends on the day on which it is asked.

    `due` are the London due dates of its open duties, sorted, the first of them beside; `provisional` those that may
    still change with the notification, which can be named until the London day `named_until` has ended.
    """

    stage: str
    state: Literal["open", "closed", "destroyed"]
    opened_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None
    destroyed_at: AwareDatetime | None = None
    framework: str | None = None
    area: str | None = None
    kind: str | None = None
    waiting_for: tuple[str, ...] = ()
    first_due: date | None = None
    due: tuple[date, ...] = ()
    provisional: tuple[date, ...] = ()
    named_until: date | None = None

    def overdue(self, today: date) -> int:
        """How many duties are overdue on this London day."""
        return sum(due < today for due in self.due)

    def next_due(self, today: date) -> date | None:
        """The due date that comes next, from this London day on, be it the latest that a duty could get."""
        named = self.named_until is None or today <= self.named_until
        coming = [due for due in self.due if due >= today]
        return min([*coming, *(self.provisional if named else ())], default=None)


def rows_of(record: Record) -> Iterator[ListedCase]:
    """One row a record; of one that was destroyed it says no more than when."""
    if record.destroyed:
        yield ListedCase(stream=record.stream, stage="destroyed", state="destroyed", destroyed_at=record.destroyed)
    elif record.ruled:
        yield _row(record.ruled)
    elif record.case:
        yield ListedCase(stream=record.stream, stage=JUST_OPENED, state="open", opened_at=record.case.opened_at)


def _row(case: Case) -> ListedCase:
    duties = case.open_duties()
    due = tuple(duty.due for duty in duties if not duty.provisional)
    return ListedCase(
        stream=case.reference,
        stage=stage(case),
        state="closed" if case.is_closed else "open",
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        framework=case.in_force.framework.name,
        area=case.in_force.policy.area,
        kind=case.assessment.path.value if case.assessment else None,
        waiting_for=waiting_for(case),
        first_due=due[0] if due else None,
        due=due,
        provisional=tuple(duty.due for duty in duties if duty.provisional),
        named_until=named_until(case),
    )


CASES = Projection("cases", 2, "listed_case", ListedCase, rows_of)


def listed_cases(
    *, case: str | None = None, overdue_on: date | None = None, everything: bool = False
) -> Query[ListedCase]:
    """The open cases: all, the one of that reference, those in which something is overdue on a London day.

    With `everything` those too that are closed or destroyed, of which nothing is overdue.
    """
    return CASES.asked(
        {"stream = {}": case, "first_due < {}": overdue_on}, "stream", only=None if everything else "state = 'open'"
    )
