"""`cspr calendar add`, `remove`: a bank holiday is proclaimed or withdrawn, for every open case and those to come."""

import asyncio
import sys
import uuid
from datetime import date
from typing import Annotated

import typer
from pydantic import ValidationError

from domain.authority import check_authority
from domain.calendar_change import check_day, has
from domain.decisions.dates import ChangeCalendar
from domain.london import london_date, say_day
from domain.moment import Moment
from domain.proclamation import ENTERED_LATE_BECAUSE, effect
from domain.refusal import Refusal
from settings import Settings
from starter.client import session
from starter.client.acting import Acting, acting, decider
from starter.client.errors import BadInput, Refused, ServiceUnavailable
from starter.client.policy import policy_of
from starter.client.proclaimed_record import calendar_of_new_cases, read_record
from starter.client.proclamations import Proclamations
from starter.dates.calendar_preview import Preview
from starter.decisions.decision_options import RECORD
from starter.files.faults import in_plain_words
from starter.terminal.options import Acts, AsJson, as_day
from starter.terminal.printing import say, show_json
from starter.terminal.progress_bar import progress_bar
from workflows.proclamation import Progress

_NAME = "calendar_change"
_FLAGS = {"reason": "--reason", "holiday": "NAME"}
NOT_GIVEN = ("by", "role", "organisation", "delegated_by", "delegated_on")

Day = Annotated[date, typer.Argument(parser=as_day, metavar="DAY", help="The weekday, as in 2027-06-03.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What the bank holiday is called.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, and where it was proclaimed.", rich_help_panel=RECORD)]
Yes = Annotated[bool, typer.Option("--yes", help="Change it without being asked once more.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]


def add(  # noqa: PLR0913 - one option each
    *,
    day: Day,
    name: Name,
    reason: Reason,
    acts: Acts = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Proclaim a bank holiday: show which dates move, ask, and give the day to every open case.

    Interrupt it when you like: it goes on by itself, and the same command follows it again.

    Example: cspr calendar add 2027-06-03 "Invented Jubilee" --reason TEXT
    """
    who = acting(session.settings(), acts)
    _change(_decision(day, name, who, reason), who, yes=yes, dry_run=dry_run, as_json=as_json)


def remove(  # noqa: PLR0913 - one option each
    *,
    day: Day,
    reason: Reason,
    acts: Acts = None,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Say that a day is no bank holiday after all; everything else as `cspr calendar add` does it.

    Example: cspr calendar remove 2027-06-03 --reason TEXT
    """
    who = acting(session.settings(), acts)
    _change(_decision(day, None, who, reason), who, yes=yes, dry_run=dry_run, as_json=as_json)


def _decision(day: date, holiday: str | None, who: Acting, reason: str) -> ChangeCalendar:
    today = london_date(session.now())
    by = decider(who, who.authority.grant(_NAME), dict.fromkeys(NOT_GIVEN), today)
    try:
        decision = ChangeCalendar.model_validate(
            {
                "id": f"calendar:{day}:{uuid.uuid4().hex[:12]}",
                "by": by,
                "at": Moment.at(session.now()),
                "reason": reason,
                "entered_late_because": ENTERED_LATE_BECAUSE,
                "day": day,
                "holiday": holiday,
            }
        )
    except ValidationError as error:
        faults = [(".".join(map(str, fault.place)), fault.message) for fault in in_plain_words(error)]
        told = [f"{_FLAGS.get(place, place)}: {message}" for place, message in faults]
        raise BadInput("cspr calendar cannot be used so; nothing was sent:", told) from None
    try:
        seats = list(who.actor.seats_on(today))
        check_authority(policy_of(session.settings()), decision, who.mandate, seats)
        check_day(day)
    except Refusal as refusal:
        raise Refused(refusal.code.value, refusal.message) from None
    return decision


def _change(decision: ChangeCalendar, who: Acting, *, yes: bool, dry_run: bool, as_json: bool) -> None:
    if not (yes or dry_run) and (as_json or not sys.stdin.isatty()):
        raise BadInput("Nobody can be asked here; nothing was changed. Give --yes, or --dry-run to see what would.")
    asyncio.run(_proclaim(session.settings(), decision, who, yes=yes, dry_run=dry_run, as_json=as_json))


async def _proclaim(  # noqa: PLR0913 - what the command was given
    chosen: Settings, decision: ChangeCalendar, who: Acting, *, yes: bool, dry_run: bool, as_json: bool
) -> None:
    service = await Proclamations.connect(chosen, who.signer)
    running = await service.under_way(decision.day)
    if running and running.decision.holiday != decision.holiday:
        raise Refused("under_way", f"Another decision about {say_day(decision.day)} is still on its way; wait for it.")
    preview = None if running and not dry_run else await _preview(service, decision)
    if preview and not as_json:
        preview.show()
    if preview and not dry_run:
        if not preview.takers and await _is_on_record(chosen, decision):
            return _show(preview, None, as_json=as_json)
        if not yes:
            typer.confirm("Change it?", abort=True)
        await service.proclaim(decision)
    if dry_run:
        return _show(preview, None, as_json=as_json)
    with progress_bar("Open cases") as tell:
        done = await service.follow(decision.day, tell)
    _show(preview, done, as_json=as_json)
    if done.refused:
        raise Refused("refused_by_cases", "These cases cannot take the day; see cspr timeline:", done.refused)
    return None


async def _preview(service: Proclamations, decision: ChangeCalendar) -> Preview:
    at = session.now()
    with progress_bar("Open cases, to see what would change") as tell:
        return Preview(decision, await service.look_at_open_cases(lambda case: effect(case, decision, at), tell))


async def _is_on_record(chosen: Settings, decision: ChangeCalendar) -> bool:
    """Whether cases to come get the day anyhow; where the ledger is away, nobody knows."""
    try:
        record = await read_record(chosen)
    except ServiceUnavailable:
        return False
    return has(calendar_of_new_cases(record, decision.day.year, decision.day.year), decision)


def _show(preview: Preview | None, done: Progress | None, *, as_json: bool) -> None:
    if as_json:
        shown = done.model_dump(mode="json", exclude={"decision"}) if done else None
        show_json({"preview": preview.as_json() if preview else None, "proclamation": shown})
    elif done:
        say(
            f"Done: {done.moved} open cases with duties counted anew, {done.given} without, {done.already} had it. "
            "It is on record for the cases to come."
        )
    else:
        say("Nothing was changed.")
