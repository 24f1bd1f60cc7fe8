"""The actions from the learning of all cases: who owes each, by when, and whether it is done."""

from collections.abc import Iterator
from datetime import date

from domain.case import Action, Case
from domain.duty import DutyStatus
from domain.moment import Moment
from ledger.projections.projection import Projection, Query, Record, Row


class ListedAction(Row):
    """One action, by its number in the case. `owner` is a key of the directory, `due` a London date.

    Its status is that of its duty: one is owed no longer where the case was withdrawn, or goes on as another one.
    """

    number: int
    owner: str
    agreed: Moment
    due: date
    status: DutyStatus
    completed: Moment | None

    def is_overdue(self, today: date) -> bool:
        """Whether it is open and its day has ended by this London day."""
        return self.status is DutyStatus.OPEN and self.due < today


def rows_of(record: Record) -> Iterator[ListedAction]:
    """One row for each action that was agreed."""
    if case := record.ruled:
        yield from (_row(case, number, action) for number, action in enumerate(case.actions, start=1))


def _row(case: Case, number: int, action: Action) -> ListedAction:
    duty = case.duties.get(f"action:{number}")  # recorded after the decision, if perhaps in the next batch
    return ListedAction(
        stream=case.reference,
        number=number,
        owner=action.agreed.owner,
        agreed=action.agreed.at,
        due=duty.due if duty else action.agreed.due,
        status=duty.status if duty else DutyStatus.OPEN,
        completed=action.completed.at if action.completed else None,
    )


ACTIONS = Projection("actions", 1, "listed_action", ListedAction, rows_of)


def listed_actions(
    *,
    case: str | None = None,
    owner: str | None = None,
    until: date | None = None,
    overdue_on: date | None = None,
    everything: bool = False,
) -> Query[ListedAction]:
    """The open actions, the earliest due date first; with `everything` those too that are done or fell away.

    Args:
        case: of the case of this reference.
        owner: of an organisation, by its key in the directory.
        until: due on this London day or before.
        overdue_on: that are overdue on this London day.
        everything: whatever became of them.
    """
    return ACTIONS.asked(
        {
            "stream = {}": case,
            "owner = {}": owner,
            "due <= {}": until,
            "due < {} and status = 'open'": overdue_on,
        },
        "due, stream, number",
        only=None if everything else "status = 'open'",
    )
