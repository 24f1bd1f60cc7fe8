"""Make a report from the ledger, record by record: of each no more is kept than its figures."""

from datetime import date, datetime

from domain.case import Case
from domain.england import england_calendar
from domain.reporting.figures import Figures, figures_left, figures_of
from domain.reporting.period import Period
from domain.reporting.reasons import reasons, reasons_in
from domain.reporting.report import Audience, Report, report
from domain.reporting.table import Row
from settings import Settings
from starter.client.acting import Acting, reads
from starter.client.attempts import record_shown
from starter.client.errors import Refused
from starter.client.policy import policy_of
from starter.client.records import Locked, Remains, every_record
from starter.terminal.progress_bar import progress_bar

FIRST_YEAR = 1990
"""No record is older; of those that cannot be read any more, days are counted by this machine's bank holidays."""


def check_reads_cases(who: Acting, today: date) -> None:
    """Raises Refused where who acts holds no seat, on this London day, in which cases are read."""
    readers = who.authority.readers
    if not any(seat.role in readers for seat in who.actor.seats_on(today)):
        raise Refused(
            "not_authorised",
            f"{who.actor.id} holds no seat in which cases are read: {', '.join(role.value for role in readers)}. "
            "For the partners or the public the report needs none, and hides small counts.",
        )


async def gather(chosen: Settings, period: Period, now: datetime, audience: Audience, reader: Acting | None) -> Report:
    """The report of all records, as the ledger has them at the UTC instant `now`; with the reasons for a reader.

    Raises:
        ServiceUnavailable: PostgreSQL or the keys cannot be reached, or a row cannot be opened.
        BadInput: the master keys or the policy cannot be used.
    """
    england = england_calendar(FIRST_YEAR, now.year + 1)
    figures: list[Figures] = []
    why: list[Row] = []
    unread = 0
    with progress_bar("Reading the record") as told:
        async for _, record in every_record(chosen, told):
            match record:
                case Remains(left=left):
                    figures.append(figures_left(left, "destroyed", period, now, england))
                case Locked(left=left):
                    figures.append(figures_left(left, "locked", period, now, england))
                case Case() if record.rules:
                    figures.append(figures_of(record, period, now, england))
                    late = list(reasons_in(record, period, now, england)) if reader else []
                    if reader and reads(record, reader, now):
                        if late:
                            record_shown(chosen, record.reference, reader.actor.id, "its reasons for lateness")
                        why += late
                    else:
                        unread += bool(late)
                case Case():  # just being opened: nothing is known of it yet
                    pass
    made = report(figures, period, now, audience, policy_of(chosen))
    if reader is None:
        return made
    return made.model_copy(update={"tables": (*made.tables, reasons(why, unread))})
