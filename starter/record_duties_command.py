"""`cspr record duties`, `actions`: what is owed over all cases, from the lists made of the record."""

from datetime import date

from domain.duty import DutyStatus
from domain.london import end_of_day, london_date, say_day, say_instant
from ledger.projections.actions import ACTIONS, ListedAction, listed_actions
from ledger.projections.duties import DUTIES, ListedDuty, listed_duties
from starter import session
from starter.event_words import say_timeliness
from starter.listed import read, show_as_json, tell_how_far, tell_of_unknown
from starter.listed_options import Everything, OfCase, Organisation, Overdue, Owner, Until
from starter.options import AsJson
from starter.printing import show_table


def duties(  # noqa: PLR0913 - one option each
    *,
    case: OfCase = None,
    owner: Owner = None,
    until: Until = None,
    overdue: Overdue = False,
    everything: Everything = False,
    as_json: AsJson = False,
) -> None:
    """List the open duties of all cases, the earliest due date first.

    Example: cspr record duties --of health_trust --until 2026-02-06
    """
    today = _today()
    overdue_on = today if overdue else None
    query = listed_duties(case=case, owner=owner, until=until, overdue_on=overdue_on, everything=everything)
    listed = read(DUTIES, query)
    if as_json:
        show_as_json(listed, lambda row: {"overdue": row.is_overdue(today), "has_date": row.has_date(today)})
        return
    show_table(
        ("case", "duty", "due", "who", "how it stands"),
        [(row.stream, _what(row), _due(row, today), _words(row.owner), _how(row, today)) for row in listed.rows],
        [row.is_overdue(today) for row in listed.rows],
    )
    tell_how_far(listed.progress, listed.faults)
    if not listed.rows:
        tell_of_unknown(owner)


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
    today = _today()
    overdue_on = today if overdue else None
    query = listed_actions(case=case, owner=owner, until=until, overdue_on=overdue_on, everything=everything)
    listed = read(ACTIONS, query)
    if as_json:
        show_as_json(listed, lambda row: {"overdue": row.is_overdue(today)})
        return
    show_table(
        ("case", "action", "due", "who", "agreed", "how it stands"),
        [_action_row(row, today) for row in listed.rows],
        [row.is_overdue(today) for row in listed.rows],
    )
    tell_how_far(listed.progress, listed.faults)
    if not listed.rows:
        tell_of_unknown(owner)


def _today() -> date:
    return london_date(session.now())


def _words(key: str) -> str:
    return key.replace("_", " ")


def _what(row: ListedDuty) -> str:
    """Its title, and its number where it has one; of an agency, partner or step title and owner tell enough."""
    _, _, suffix = row.key.partition(":")
    return f"{row.title} {suffix}" if suffix[-1:].isdigit() else row.title


def _due(row: ListedDuty, today: date) -> str:
    if not row.has_date(today):
        return "no date until the notification is sent" if row.status is DutyStatus.OPEN else "no date"
    day = f"at the latest {say_day(row.due)}" if row.provisional else say_day(row.due)
    return f"{day} (first {say_day(row.original_due)})" if row.original_due else day


def _how(row: ListedDuty, today: date) -> str:
    if row.met is not None:
        return f"done {row.met.say()}, {say_timeliness(row.margin, row.timeliness)}"
    return _stands(row, today)


def _action_row(row: ListedAction, today: date) -> tuple[str, ...]:
    done = f"done {row.completed.say()}" if row.completed else _stands(row, today)
    return row.stream, str(row.number), say_day(row.due), _words(row.owner), row.agreed.say(), done


def _stands(row: ListedDuty | ListedAction, today: date) -> str:
    if row.status is DutyStatus.CANCELLED:
        return "no longer owed"
    return f"overdue since {say_instant(end_of_day(row.due))}" if row.is_overdue(today) else "open"
