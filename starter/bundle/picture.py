"""The statutory clocks as a picture: one bar a duty, in SVG whose text is text."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from domain.london import london_date
from starter.bundle.bars import GREY, INK, draw_bar, draw_legend, draw_scale
from starter.bundle.clocks import Clock
from starter.bundle.inline_svg import inline_svg

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 7.1, 2.0, 2.45, 0.62, 0.3
"""Inches: as wide as the paper within its margins, so that it prints in its own size."""

LINE, SPACE = 0.135, 0.12
"""Inches of a line of text, and between two rows."""

TALLEST = 8.0
"""Inches: what is taller is several pictures, each on a page."""

LETTERS_BEFORE, LETTERS_BEHIND = 30, 38
"""So many letters fit before the bars, and behind them, in a wide font."""

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "cspr",  # the same picture is the same file
    "text.parse_math": False,  # a dollar is one
    "font.family": "sans-serif",
    "font.size": 7.5,
    "hatch.linewidth": 0.6,
    "axes.edgecolor": INK,
    "text.color": INK,
}


@dataclass(frozen=True)
class Row:
    """One bar: the clock, its title, and what is said of its date ("due …") and of what became of it."""

    clock: Clock
    title: str
    due: str
    how: str

    @property
    def before(self) -> list[str]:
        """The lines before the bar."""
        return textwrap.wrap(self.title, LETTERS_BEFORE)

    @property
    def behind(self) -> list[str]:
        """The lines behind it."""
        return [*textwrap.wrap(self.due, LETTERS_BEHIND), *textwrap.wrap(self.how, LETTERS_BEHIND)]

    @property
    def height(self) -> float:
        """Inches."""
        return max(len(self.before), len(self.behind)) * LINE + SPACE


def pictures(rows: Sequence[Row], now: datetime, *, running: bool) -> list[str]:
    """The bars as SVG elements for a page: as many as are needed for paper, each with days of its own.

    Args:
        rows: at least one.
        now: the UTC instant at which they stand so.
        running: whether the case goes on, and that instant is shown.
    """
    parts = list(_parts(rows))
    with mpl.rc_context(STYLE):
        return [
            inline_svg(
                _drawn(part, now, running=running),
                name=f"clocks-{number}",
                title=f"The clocks of the case, picture {number} of {len(parts)}",
                description="; ".join(f"{row.title}: {row.due}, {row.how}" for row in part),
            )
            for number, part in enumerate(parts, start=1)
        ]


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        if part and sum(each.height for each in (*part, row)) > TALLEST:
            yield part
            part = []
        part.append(row)
    yield part


def _drawn(rows: Sequence[Row], now: datetime, *, running: bool) -> str:
    inches = sum(row.height for row in rows)
    height = inches + TOP + BOTTOM
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasSVG(figure)
    axes = figure.add_axes((LEFT / WIDTH, BOTTOM / height, (WIDTH - LEFT - RIGHT) / WIDTH, inches / height))
    axes.set_ylim(inches, 0)
    axes.set_yticks([])
    exported = london_date(now) if running else None
    draw_scale(axes, [row.clock for row in rows], now, exported)
    y = 0.0
    for row in rows:
        middle = y + row.height / 2
        axes.axhline(y, color=GREY, linewidth=0.6)
        draw_bar(axes, row.clock, middle, now)
        for lines, x, side in ((row.before, -0.03, "right"), (row.behind, 1.03, "left")):
            for number, text in enumerate(lines):
                place = middle + (number - (len(lines) - 1) / 2) * LINE
                axes.text(x, place, text, ha=side, va="center", transform=axes.get_yaxis_transform())
        y += row.height
    draw_legend(figure, exported)
    written = StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return written.getvalue()
