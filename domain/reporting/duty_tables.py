"""The tables on how duties were kept."""

from collections.abc import Iterator

from domain.reporting.duty_counts import BANDS, DUE, EXPLAINED, LATE_OR_OVERDUE, NOT_EXPLAINED, UNLISTED, DutyCounts
from domain.reporting.figures import State
from domain.reporting.table import Cell, Row, Table, View, longest

KEPT = (State.ON_TIME, State.EXTENDED)
JUDGED = (*KEPT, State.LATE, State.OVERDUE)

STATE_TITLES = {
    State.ON_TIME: "on time",
    State.EXTENDED: "within an extension",
    State.LATE: "late",
    State.OVERDUE: "overdue now",
    State.OPEN: "open",
    State.FELL_AWAY: "fell away",
}


def duties(counted: DutyCounts, view: View) -> Table:
    """One row a duty, in the order of the procedure."""
    return Table(
        name="duties",
        title="How each duty was kept",
        about="Duties that fell due in the period. Late is what was done late, or fell away when it was overdue. "
        "“In time, %” is how many of those that were done or are overdue were done on time or within an extension.",
        columns=("duty", "rests on", "due", *STATE_TITLES.values(), "in time, %"),
        texts=2,
        rows=tuple(Row(name=row, cells=(*_words(counted, row), *_states(view, "duties", row))) for row in counted.rows),
    )


def lateness(counted: DutyCounts, view: View) -> Table:
    """One row for each duty of which any was late."""
    return Table(
        name="lateness",
        title="By how much duties were late",
        about="Working days after the last day that was on time; for what is overdue, until now. "
        "An explanation takes no lateness back.",
        columns=(
            "duty",
            "late or overdue",
            *BANDS,
            "explained",
            "not explained",
            "median",
            *(("longest",) if view.whole else ()),
        ),
        rows=tuple(Row(name=row, cells=_late(counted, view, row)) for row in counted.rows if row in counted.late),
    )


def moved(counted: DutyCounts, view: View) -> Table:
    """One row for each duty of which any date was moved."""
    columns = ("extended", "suspended")
    rows = [row for row in counted.rows if any(counted.tally.counts["moved", row, column] for column in columns)]
    return Table(
        name="moved",
        title="Dates that were moved",
        about="Local targets that fell due in the period, and were given a later day or had their clock stopped. "
        "A duty can be both. Of records that cannot be read any more it is not known.",
        columns=("duty", *columns),
        rows=tuple(
            Row(name=row, cells=(counted.titles[row][0], *(view.count(("moved", row, column)) for column in columns)))
            for row in rows
        ),
    )


def summaries(counted: DutyCounts, view: View) -> Table:
    """One row an agency, by name."""
    named = sorted((_name_of(agency, counted), agency) for agency in counted.agencies)
    return Table(
        name="summaries",
        title="Each agency's summaries",
        about="Individual agency summaries that fell due in the period, counted as in the first table.",
        columns=("agency", "due", *STATE_TITLES.values(), "in time, %"),
        rows=tuple(Row(name=key, cells=(name, *_states(view, "summaries", key))) for name, key in named),
    )


def _name_of(agency: str, counted: DutyCounts) -> str:
    """The agency's name today; of one that is in the directory no more, its key."""
    if agency == UNLISTED:
        return "not in the directory"
    return counted.names.get(agency, agency.replace("_", " "))


def _late(counted: DutyCounts, view: View, row: str) -> tuple[Cell, ...]:
    bands = [("lateness", row, band) for band in BANDS]
    return (
        counted.titles[row][0],
        view.count(("lateness", row, LATE_OR_OVERDUE)),
        *map(view.count, bands),
        view.count(("lateness", row, EXPLAINED)),
        view.count(("lateness", row, NOT_EXPLAINED)),
        view.median(counted.late[row], bands),
        *((longest(counted.late[row]),) if view.whole else ()),
    )


def _words(counted: DutyCounts, row: str) -> tuple[str, str]:
    title, forces = counted.titles[row]
    return title, ", ".join(sorted(forces))


def _states(view: View, table: str, row: str) -> Iterator[Cell]:
    for column in (DUE, *State):
        yield view.count((table, row, column))
    yield view.percentage([(table, row, state) for state in KEPT], [(table, row, state) for state in JUDGED])
