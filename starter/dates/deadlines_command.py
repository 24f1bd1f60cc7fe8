"""`cspr deadlines`: all due dates from the days that are known, without any server."""

from collections.abc import Iterator, Mapping
from datetime import date

from domain.calendar import CalendarEnds
from domain.deadlines import DeadlineLine, all_deadlines
from domain.duty_rule import Anchor
from domain.london import say_day
from domain.rules import Rules
from starter.client.errors import BadInput
from starter.dates.anchor_options import FrameworkName, rules_for, say_rules, with_anchor_days
from starter.terminal.options import AsJson
from starter.terminal.printing import say, show_json, show_table

HELP = """Compute every due date from the days that are known, without any server.

Days are London dates; the day that a limit counts from is day 0. `cspr explain` counts one of them day by day.

\b
Examples:
  cspr deadlines --aware 2025-12-18
  cspr deadlines --aware 2025-12-18 --notified 2025-12-29 --decided 2026-01-21 --json
"""

AT_THE_LATEST = (
    "At the latest: what the date counts from is not given, and is taken to happen on its own last day. "
    "If it is overdue, there is no date until it happens."
)


@with_anchor_days
def deadlines(*, days: Mapping[Anchor, date], framework: FrameworkName = None, as_json: AsJson = False) -> None:
    """Compute due dates; `HELP` is what people read."""
    rules = rules_for(days, framework)
    try:
        lines = all_deadlines(rules, days)
    except CalendarEnds as error:
        raise BadInput(f"{error}.") from None
    if as_json:
        show_json([line.model_dump(mode="json") for line in lines])
        return
    say(say_rules(rules))
    show_table(("duty", "due", "limit", "rests on"), [row for line in lines for row in _rows(line, rules)])
    if any(line.provisional or any(reading.provisional for reading in line.readings) for line in lines):
        say(AT_THE_LATEST)


def _rows(line: DeadlineLine, rules: Rules) -> Iterator[tuple[str, str, str, str]]:
    rule = rules.rule(line.duty)
    latest = "at the latest " if line.provisional else ""
    ends_before = f" (last working day {say_day(line.last_working_day)})" if line.last_working_day != line.due else ""
    yield line.title, f"{latest}{say_day(line.due)}{ends_before}", rule.say(), rule.say_force()
    for reading in line.readings:
        day = f"{'at the latest ' if reading.provisional else ''}{say_day(reading.due)}"
        yield (
            f"   counted otherwise: {reading.title}",
            day,
            reading.unit.say(reading.amount),
            reading.source,
        )
