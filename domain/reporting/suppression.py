"""Hide small counts so that none of them can be found out by subtraction, in a table or across several.

Every count that 1 to 4 records make up is hidden, however great it is: three signatures of one review tell of one
child. Where such a count follows from what is shown, further counts are hidden, the smallest that help. When the work
is done there is for each hidden count another set of counts, whole and positive, which agrees with all that is shown
and in which this one is another: `another_way` finds it, and what has none is not left so.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

FEWEST_RECORDS = 5
"""A count that fewer records make up is hidden, but 0, which tells of nobody."""

PATIENCE = 2_000
"""So many tries to find another set of counts; where they do not do, one more count is hidden."""

Place = tuple[str, str, str]
"""Where a count stands: its table, row and column."""


@dataclass(frozen=True)
class Sum:
    """A count that is the sum of others, in whichever tables they stand. Readers know that it is."""

    total: Place
    parts: tuple[Place, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """Its parts and the total."""
        return (*self.parts, self.total)


@dataclass
class Tally:
    """Counts at their places, and how many records make up each."""

    counts: Counter[Place] = field(default_factory=Counter)
    records: Counter[Place] = field(default_factory=Counter)

    def add(self, brought: Mapping[Place, int]) -> None:
        """Add what one record brings: more than 0 at each place."""
        self.counts.update(brought)
        self.records.update(brought.keys())


def hidden(tally: Tally, sums: Sequence[Sum]) -> frozenset[Place]:
    """The places whose counts are not to be shown.

    Args:
        tally: every count that is to be published; those too that are left out of one form and stand in another.
        sums: all that add up.

    Raises:
        ValueError: a sum does not add up, which would tell readers more than it should.
    """
    counts = tally.counts
    for each in sums:
        if counts[each.total] != sum(counts[part] for part in each.parts):
            raise ValueError(f"the parts of {each.total} do not add up to it")
    kept = {place for place, records in tally.records.items() if 0 < records < FEWEST_RECORDS}
    while derivable := next((each for each in sorted(kept) if not another_way(each, counts, sums, kept)), None):
        kept.add(_next_to_hide(derivable, counts, sums, kept))
    return frozenset(kept)


def another_way(
    place: Place, counts: Mapping[Place, int], sums: Sequence[Sum], kept: Collection[Place]
) -> Mapping[Place, int] | None:
    """Another set of counts that agrees with all that is shown, and in which the count at this place is another.

    Only counts in `kept` differ, by one each; all of them stay at 1 or more, for readers know that none is 0.
    """
    search = _Search(counts, sums, frozenset(kept))
    for step in (1, -1):
        if counts[place] + step > 0 and (found := search.balanced({place: step})):
            return {each: count + found.get(each, 0) for each, count in counts.items()}
    return None


def _next_to_hide(place: Place, counts: Mapping[Place, int], sums: Sequence[Sum], kept: Collection[Place]) -> Place:
    """The smallest shown count beside the place, or else beside what is hidden with it; parts before totals."""
    reached, edge = {place}, {place}
    while edge:
        touching = [each for each in sums if edge & set(each.places)]
        totals = {each.total for each in touching}
        beside = {other for each in touching for other in each.places}
        shown = [other for other in beside if other not in kept and counts[other]]
        if shown:
            return min(shown, key=lambda other: (other in totals, counts[other], other))
        edge = beside & set(kept) - reached
        reached |= edge
    raise ValueError(f"{place} is derivable though everything beside it is hidden")  # +1 all the way up always works


@dataclass
class _Search:
    """Looks for changes of hidden counts, by one each, after which every sum adds up again."""

    counts: Mapping[Place, int]
    sums: Sequence[Sum]
    kept: frozenset[Place]
    tries: int = field(default=0, init=False)

    def balanced(self, changes: dict[Place, int]) -> dict[Place, int] | None:
        self.tries += 1
        if self.tries > PATIENCE:
            return None
        for each in self.sums:
            off = sum(changes.get(part, 0) for part in each.parts) - changes.get(each.total, 0)
            if off:
                for place, step in self._against(each, off, changes):
                    if found := self.balanced({**changes, place: step}):
                        return found
                return None
        return changes

    def _against(self, uneven: Sum, off: int, changes: Mapping[Place, int]) -> Iterator[tuple[Place, int]]:
        """The changes by one that bring the parts and their total nearer to each other."""
        step = -1 if off > 0 else 1
        for place in uneven.places:
            towards = -step if place == uneven.total else step
            if place in self.kept and place not in changes and self.counts[place] + towards > 0:
                yield place, towards
