"""Look again and again: refreshed in place at a terminal, once for every change in a pipe."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.segment import SegmentLines
from rich.text import Text

from domain.london import say_instant
from starter.client import session
from starter.client.errors import ServiceUnavailable
from starter.terminal.output import is_read
from starter.terminal.printing import OVERDUE, onto_a_page, out, say

EVERY = 3
"""Seconds between two looks."""


@dataclass(frozen=True)
class Seen:
    """What was seen at one look: as JSON, by which changes are found, and how to print it for people."""

    data: Any
    show: Callable[[], None]


Look = Callable[[], Awaitable[Seen]]


async def watch_in_place(look: Look) -> None:
    """Show what is seen on the whole terminal until somebody ends it, and keep it there while the service is away."""
    console = out()
    seen, away = await look(), ""
    with Live(console=console, screen=True, auto_refresh=False) as live:
        while True:
            live.update(_page(console, seen, away), refresh=True)
            await asyncio.sleep(EVERY)
            try:
                seen, away = await look(), ""
            except ServiceUnavailable as error:
                away = away or f"Not reachable since {say_instant(session.now())}, and as it was then. {error.message}"


async def watch_for_changes(look: Look, *, as_json: bool) -> None:
    """Print what is seen each time that it changed: for people with the instant before it, as JSON on one line.

    It ends when nobody reads it any more.
    """
    last: Any = None
    while is_read(sys.stdout):
        seen = await look()
        if seen.data != last:
            last = seen.data
            if as_json:
                sys.stdout.write(json.dumps(seen.data, ensure_ascii=False) + "\n")
            else:
                say(say_instant(session.now()))
                seen.show()
                say()
            sys.stdout.flush()
        await asyncio.sleep(EVERY)


def _page(console: Console, seen: Seen, away: str) -> RenderableType:
    """What was seen, cut off at the end of the screen where it is longer, which is said."""
    clock = Text(f"{say_instant(session.now())}, looking every {EVERY} seconds; Ctrl-C ends it", style="dim")
    heading = [clock, *([Text(away, style=OVERDUE)] if away else []), Text()]
    with onto_a_page() as page:
        seen.show()
    above = len(console.render_lines(Group(*heading)))
    lines = console.render_lines(Group(*page), pad=False)
    room = console.height - above
    if len(lines) <= room:
        return Group(*heading, *page)
    left = Text(f"… and {len(lines) - room + 1} more lines: make the window taller", style="dim")
    return Group(*heading, SegmentLines(lines[: room - 1], new_lines=True), left)
