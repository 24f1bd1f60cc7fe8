"""Read a list that is made from the record, and say with it up to when it is."""

import asyncio
import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from rich.console import Console
from rich.text import Text

from domain.london import say_instant
from ledger.projected import Fault, Listed, Progress, read_listed
from ledger.projections.projection import Projection, Query, Row
from settings import Settings
from starter.client import session
from starter.client.acting import record_look
from starter.client.ledger import open_ledger
from starter.lists.directory import Directory
from starter.terminal.printing import OVERDUE, show_json

R = TypeVar("R", bound=Row)


def read(projection: Projection[R], query: Query[R]) -> Listed[R]:
    """The rows of a query to a projection. It is put on record that somebody looks at them.

    Raises:
        BadInput: the settings cannot be used.
        ServiceUnavailable: PostgreSQL cannot be reached, or it cannot be put on record.
    """
    chosen = session.settings()
    listed = asyncio.run(_read(chosen, projection, query))
    record_look(chosen, f"{len(listed.rows)} {projection.name}")
    return listed


async def _read(chosen: Settings, projection: Projection[R], query: Query[R]) -> Listed[R]:
    async with open_ledger(chosen) as pool:
        return await read_listed(pool, projection.name, query)


def show_as_json(listed: Listed[R], more: Callable[[R], dict[str, Any]] = lambda _row: {}) -> None:
    """Print the rows for programs, each with `more` about it, and how far the list is."""
    rows = [{**row.model_dump(mode="json"), **more(row)} for row in listed.rows]
    show_json({**listed.model_dump(mode="json", exclude={"rows"}), "rows": rows})


def tell_how_far(progress: Progress, faults: Iterable[Fault]) -> None:
    """Say on standard error, where it is in nobody's way, up to when a list is, and what is missing in it."""
    _aside(f"{how_far(progress)}.", OVERDUE if progress.behind else "dim")
    if progress.rebuilt is not None:
        _aside(f"It is being made anew: {progress.rebuilt} of {progress.streams} cases.", OVERDUE)
    for fault in faults:
        _aside(f"{fault.stream} could not be read: {fault.why}.", OVERDUE)


def how_far(progress: Progress) -> str:
    """Up to when it is, and what has still to be read."""
    left = progress.behind
    if progress.up_to is None:
        known = "Nothing is read yet" if left else "Nothing is recorded yet"
    else:
        known = f"Up to {say_instant(progress.up_to)}"
    return f"{known}; {left} {'event is' if left == 1 else 'events are'} still to be read" if left else known


def tell_what_is_left_out(text: str) -> None:
    """Say on standard error what a list does not have, and how to see it."""
    _aside(text, "dim")


def tell_of_unknown(directory: Directory, key: str | None) -> None:
    """Where nothing was found for a key, say so if the directory does not have it."""
    if told := unknown(directory, key):
        _aside(told, OVERDUE)


def unknown(directory: Directory, key: str | None) -> str:
    """That the directory does not have a key, and which it has; empty where it has it or none is given."""
    if key is None or key in directory.keys:
        return ""
    return f"The directory has no {key}; it has {', '.join(directory.keys)}."


def _aside(text: str, style: str) -> None:
    console = Console(stderr=True, soft_wrap=not sys.stderr.isatty(), highlight=False)
    console.print(Text(text, style=style))
