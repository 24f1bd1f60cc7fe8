"""`cspr retention dispose-looks`: destroy who looked at what is no one case's in a year that the policy lets go."""

import sys
from typing import Annotated

import structlog
import typer

from domain.destroyed import Destroyed
from domain.london import london_date, say_day
from domain.looks import LooksRule
from domain.refusal import RefusalCode
from settings import Settings
from starter.client import session
from starter.client.acting import Acting, acting
from starter.client.attempts import record_shown
from starter.client.errors import BadInput, Refused
from starter.client.policy import looks_rule_of
from starter.retention.dispose_command import final_day
from starter.terminal.options import Acts, AsJson
from starter.terminal.printing import OVERDUE, say, show_json
from vault.scope import scope_of_year

_log = structlog.get_logger("cspr.retention")


def dispose_looks(
    *,
    year: Annotated[int, typer.Argument(min=1000, max=9999, help="The year in which they looked.")],
    yes: Annotated[bool, typer.Option("--yes", help="Destroy it without being asked for the year.")] = False,
    acts: Acts = None,
    as_json: AsJson = False,
) -> None:
    """Destroy who looked at or tried what is no one case's in a year, and what they were told. It cannot be undone.

    When, what and how it ended stays on record. The policy says from when on, and which roles may have it done.

    Example: cspr retention dispose-looks 2026
    """
    chosen = session.settings()
    who = acting(chosen, acts)
    rule = looks_rule_of(chosen)
    if rule is None:
        raise BadInput("The policy does not say how long looks are kept (the table looks); so they are.")
    _check_may_go(chosen, who, rule, year)
    if not (yes or _goes_ahead(year, as_json=as_json)):
        raise BadInput(f"That is not {year}; nothing was destroyed.")
    # First, as everywhere: it stays on record with the key of this year.
    record_shown(chosen, None, who.actor.id, f"that who looked in {year} at what is no one case's is destroyed")
    how = Destroyed(at=session.now(), approved_by=who.actor.name, reason=f"Kept for {rule.years} years: {rule.source}")
    with session.reaching_the_keys():
        destroyed = session.keys(chosen).destroy(scope_of_year(year), how)
    _log.warning("looks disposed of", year=year, by=who.actor.id)
    final = final_day(chosen, destroyed)
    if as_json:
        show_json({"year": year, **destroyed.model_dump(mode="json"), "final_on": final.isoformat()})
        return
    say(f"Who looked at or tried what is no one case's in {year} is destroyed, with what they were told.")
    say(
        f"Destruction is final on {say_day(final)}: until then a backup of the key store may hold the key "
        f"(setting key_backup_days: {chosen.key_backup_days})."
    )


def _check_may_go(chosen: Settings, who: Acting, rule: LooksRule, year: int) -> None:
    """Raises Refused where it is not theirs to destroy, or to be kept; BadInput where there is nothing of that year."""
    today = london_date(session.now())
    if not any(seat.role in rule.approvers for seat in who.actor.seats_on(today)):
        roles = ", ".join(each.value.replace("_", " ") for each in rule.approvers)
        raise Refused(RefusalCode.NOT_AUTHORISED.value, f"{who.actor.id} has none of the roles that may: {roles}.")
    if not rule.has_ended(year, today):
        raise Refused(RefusalCode.NOT_ALLOWED.value, f"It is kept until {say_day(rule.until(year))} ({rule.source}).")
    with session.reaching_the_keys():
        stored = session.keys(chosen).store.read(scope_of_year(year))
    if stored is None:
        raise BadInput(f"Of {year} nothing is on record that is no one case's.")
    if stored.destroyed:
        raise Refused(
            RefusalCode.ALREADY_DECIDED.value, f"It was destroyed on {say_day(london_date(stored.destroyed.at))}."
        )


def _goes_ahead(year: int, *, as_json: bool) -> bool:
    """Say what will be destroyed, and ask for the year; whether it was given."""
    if as_json or not sys.stdin.isatty():
        raise BadInput("Nobody can be asked here; nothing was destroyed. Give --yes.")
    say(f"Destroyed will be: who looked in {year} at what is no one case's, or tried it, and what they were told.")
    say("What stays: when it was, what, by which way, and how it ended. What is about a case goes with its record.")
    say("It cannot be undone.", style=OVERDUE)
    return bool(typer.prompt(f"Type {year} to destroy it").strip() == str(year))
