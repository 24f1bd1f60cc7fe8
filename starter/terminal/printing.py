"""Printing for people and for programs: tables and colour on a terminal, plain lines in a pipe."""

import json
import sys
from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from starter.terminal.column_widths import fitted

OVERDUE = "bold red"

LONG_WORD = 16
"""A longer word is broken where a column is narrow."""

NARROW = 12
"""No column is narrower, unless nothing in it is wider: a date goes into two lines, and not into five."""

GAP = 2
"""Blanks between two columns."""


def out() -> Console:
    """Standard output as it is now. In a pipe nothing is coloured, wrapped or cut off."""
    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False)


_page: ContextVar[list[RenderableType] | None] = ContextVar("page", default=None)


@contextmanager
def onto_a_page() -> Iterator[list[RenderableType]]:
    """Gather what is printed meanwhile for a terminal, instead of printing it."""
    page = list[RenderableType]()
    token = _page.set(page)
    try:
        yield page
    finally:
        _page.reset(token)


def show(what: RenderableType) -> None:
    """Print what rich can draw; for a terminal."""
    page = _page.get()
    if page is None:
        out().print(what)
    else:
        page.append(what)


def say(text: str = "", style: str = "") -> None:
    """Print a line of text as it is; what looks like markup in it is none."""
    show(Text(text, style=style))


def show_aligned(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns without headers, set in a little; what is too long for its column goes on below itself."""
    if not rows:
        return
    grid = Table.grid(padding=(0, GAP, 0, 0))
    for _ in rows[0][:-1]:
        grid.add_column(no_wrap=True, overflow="fold")  # a key is not broken
    grid.add_column(overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    show(Padding(grid, (0, 0, 0, 2)))


def show_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print a value for a program."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def show_table(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    emphasised: Sequence[bool] = (),
    numbers: Container[int] = (),
) -> None:
    """Print rows in columns, or each row below the other where the terminal is too narrow for that.

    In a pipe they are separated by tabs, the headers first. The columns whose place, counted from 0, is in `numbers`
    end at the right.
    """
    if not out().is_terminal:
        for row in (headers, *rows):
            sys.stdout.write("\t".join(" ".join(cell.split()) for cell in row) + "\n")
        return
    styles = [OVERDUE if number < len(emphasised) and emphasised[number] else "" for number in range(len(rows))]
    columns = [[header, *(row[place] for row in rows)] for place, header in enumerate(headers)]
    natural = [max(map(cell_len, column)) for column in columns]
    least = [
        wide if place in numbers else max(_longest_word(*column), min(wide, NARROW))
        for place, (wide, column) in enumerate(zip(natural, columns, strict=True))
    ]
    widths = fitted(natural, least, out().width - GAP * (len(headers) - 1))
    if widths is None:
        _show_below_one_another(headers, rows, styles)
        return
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, GAP, 0, 0))
    for place, (header, width) in enumerate(zip(headers, widths, strict=True)):
        table.add_column(header, justify="right" if place in numbers else "left", overflow="fold", width=width)
    for row, style in zip(rows, styles, strict=True):
        table.add_row(*(Text(cell) for cell in row), style=style)
    show(table)


def _show_below_one_another(headers: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str]) -> None:
    """Each row as lines of its own, a cell a line with its header; so nothing is cut off, however narrow it is."""
    for row, style in zip(rows, styles, strict=True):
        grid = Table.grid(padding=(0, GAP, 0, 0))
        grid.add_column(style="bold")
        grid.add_column(overflow="fold")
        for header, cell in zip(headers, row, strict=True):
            if cell:
                grid.add_row(header, Text(cell), style=style)
        show(grid)
        say()


def _longest_word(*texts: str) -> int:
    """How wide the longest word is, of those that are no address or the like."""
    return max(
        (length for text in texts for word in text.split() if (length := cell_len(word)) <= LONG_WORD), default=1
    )
