"""What an explanation of a date says to people, to programs and as a picture."""

from collections.abc import Sequence
from io import StringIO
from typing import Any

from rich.console import Console, Group
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

from domain.count import CountedDay
from domain.explanation import Explanation
from domain.london import say_day
from starter.terminal.printing import out, say, show_table
from starter.terminal.wall_calendar import wall_calendar

PICTURE_COLUMNS = 104
"""Room for two months beside each other."""

_PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<style>
.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
<rect width="100%" height="100%" fill="white"/>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's picture without its window frame, and without the fonts that it would load from elsewhere."""


def show_explanation(told: Explanation) -> None:
    """Print one date with everything that it rests on, its count day by day, and the wall calendar."""
    say(f"{told.title}: {told.says}", style="bold")
    for line in _basis(told):
        say(line)
    if told.count:
        say()
        days = [_row(each, told) for each in told.count.days]
        back = [("", say_day(each.day), each.note or f"not a working day: {each.skipped}") for each in _back(told)]
        show_table(("number", "day", ""), [*days, *back])
        say()
        out().print(wall_calendar(told.count, told.due))
    if told.readings:
        say()
        say("By other published readings, which do not count here:")
        for reading in told.readings:
            say(f"  {reading.title}: {'at the latest ' if reading.provisional else ''}{say_day(reading.due)}")


def show_shortly(told: Explanation) -> None:
    """Print one date with its count in a few lines."""
    say(f"{told.title}: {told.says}", style="bold")
    say(f"  {told.duty}; {told.rule.say_force()}")
    if told.count is None:
        say(f"  {told.limit}")
    else:
        say(f"  {told.limit}; day 0 is {say_day(told.anchor_day)}, {told.day_zero}")
        skipped = [f"{say_day(each.day)} {each.skipped}" for each in told.count.holidays]
        if skipped:
            say(f"  not counted, beside Saturdays and Sundays: {'; '.join(skipped)}")
    for remark in (*_ends_before(told), *told.remarks):
        say(f"  {remark}")


def picture(told: Explanation, heading: str) -> str:
    """The wall calendar of a count as SVG, with the rules and what it rests on above it."""
    console = Console(record=True, width=PICTURE_COLUMNS, file=StringIO(), force_terminal=True, highlight=False)
    lines = [Text(line) for line in (*_basis(told), heading)]
    console.print(Group(Text(f"{told.title}: {told.says}", style="bold"), *lines, Text()))
    if told.count:
        console.print(wall_calendar(told.count, told.due))
    return console.export_svg(title=told.title, theme=DEFAULT_TERMINAL_THEME, code_format=_PICTURE)


def as_mapping(told: Explanation) -> dict[str, Any]:
    """The explanation for programs, with the day on which its count ends."""
    counted = {"counted_due": told.count.due.isoformat() if told.count else None}
    return {**told.model_dump(mode="json"), **counted}


def _basis(told: Explanation) -> Sequence[str]:
    return (
        f"The rule: {told.limit}",
        *((f"Day 0: {say_day(told.anchor_day)}, {told.day_zero}",) if told.count else ()),
        f"Rests on: {told.rule.say_force()}; {told.rule.source}",
        *(("Unconfirmed: no published material confirms it.",) if told.rule.unconfirmed else ()),
        *_ends_before(told),
        *((told.awaits,) if told.awaits else ()),
        *told.remarks,
    )


def _ends_before(told: Explanation) -> Sequence[str]:
    if told.last_working_day == told.due:
        return ()
    return (f"{say_day(told.due)} is no working day; the last one before it is {say_day(told.last_working_day)}",)


def _row(each: CountedDay, told: Explanation) -> tuple[str, str, str]:
    if each.number is None:
        return "-", say_day(each.day), f"not counted: {each.skipped}"
    said = []
    if each.number == 0:
        said.append(f"day 0, {told.day_zero}")
    if told.count and each is told.count.days[-1]:
        said.append("due" if each.day == told.due else "here the plain count ends")
    if each.note:
        said.append(f"a {each.note}, and day 0 all the same" if each.number == 0 else each.note)
    return str(each.number), say_day(each.day), "; ".join(said)


def _back(told: Explanation) -> tuple[CountedDay, ...]:
    return told.count.back_to_working_day if told.count else ()
