"""The options by which a command is told the days that limits count from, and the rules for them."""

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from domain.deadlines import NoFramework, framework_for
from domain.duty_rule import Anchor
from domain.england import england_calendar
from domain.moment import Moment
from domain.rule_files import RulesFileError, load_frameworks, load_policy
from domain.rules import Rules
from settings import SettingsError, read_settings
from starter.client.errors import BadInput
from starter.terminal.options import DAY

YEARS_BEFORE, YEARS_AFTER = 1, 10
FIRST_YEAR, LAST_YEAR = 1990, 2180

ANCHOR_OPTIONS = {
    Anchor.LA_AWARE: ("--aware", "When the local authority became aware."),
    Anchor.REFERRAL_RECEIVED: ("--received", "When the referral was received."),
    Anchor.CRITERIA_MET: ("--criteria-met", "When the criteria were found to be met."),
    Anchor.OTHER_AREA_TOLD: ("--other-area-told", "When it was found to be for another area."),
    Anchor.NOTIFICATION_SENT: ("--notified", "When the notification went to the Panel."),
    Anchor.RAPID_REVIEW_SUBMITTED: ("--submitted", "When the rapid review went to the Panel."),
    Anchor.PANEL_ANSWERED: ("--answered", "When the Panel answered."),
    Anchor.LCSPR_DECIDED: ("--decided", "When the local review was decided."),
    Anchor.PUBLICATION_PLANNED: ("--publish-on", "When the report is planned to be published."),
    Anchor.DELAYED: ("--delayed", "When the delay was last explained."),
    Anchor.PUBLISHED: ("--published", "When the report was published."),
    Anchor.AGENCY_AWARE: ("--agency-aware", "When the first agency became aware."),
    Anchor.INCIDENT: ("--incident", "When the incident happened."),
}
"""Each anchor that happens. The others are due days, and follow."""

FrameworkName = Annotated[str | None, typer.Option("--framework", help="Without it, the one in force at awareness.")]


def as_anchor_day(text: str) -> date:
    """Day 0 given on the command line: a London date, or an instant, which has one."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else _day_of(Moment.parse(text))
    except ValueError:
        message = "must be a day that exists, as in 2026-06-03, or an instant, as in 2026-06-02T23:30Z"
        raise typer.BadParameter(message) from None


def with_anchor_days(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each anchor; it gets those that were given as `days`, by anchor."""
    own = inspect.signature(command)
    options = {anchor.value: _option(*words) for anchor, words in ANCHOR_OPTIONS.items()}
    before = [each for name, each in own.parameters.items() if name != "days"]
    added = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in options.items()
    ]

    @wraps(command)
    def with_options(**given: Any) -> None:  # noqa: ANN401 - what the signature below says
        days = {Anchor(name): given.pop(name) for name in options}
        command(**given, days={anchor: day for anchor, day in days.items() if day is not None})

    # typer reads the signature
    with_options.__signature__ = own.replace(parameters=[*before, *added])  # type: ignore[attr-defined]
    with_options.__annotations__ = {each.name: each.annotation for each in (*before, *added)}
    return with_options


def rules_for(days: Mapping[Anchor, date], framework: str | None) -> Rules:
    """The rules that these days are counted by; one of them is the local authority's awareness. Raises BadInput."""
    if Anchor.LA_AWARE not in days:
        raise BadInput(
            "Missing option '--aware': when the local authority became aware decides which framework counts."
        )
    if min(days.values()).year < FIRST_YEAR or max(days.values()).year > LAST_YEAR:
        raise BadInput(f"Days must be in the years {FIRST_YEAR} to {LAST_YEAR}.")
    try:
        policy = load_policy(_policy_file())
        return Rules(
            framework=framework_for(days[Anchor.LA_AWARE], load_frameworks(), framework or policy.pinned_framework),
            calendar=england_calendar(min(days.values()).year - YEARS_BEFORE, max(days.values()).year + YEARS_AFTER),
            policy=policy,
        )
    except NoFramework as error:
        raise BadInput(f"{error}.") from None
    except RulesFileError as error:
        raise BadInput("The policy cannot be used (setting policy_file):", error.faults) from None


def say_rules(rules: Rules) -> str:
    """The framework and the calendar by which dates were counted."""
    framework, calendar = rules.framework, rules.calendar
    return f"{framework.title} ({framework.name}); bank holidays of {calendar.name} ({calendar.version})"


def _day_of(moment: Moment) -> date:
    if moment.instant is None:
        raise ValueError("a period has no day 0 that everybody would agree on")
    return moment.first_day


def _option(flag: str, text: str) -> Any:  # noqa: ANN401 - an annotation that typer reads
    option = typer.Option(flag, parser=as_anchor_day, metavar="DAY", help=text, rich_help_panel="Days that are known")
    return Annotated[date | None, option]


def _policy_file() -> Path | None:
    """The partnership's own policy where settings name one; dates need no other setting."""
    try:
        return read_settings().policy_file
    except SettingsError:
        return None
