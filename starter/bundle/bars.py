"""How a clock is drawn: what its bar is made of, what marks its end, and the days below. Nothing by colour alone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from domain.duty import DutyStatus
from domain.london import say_day, say_month
from starter.bundle.clocks import Clock

BLUE, WHITE, GREY, RED, INK = "#12436d", "#ffffff", "#d9d9d9", "#a3121f", "#0b0c0c"

PIECES: dict[str, dict[str, Any]] = {
    "planned": {"facecolor": BLUE, "edgecolor": BLUE},
    "no date yet, at the latest": {"facecolor": WHITE, "edgecolor": BLUE, "linestyle": (0, (2, 1.5))},
    "date given later": {"facecolor": WHITE, "edgecolor": BLUE, "hatch": "/////"},
    "clock stopped": {"facecolor": GREY, "edgecolor": INK, "hatch": "|||||"},
    "late": {"facecolor": WHITE, "edgecolor": RED, "hatch": "xxxxx"},
}
MARKS: dict[str, Any] = {
    "met": {"marker": "o", "color": WHITE},
    "met late": {"marker": "^", "color": RED},
    "missed": {"marker": "X", "color": RED},
    "no longer owed": {"marker": "s", "color": GREY},
}
MARKED: dict[str, Any] = {"markeredgecolor": INK, "markeredgewidth": 0.8, "markersize": 5.5, "linestyle": ""}
EXPORTED: dict[str, Any] = {"color": INK, "linewidth": 0.8, "linestyle": (0, (4, 2))}
THICK, THIN = 0.15, 0.1
"""Inches."""

A_SEASON = 150
"""Days: of longer times the scale says the months."""

MOST_TICKS = 5


def draw_bar(axes: Axes, clock: Clock, middle: float, now: datetime) -> None:
    """Draw a clock as it stands at the UTC instant `now`, on a scale of days and inches."""
    duty, ended = clock.duty, clock.ended(now)
    planned = "no date yet, at the latest" if duty.provisional else "planned"
    _piece(axes, planned, (clock.begun, min(clock.first_due, duty.due)), middle)
    if duty.due > clock.first_due:
        _piece(axes, "date given later", (clock.first_due, duty.due), middle)
    for each in duty.suspensions:
        if each.working_days:
            _piece(axes, "clock stopped", (each.first, each.until), middle)
    if duty.is_late(now):
        _piece(axes, "late", (min(duty.last_day_on_time, ended), ended), middle, THIN)
    if not duty.provisional:
        axes.vlines(duty.due.toordinal(), middle - THICK, middle + THICK, color=INK, linewidth=1.2)
    mark = _mark(clock.outcome(now))
    if mark:
        axes.plot(ended.toordinal(), middle, **MARKS[mark], **MARKED)


def draw_scale(axes: Axes, clocks: Sequence[Clock], now: datetime, exported: date | None) -> None:
    """Make room for these clocks, and name days below; with a line on the day of the export, where that is given."""
    days = [day for clock in clocks for day in (clock.begun, clock.first_due, clock.duty.due)]
    days += [clock.ended(now) for clock in clocks if clock.duty.status is not DutyStatus.OPEN]
    if exported:
        days.append(exported)
        axes.axvline(exported.toordinal(), **EXPORTED)
    spare = max((max(days) - min(days)) * 0.03, timedelta(days=1))
    first, last = min(days) - spare, max(days) + spare
    axes.set_xlim(first.toordinal(), last.toordinal())
    named = _months(first, last) if last - first > timedelta(days=A_SEASON) else _mondays(first, last)
    axes.set_xticks([day.toordinal() for day in named], list(named.values()), fontsize=7)
    axes.grid(axis="x", color=GREY, linewidth=0.5)
    axes.set_axisbelow(True)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)


def draw_legend(figure: Figure, exported: date | None) -> None:
    """Say above the bars what is what."""
    shown: list[Patch | Line2D] = [Patch(label=name, linewidth=0.7, **style) for name, style in PIECES.items()]
    due = {**MARKED, "marker": "|", "color": INK, "markersize": 9, "markeredgewidth": 1.2}
    shown.append(Line2D([], [], label="due", **due))
    shown += [Line2D([], [], label=name, **style, **MARKED) for name, style in MARKS.items()]
    if exported:
        shown.append(Line2D([], [], label=f"exported, {say_day(exported)}", **EXPORTED))
    figure.legend(handles=shown, loc="upper left", bbox_to_anchor=(0.0, 1.0), ncols=5, frameon=False, fontsize=7)


def _piece(axes: Axes, name: str, days: tuple[date, date], middle: float, height: float = THICK) -> None:
    first, last = (day.toordinal() for day in days)
    axes.barh(middle, last - first, left=first, height=height, linewidth=0.7, **PIECES[name])


def _mark(outcome: str) -> str | None:
    if outcome.startswith("missed"):
        return "missed"
    if outcome in MARKS:
        return outcome
    return "met" if outcome.startswith("met") else None


def _months(first: date, last: date) -> dict[date, str]:
    """First days of months, as evenly as they come, with what they are called."""
    number = first.year * 12 + first.month  # the month after the first day's, counted from 0
    months = range(number, last.year * 12 + last.month)
    days = [date(each // 12, each % 12 + 1, 1) for each in months[:: len(months) // MOST_TICKS + 1]]
    return {day: say_month(day) for day in days}


def _mondays(first: date, last: date) -> dict[date, str]:
    """Mondays, and what they are called without weekday and year, which the words beside the bars say."""
    monday = first + timedelta(days=(7 - first.weekday()) % 7)
    weeks = range((last - monday).days // 7 + 1)
    days = [monday + timedelta(weeks=each) for each in weeks[:: len(weeks) // MOST_TICKS + 1]]
    return {day: say_day(day).partition(" ")[2].rpartition(" ")[0] for day in days}
