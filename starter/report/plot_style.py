"""How the pictures of a report look, and how they come into a page."""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import StringIO
from textwrap import wrap
from typing import Any, cast

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Patch

INK, PAPER, FAINT = "#0b0c0c", "#ffffff", "#b1b4b6"
STYLE = {
    "svg.fonttype": "none",  # text as text: it can be read aloud, searched and copied
    "text.parse_math": False,  # a dollar in a name is a dollar
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.6,
    "hatch.color": PAPER,
}
WIDTH = 8.0
ROW_HEIGHT, AXIS, LEGEND = 0.36, 0.55, 0.55
"""In inches: how high one row is, the axis below them, and the legend above."""

LABEL = 38
"""So many letters of a row's name stand on one line."""


@dataclass(frozen=True)
class Look:
    """How a part of a bar looks: apart from the others without colour, too."""

    colour: str
    ink: str = PAPER
    hatch: str = ""


STATE_LOOKS = {
    "on time": Look("#12436d"),
    "within an extension": Look("#28a197", INK),
    "late": Look("#801650", hatch="///"),
    "overdue now": Look("#b5460b", hatch="xxx"),
    "open": Look(PAPER, INK),
    "fell away": Look("#c8c8c8", INK),
}
BAND_LOOKS = {
    "1 day": Look("#f3d9e6", INK),
    "2 to 5 days": Look("#d9a3c0", INK),
    "6 to 10 days": Look("#b4588b", PAPER),
    "11 to 20 days": Look("#801650", hatch="///"),
    "over 20 days": Look("#3d0a26", hatch="xxx"),
}


def styled(salt: str) -> AbstractContextManager[None]:
    """While this lasts, matplotlib draws as `STYLE` says; `salt` tells the marks of one picture from another's."""
    return rc_context(cast("Any", {**STYLE, "svg.hashsalt": salt}))  # its type lists the names of all settings


def drawing(rows: int, above: float) -> tuple[Figure, Axes]:
    """A picture for so many rows, the first at the top, with so many inches above them for a legend."""
    height = rows * ROW_HEIGHT + AXIS + above
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasSVG(figure)
    axes = figure.add_axes((0.35, AXIS / height, 0.63, rows * ROW_HEIGHT / height))
    axes.set_ylim(rows - 0.5, -0.5)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color=FAINT, linewidth=0.5)
    return figure, axes


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Write the names of the rows, broken into lines where they are long."""
    axes.set_yticks(range(len(names)), ["\n".join(wrap(name, LABEL)) for name in names])


def say_hidden(axes: Axes, line: int, *, hidden: bool) -> None:
    """Say in a row why nothing is drawn there."""
    said = "c: not shown" if hidden else "none"
    axes.annotate(said, (0, line), (4, 0), textcoords="offset points", va="center", style="italic")


def keys(looks: Mapping[str, Look]) -> list[Patch]:
    """What the legend shows: all parts, those too that no bar has."""
    return [
        Patch(facecolor=look.colour, hatch=look.hatch, edgecolor=INK, linewidth=0.6, label=column)
        for column, look in looks.items()
    ]


def as_svg(figure: Figure) -> str:
    """The picture as it stands in a page: without what a file of its own begins with, and without a size of its own."""
    written = StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    picture = written.getvalue()
    picture = re.sub(r"<metadata>.*?</metadata>\s*", "", picture[picture.index("<svg") :], flags=re.DOTALL)
    picture = re.sub(r'<g id="[^"]*"', "<g", picture)  # the same in every picture, and nothing refers to them
    picture = re.sub(r'(<svg [^>]*?) width="[^"]*"', r"\1", picture, count=1)
    return re.sub(r'(<svg [^>]*?) height="[^"]*"', r"\1", picture, count=1)
