"""A report: from what each record brings to the tables that a team, the partners or the public may see."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from pydantic import AwareDatetime

from domain.london import london_date, say_day, say_instant
from domain.model import Model
from domain.policy import Policy
from domain.reporting import duty_tables, incident_tables, stage_table
from domain.reporting.duty_counts import DutyCounts
from domain.reporting.figures import Figures
from domain.reporting.period import Period
from domain.reporting.stages import Stage
from domain.reporting.suppression import FEWEST_RECORDS, Tally, hidden
from domain.reporting.table import HIDDEN, MEDIAN_FROM, QUARTILES_FROM, Table, View


class Audience(StrEnum):
    """For whom a report is. To the team every count is shown; to the public nothing by agency."""

    TEAM = "team"
    PARTNERS = "partners"
    PUBLIC = "public"


class Report(Model):
    """A report, as it was known at a UTC instant. `notes` say what is to be known before one reads it.

    `partnership` is whose report it is.
    """

    partnership: str
    period: Period
    known_at: AwareDatetime
    audience: Audience
    notes: tuple[str, ...]
    tables: tuple[Table, ...]


def report(figures: Iterable[Figures], period: Period, now: datetime, audience: Audience, policy: Policy) -> Report:
    """The report of all records.

    The same counts are hidden from the partners and from the public, so that nobody learns more from both reports than
    from one.

    Args:
        figures: what each record brings; read once, one after another.
        period: the London days that the report is about.
        now: the UTC instant as at which everything is known.
        audience: for whom it is.
        policy: the partnership's, for its name and those of the agencies.
    """
    tally = Tally()
    counted = DutyCounts({each.key: each.name for each in policy.organisations}, tally)
    ended: defaultdict[Stage, list[Fraction]] = defaultdict(list)
    left = False
    for each in figures:
        counted.add(each.duties)
        incident_tables.count_incident(each, tally)
        stage_table.count_durations(each.durations, ended, tally)
        left = left or (each.record != "whole" and bool(each.duties or each.incident))
    whole = audience is Audience.TEAM
    sums = [*counted.sums, *incident_tables.sums()]
    view = View(tally, frozenset() if whole else hidden(tally, sums), whole)
    tables = [
        duty_tables.duties(counted, view),
        duty_tables.lateness(counted, view),
        duty_tables.moved(counted, view),
        duty_tables.summaries(counted, view),
        stage_table.stages(ended, view),
        incident_tables.incidents(view),
        incident_tables.answers(view),
    ]
    partnership = next((each.name for each in policy.organisations if each.kind == "partnership"), policy.name)
    return Report(
        partnership=partnership,
        period=period,
        known_at=now,
        audience=audience,
        notes=tuple(_notes(period, now, whole=whole, left=left)),
        tables=tuple(table for table in tables if audience is not Audience.PUBLIC or table.name != "summaries"),
    )


def _notes(period: Period, now: datetime, *, whole: bool, left: bool) -> Iterator[str]:
    yield f"As known at {say_instant(now)} (London), from everything that is on record."
    yield (
        "A duty counts in the period in which it fell due, a stage in the one in which it ended, and an incident in "
        "the one in which its first referral was received. All days are London dates, and both ends of the period "
        "belong to it."
    )
    today = london_date(now)
    if period.first > today:
        yield f"The period begins on {say_day(period.first)}: nothing of it has happened yet."
    elif period.last >= today:
        yield f"The period ends on {say_day(period.last)} and is not over: what falls due later is still open."
    if not whole:
        yield (
            f"“{HIDDEN}” stands for a count that 1 to {FEWEST_RECORDS - 1} records make up, for one from which such a "
            f"count would follow, and for a figure that could tell one. 0 is shown. A median is shown of "
            f"{MEDIAN_FROM} and more, quartiles of {QUARTILES_FROM} and more."
        )
    if left:
        yield (
            "Records that were destroyed, or whose key is missing, count by what stands in clear of them: their "
            "duties, decisions and outcomes. What kind of incident it was, where, how long its stages took and "
            "whether a date was moved cannot be told any more, and when it was received only as it was recorded first."
        )
