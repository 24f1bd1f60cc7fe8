"""`cspr explain`: why a date is what it is, day by day, for a case or for days that are given."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from domain.calendar import CalendarEnds
from domain.duty import DutyStatus
from domain.duty_rule import ANCHOR_WORDS, Anchor, UnknownDuty
from domain.explanation import Explanation, explain_duty, explain_rules, explain_rules_of
from domain.rules import Rules
from domain.wall_time import say_exactly
from starter.client import session
from starter.client.errors import BadInput
from starter.dates.anchor_options import FrameworkName, rules_for, say_rules, with_anchor_days
from starter.dates.explaining import as_mapping, picture, show_explanation, show_shortly
from starter.files.new_files import write_new_file
from starter.reading.case_as_of import AsOf, look_back
from starter.reading.case_now import view_of
from starter.terminal.completion import references_beginning
from starter.terminal.options import Acts, AsJson, as_reference
from starter.terminal.printing import say, show_json

SVG = "--svg"

HELP = """Explain a date: the rule, what it rests on, and the count day by day, to be checked with a wall calendar.

Of a case, by the rules, bank holidays and days on its record; or without a case and without any server, from the
days that you give. Without a duty, all that are open, shortly.

\b
Examples:
  cspr explain CSPR-7K4M-2QXD
  cspr explain CSPR-7K4M-2QXD notification
  cspr explain CSPR-7K4M-2QXD agency_summary:police
  cspr explain CSPR-7K4M-2QXD notification --as-of 2026-01-14T12:00
  cspr explain --aware 2026-12-18 notification --svg notification.svg
"""

MOST_WORDS = 2


def _first_word(ctx: typer.Context, incomplete: str) -> list[str]:
    return [] if ctx.params.get("words") else references_beginning(incomplete)


Words = Annotated[
    list[str] | None,
    typer.Argument(
        autocompletion=_first_word,
        metavar="[REFERENCE] [DUTY]",
        help="The case, and a duty's key on record or a rule's name.",
    ),
]
Picture = Annotated[
    Path | None, typer.Option(SVG, metavar="FILE", help="Write the wall calendar of one duty to a new SVG file.")
]


@with_anchor_days
def explain(  # noqa: PLR0913 - one option each
    *,
    words: Words = None,
    days: Mapping[Anchor, date],
    framework: FrameworkName = None,
    svg: Picture = None,
    as_of: AsOf = None,
    acts: Acts = None,
    as_json: AsJson = False,
) -> None:
    """Explain dates; `HELP` is what people read."""
    try:
        by_days = days or framework
        found = _by_days(words or [], days, framework, as_of) if by_days else _of_case(words or [], as_of, acts)
    except CalendarEnds as error:
        raise BadInput(f"{error}.") from None
    chosen = _named(found) if found.duty else found.usual
    if svg:
        _draw(chosen, found, svg)
    if as_json:
        by = {"framework": found.rules.framework.name, "calendar": found.rules.calendar.version}
        show_json([{**by, **as_mapping(each)} for each in chosen])
        return
    say(found.heading)
    for each in chosen:
        say()
        show_explanation(each) if found.duty else show_shortly(each)
    if not chosen:
        say("No duty is open.")


@dataclass(frozen=True)
class _Found:
    """What can be explained: what is shown without a duty's name, and all that a name can choose from."""

    rules: Rules
    heading: str
    duty: str | None
    usual: Sequence[Explanation]
    every: Sequence[Explanation]


def _by_days(
    words: Sequence[str], days: Mapping[Anchor, date], framework: str | None, as_of: datetime | None
) -> _Found:
    if as_of or len(words) > 1 or any(word.upper().startswith("CSPR-") for word in words):
        raise BadInput("Either a case or days of your own: a case is counted from the days on its record.")
    rules = rules_for(days, framework)
    every = sorted(explain_rules(rules, days), key=lambda each: each.due)
    return _Found(rules, say_rules(rules), next(iter(words), None), every, every)


def _of_case(words: Sequence[str], as_of: datetime | None, acts: str | None) -> _Found:
    if not 1 <= len(words) <= MOST_WORDS:
        raise BadInput("Name a case and perhaps one duty of it, or give the days: cspr explain --aware 2026-12-18")
    reference = as_reference(words[0])
    if as_of:
        case, now = asyncio.run(look_back(session.settings(), reference, as_of, acts)).case, as_of
    else:
        case, now = asyncio.run(view_of(session.settings(), reference, acts)).case, session.now()
    opened = [explain_duty(case, duty, now) for duty in case.open_duties()]
    ended = [explain_duty(case, duty, now) for duty in case.duties.values() if duty.status is not DutyStatus.OPEN]
    known = f", as it was known at {say_exactly(now)}" if as_of else ""
    heading = f"{case.reference}: {say_rules(case.in_force)}, as recorded with the case{known}"
    every = [*opened, *ended, *explain_rules_of(case, now)]
    return _Found(case.in_force, heading, next(iter(words[1:]), None), opened, every)


def _named(found: _Found) -> Sequence[Explanation]:
    """Those that a name stands for: one on record, or all of one rule."""
    chosen = [each for each in found.every if found.duty in {each.duty, each.rule.duty}]
    if chosen:
        return chosen
    try:
        anchor = ANCHOR_WORDS[found.rules.rule(found.duty or "").anchor]
    except UnknownDuty:
        raise BadInput("No duty has this name. There are:", _names(found.every)) from None
    raise BadInput(f"It counts from {anchor}, and that is not known. What has a date is:", _names(found.every))


def _names(every: Sequence[Explanation]) -> Sequence[str]:
    return [f"{each.duty}: {each.title}" for each in every]


def _draw(chosen: Sequence[Explanation], found: _Found, file: Path) -> None:
    if not found.duty or len(chosen) != 1:
        raise BadInput("--svg draws one count. Name one of:", _names(chosen))
    told = chosen[0]
    if told.count is None:
        raise BadInput(f"--svg draws a count, and there is none: {told.awaits or told.remarks[0]}")
    write_new_file(file, SVG, picture(told, found.heading).encode())
