"""A table of a report, as it is shown in every form; and what may be shown of counts and of groups of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median, quantiles

from domain.model import Model
from domain.reporting.suppression import Place, Tally

HIDDEN = "c"
"""Stands for a count or a figure that is not shown. 0 is always shown."""

MEDIAN_FROM = 10
"""Outside the team a median needs so many numbers; of fewer it could tell a hidden count (decision record 22)."""

QUARTILES_FROM = 20
"""And quartiles so many."""

Cell = int | float | str | None
"""A number, words, `HIDDEN`, or None where there is nothing to say."""


class Row(Model):
    """One line of a table. `name` is its code, for programs; `cells` has one for each column."""

    name: str
    cells: tuple[Cell, ...]


class Table(Model):
    """One table. `name` is its code, `about` says what is counted in it; the first `texts` columns hold words."""

    name: str
    title: str
    about: str
    columns: tuple[str, ...]
    texts: int = 1
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class View:
    """What is shown of the counts: to the team all of them, else those that are not hidden."""

    tally: Tally
    hidden: frozenset[Place]
    whole: bool

    def shown(self, *places: Place) -> bool:
        """Whether all of these counts are shown."""
        return not self.hidden.intersection(places)

    def count(self, place: Place) -> Cell:
        """A count, or that it is hidden."""
        return self.tally.counts[place] if self.shown(place) else HIDDEN

    def percentage(self, parts: Sequence[Place], of: Sequence[Place]) -> Cell:
        """How many of a hundred, in whole numbers; only where each count that it is made of is shown."""
        if not self.shown(*parts, *of):
            return HIDDEN
        whole = sum(self.tally.counts[place] for place in of)
        return round(100 * Fraction(sum(self.tally.counts[place] for place in parts), whole)) if whole else None

    def median(self, values: Sequence[Fraction], beside: Sequence[Place] = ()) -> Cell:
        """The middle one of some numbers, where they are enough and every count that stands beside it is shown."""
        if not values:
            return None
        enough = self.whole or (len(values) >= MEDIAN_FROM and self.shown(*beside))
        return _figure(median(values)) if enough else HIDDEN

    def quartiles(self, values: Sequence[Fraction]) -> tuple[Cell, Cell]:
        """The lower and the upper quartile of some numbers (the inclusive method), where they are enough."""
        if len(values) < 2:  # noqa: PLR2004 - one number has no quarters
            return (None, None) if self.whole or not values else (HIDDEN, HIDDEN)
        if not self.whole and len(values) < QUARTILES_FROM:
            return HIDDEN, HIDDEN
        lower, _, upper = quantiles(values, n=4, method="inclusive")
        return _figure(lower), _figure(upper)


def longest(values: Sequence[Fraction]) -> Cell:
    """The greatest of some numbers: that of one incident, and so in the team's tables alone."""
    return _figure(max(values)) if values else None


def _figure(value: Fraction) -> Cell:
    """In tenths; whole numbers without any."""
    tenths = round(value, 1)
    return int(tenths) if tenths.denominator == 1 else float(tenths)
