"""Which rules a new case runs under. Reads packaged data: for activities and clients, never for a workflow."""

from datetime import datetime
from pathlib import Path

from domain.deadlines import framework_for
from domain.england import england_calendar
from domain.london import london_date
from domain.referral import Referral
from domain.rule_files import load_frameworks, load_policy
from domain.rules import Rules

YEARS_AHEAD = 10
"""A case lives for up to 18 months and a year in public; its calendar reaches well beyond."""


def resolve_rules(referral: Referral, framework: str | None, as_of: datetime, policy_file: Path | None = None) -> Rules:
    """The framework, calendar and policy of a case that opens at the UTC instant `as_of`.

    The framework is the named one, else the one that the policy pins, else the one in force on the day on which
    the local authority became aware (failing that, the referral was received, or the case was opened).

    Raises:
        NoFramework: none is in force on that day, or none has that name.
        RulesFileError: a file of rules has a fault.
    """
    policy = load_policy(policy_file)
    known = referral.la_aware or referral.received
    aware = known.first_day if known else london_date(as_of)
    opened = london_date(as_of)
    first = min(day for day in (aware, opened, referral.received and referral.received.first_day) if day)
    return Rules(
        framework=framework_for(aware, load_frameworks(), framework or policy.pinned_framework),
        calendar=england_calendar(first.year - 1, opened.year + YEARS_AHEAD),
        policy=policy,
    )
