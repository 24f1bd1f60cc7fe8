"""`cspr deadlines`: all due dates from the days that are known, without any server."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import typer

from domain.calendar import CalendarEnds
from domain.deadlines import DeadlineLine, NoFramework, all_deadlines, framework_for
from domain.england import england_calendar
from domain.london import say_day
from domain.rule_files import RulesFileError, load_frameworks, load_policy
from domain.rules import Anchor, Rules
from settings import SettingsError, read_settings
from starter.errors import BadInput
from starter.options import AsJson, as_day
from starter.printing import say, show_json, show_table

YEARS_BEFORE, YEARS_AFTER = 1, 10
FIRST_YEAR, LAST_YEAR = 1990, 2180

HELP = """Compute every due date from the days that are known, without any server.

Days are London dates; the day that a limit counts from is day 0.

\b
Examples:
  cspr deadlines --aware 2025-12-18
  cspr deadlines --aware 2025-12-18 --notified 2025-12-29 --decided 2026-01-21 --json
"""


def _day(flag: str, text: str) -> Any:  # noqa: ANN401 - what typer makes
    return typer.Option(flag, parser=as_day, metavar="DAY", help=text)


def deadlines(  # noqa: PLR0913 - each is an option
    *,
    aware: Annotated[date, _day("--aware", "When the local authority became aware.")],
    received: Annotated[date | None, _day("--received", "When the referral was received.")] = None,
    notified: Annotated[date | None, _day("--notified", "When the notification went to the Panel.")] = None,
    decided: Annotated[date | None, _day("--decided", "When the local review was decided.")] = None,
    agency_aware: Annotated[date | None, _day("--agency-aware", "When the first agency became aware.")] = None,
    incident: Annotated[date | None, _day("--incident", "When the incident happened.")] = None,
    published: Annotated[date | None, _day("--published", "When the report was published.")] = None,
    framework: Annotated[
        str | None, typer.Option("--framework", help="Without it, the one in force at awareness.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute due dates; `HELP` is what people read."""
    known = {
        Anchor.LA_AWARE: aware,
        Anchor.REFERRAL_RECEIVED: received,
        Anchor.NOTIFICATION_SENT: notified,
        Anchor.LCSPR_DECIDED: decided,
        Anchor.AGENCY_AWARE: agency_aware,
        Anchor.INCIDENT: incident,
        Anchor.PUBLISHED: published,
    }
    anchors = {anchor: day for anchor, day in known.items() if day is not None}
    rules = _rules(anchors, framework)
    try:
        lines = all_deadlines(rules, anchors)
    except CalendarEnds as error:
        raise BadInput(f"{error}.") from None
    if as_json:
        show_json([line.model_dump(mode="json") for line in lines])
        return
    say(f"{rules.framework.title} ({rules.framework.name}); England's bank holidays, {rules.calendar.version}")
    show_table(("duty", "due", "limit", "rests on"), [row for line in lines for row in _rows(line, rules)])


def _rules(anchors: dict[Anchor, date], framework: str | None) -> Rules:
    days = anchors.values()
    if min(days).year < FIRST_YEAR or max(days).year > LAST_YEAR:
        raise BadInput(f"Days must be in the years {FIRST_YEAR} to {LAST_YEAR}.")
    try:
        policy = load_policy(_policy_file())
        return Rules(
            framework=framework_for(anchors[Anchor.LA_AWARE], load_frameworks(), framework or policy.pinned_framework),
            calendar=england_calendar(min(days).year - YEARS_BEFORE, max(days).year + YEARS_AFTER),
            policy=policy,
        )
    except NoFramework as error:
        raise BadInput(f"{error}.") from None
    except RulesFileError as error:
        raise BadInput("The policy cannot be used (setting policy_file):", error.faults) from None


def _policy_file() -> Any:  # noqa: ANN401
    """The partnership's own policy where settings name one; dates need no other setting."""
    try:
        return read_settings().policy_file
    except SettingsError:
        return None


def _rows(line: DeadlineLine, rules: Rules) -> Iterator[tuple[str, str, str, str]]:
    rule = rules.rule(line.duty)
    latest = "at the latest " if line.provisional else ""
    ends_before = f" (last working day {say_day(line.last_working_day)})" if line.last_working_day != line.due else ""
    force = line.force.value.replace("_", " ") + (", unconfirmed" if line.unconfirmed else "")
    yield line.title, f"{latest}{say_day(line.due)}{ends_before}", rule.say(), force
    for reading in line.readings:
        day = f"{'at the latest ' if reading.provisional else ''}{say_day(reading.due)}"
        yield (
            f"   read {reading.title}",
            day,
            f"{reading.amount} {reading.unit.value.replace('_', ' ')}",
            reading.source,
        )
