"""What was late and why, case by case: free text, for those who may read the case and for nobody else."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from domain.calendar import Calendar
from domain.case import Case
from domain.correspondence import decided_by
from domain.reporting.figures import State, late_by, state_of
from domain.reporting.period import Period
from domain.reporting.table import Row, Table

STATE_WORDS = {State.LATE: "", State.OVERDUE: ", overdue now"}


def reasons_in(case: Case, period: Period, now: datetime, england: Calendar) -> Iterator[Row]:
    """Each duty of a case that fell due in the period and was late or is overdue: one row an explanation, or one.

    The arguments are as in `domain.reporting.figures.figures_of`.
    """
    for duty in sorted(case.duties.values(), key=lambda duty: (duty.last_day_on_time, duty.key)):
        late = late_by(duty, now, (case.in_force.calendar, england))
        if late is None or not period.holds(duty.last_day_on_time):
            continue
        by = f"{late}{STATE_WORDS[state_of(duty, now)]}"
        given = case.explanations.get(duty.key, ())
        for each in given:
            told = (each.at.say(), decided_by(case, each), each.reason)
            yield Row(name=duty.key, cells=(case.reference, duty.title, by, *told))
        if not given:
            yield Row(name=duty.key, cells=(case.reference, duty.title, by, "not explained", "", ""))


def reasons(rows: Iterable[Row], unread: int) -> Table:
    """The reasons for lateness; `unread` is how many cases are left out, for who asks has no role on them."""
    cases = "1 more case is" if unread == 1 else f"{unread} more cases are"
    left_out = f" {cases} left out, for whoever made this has no role there." if unread else ""
    return Table(
        name="reasons",
        title="Why duties were late",
        about=f"What fell due in the period and was late, by case, in working days. Confidential.{left_out}",
        columns=("case", "duty", "late by", "explained", "by", "reason"),
        texts=6,
        rows=tuple(rows),
    )
