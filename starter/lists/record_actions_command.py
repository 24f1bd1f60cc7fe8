"""`cspr record actions`: the actions from the learning of all cases, from the list made of the record."""

from datetime import date

from domain.duty import DutyStatus
from domain.london import end_of_day, london_date, say_day, say_instant
from ledger.projections.actions import ACTIONS, ListedAction, listed_actions
from starter.client import session
from starter.lists.directory import Directory
from starter.lists.from_the_record import read, show_as_json, tell_how_far, tell_of_unknown
from starter.lists.list_options import Everything, OfCase, Organisation, Overdue, Until
from starter.terminal.options import AsJson
from starter.terminal.printing import show_table


def actions(  # noqa: PLR0913 - one option each
    *,
    case: OfCase = None,
    owner: Organisation = None,
    until: Until = None,
    overdue: Overdue = False,
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """List the open actions from the learning of all cases, the earliest due date first. What each is, is sealed.

    Example: cspr record actions --overdue
    """
    directory, today = Directory.of(session.settings()), london_date(session.now())
    owner = directory.key(owner)
    overdue_on = today if overdue else None
    query = listed_actions(case=case, owner=owner, until=until, overdue_on=overdue_on, everything=everything)
    listed = read(ACTIONS, query)
    if as_json:
        show_as_json(listed, lambda row: {"owner_name": directory.name(row.owner), "overdue": row.is_overdue(today)})
        return
    show_table(
        ("case", "action", "due", "who", "agreed", "how it stands"),
        [_action_row(row, today, directory) for row in listed.rows],
        [row.is_overdue(today) for row in listed.rows],
    )
    tell_how_far(listed.progress, listed.faults)
    if not listed.rows:
        tell_of_unknown(directory, owner)


def _action_row(row: ListedAction, today: date, directory: Directory) -> tuple[str, ...]:
    done = f"done {row.completed.say()}" if row.completed else _stands(row, today)
    return row.stream, str(row.number), say_day(row.due), directory.name(row.owner), row.agreed.say(), done


def _stands(row: ListedAction, today: date) -> str:
    if row.status is DutyStatus.CANCELLED:
        return "no longer owed"
    return f"overdue since {say_instant(end_of_day(row.due))}" if row.is_overdue(today) else "open"
