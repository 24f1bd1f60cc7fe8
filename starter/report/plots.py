"""The pictures of a report: drawn by matplotlib as SVG whose text is text, without anything from elsewhere."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from domain.reporting.table import HIDDEN, Row, Table
from starter.report.plot_style import INK, LEGEND, PAPER, Look, as_svg, drawing, keys, name_rows, say_hidden, styled

NARROWEST = 0.045
"""A part that is narrower than this share of the axis has no room for its number."""


def bars(table: Table, looks: Mapping[str, Look], salt: str) -> str | None:
    """One bar a row, made of the counts of these columns; None where not one row is shown whole.

    A row of which a count is hidden has no bar: it says so. `salt` tells the marks of this picture from another's.
    """
    places = [table.columns.index(column) for column in looks]
    rows = [row for row in table.rows if any(row.cells[place] for place in places)]
    if not any(_counts(row, places) for row in rows):
        return None
    with styled(salt):
        figure, axes = drawing(len(rows), LEGEND)
        for line, row in enumerate(rows):
            _bar(axes, line, _counts(row, places), list(looks.values()))
        name_rows(axes, [str(row.cells[0]) for row in rows])
        most = max(sum(_counts(row, places)) for row in rows)
        axes.set_xlim(0, most * 1.02)
        for line, row in enumerate(rows):
            _number(axes, line, _counts(row, places), list(looks.values()), most)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlabel("how many")
        axes.legend(
            handles=keys(looks),
            ncols=3,
            loc="lower left",
            bbox_to_anchor=(-0.45, 1.0),
            frameon=False,
            handlelength=1.4,
        )
        return as_svg(figure)


def ranges(table: Table, unit: str, salt: str) -> str | None:
    """Each stage counted in this unit: its median, and its quartiles as a line. None where no median is shown."""
    column = {name: place for place, name in enumerate(table.columns)}
    rows = [row for row in table.rows if row.cells[column["counted in"]] == unit]
    shown = [row for row in rows if _number_in(row, column["median"]) is not None]
    if not shown:
        return None
    with styled(salt):
        figure, axes = drawing(len(rows), 0.15)
        for line, row in enumerate(rows):
            lower, middle, upper = (
                _number_in(row, column[name]) for name in ("lower quartile", "median", "upper quartile")
            )
            if middle is None:
                say_hidden(axes, line, hidden=row.cells[column["median"]] == HIDDEN)
                continue
            if lower is not None and upper is not None:
                axes.plot([lower, upper], [line, line], color="#12436d", linewidth=5, solid_capstyle="butt")
            axes.plot([middle], [line], marker="D", color="#801650", markeredgecolor=PAPER, markersize=8)
            axes.annotate(f"{middle:g}", (middle, line), (0, 7), textcoords="offset points", ha="center")
        name_rows(axes, [str(row.cells[0]) for row in rows])
        axes.set_xlim(left=0)
        axes.set_xlabel(f"{unit}: the median, and a line from the lower to the upper quartile")
        return as_svg(figure)


def _counts(row: Row, places: Sequence[int]) -> list[int]:
    """The counts of a bar, or none where one of them is hidden."""
    cells = [row.cells[place] for place in places]
    return [cell for cell in cells if isinstance(cell, int)] if HIDDEN not in cells else []


def _number_in(row: Row, place: int) -> float | None:
    cell = row.cells[place]
    return float(cell) if isinstance(cell, int | float) else None


def _bar(axes: Axes, line: int, counts: Sequence[int], looks: Sequence[Look]) -> None:
    if not counts:
        say_hidden(axes, line, hidden=True)
        return
    left = 0
    for count, look in zip(counts, looks, strict=True):
        if count:
            axes.barh(
                line, count, left=left, height=0.66, color=look.colour, hatch=look.hatch, edgecolor=PAPER, linewidth=1
            )
            axes.barh(line, count, left=left, height=0.66, fill=False, edgecolor=INK, linewidth=0.5)
        left += count


def _number(axes: Axes, line: int, counts: Sequence[int], looks: Sequence[Look], most: int) -> None:
    left = 0
    for count, look in zip(counts, looks, strict=False):
        if count > NARROWEST * most:
            behind = {"facecolor": look.colour, "edgecolor": "none", "pad": 1.5} if look.hatch else None
            axes.text(left + count / 2, line, str(count), color=look.ink, ha="center", va="center", bbox=behind)
        left += count
