"""Whatever the counts are: nothing that is hidden follows from what is shown, and no more is hidden than must be."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.reporting.suppression import FEWEST_RECORDS, Place, Sum, Tally, another_way, hidden

sizes = st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 30])


def two_ways(rows: Sequence[str], columns: Sequence[str], table: str = "t") -> list[Sum]:
    """A table with a total at the end of each row and below each column."""
    across = [Sum((table, row, "all"), tuple((table, row, column) for column in columns)) for row in (*rows, "all")]
    down = [Sum((table, "all", column), tuple((table, row, column) for row in rows)) for column in (*columns, "all")]
    return across + down


@st.composite
def crossed(draw: st.DrawFn) -> tuple[Tally, list[Sum]]:
    """A table of two ways, and beside it a second one that its first row is divided in, as agencies are of a duty."""
    rows = [f"row {number}" for number in range(draw(st.integers(1, 4)))]
    columns = [f"column {number}" for number in range(draw(st.integers(1, 4)))]
    parts = [f"part {number}" for number in range(draw(st.integers(1, 3)))]
    sums = two_ways(rows, columns)
    sums += [Sum(("parts", part, "all"), tuple(("parts", part, column) for column in columns)) for part in parts]
    divided = (*columns, "all")
    sums += [Sum(("t", rows[0], column), tuple(("parts", part, column) for part in parts)) for column in divided]
    inner = [("parts", part, column) for part, column in product(parts, columns)]
    inner += [("t", row, column) for row, column in product(rows[1:], columns)]
    tally = Tally()
    for place in inner:
        for _ in range(draw(sizes)):
            tally.add(dict.fromkeys(totals_of(place, sums), 1) | {place: draw(st.integers(1, 3))})
    return recounted(tally, inner, sums), sums


def totals_of(place: Place, sums: Sequence[Sum]) -> set[Place]:
    """All totals into which a place counts."""
    above = {each.total for each in sums if place in each.parts}
    return above.union(*(totals_of(each, sums) for each in above)) if above else set()


def recounted(tally: Tally, inner: Sequence[Place], sums: Sequence[Sum]) -> Tally:
    """The same with totals of counts that are greater than one a record."""
    for total in {each.total for each in sums}:
        tally.counts[total] = sum(tally.counts[place] for place in inner if total in totals_of(place, sums))
    return tally


def following(kept: frozenset[Place], sums: Sequence[Sum]) -> list[Place]:
    """The hidden counts that are a sum and difference of shown ones: by elimination, what stands alone in a row."""
    places = sorted(kept)
    rows = [[Fraction((each in one.parts) - (each == one.total)) for each in places] for one in sums]
    pivots: list[list[Fraction]] = []
    for column in range(len(places)):
        number = next((number for number, row in enumerate(rows) if row[column]), None)
        if number is not None:
            pivot = rows.pop(number)
            rows = [without(row, pivot, column) for row in rows]
            pivots = [*(without(row, pivot, column) for row in pivots), pivot]
    alone = ([place for place, share in zip(places, row, strict=True) if share] for row in pivots)
    return [found[0] for found in alone if len(found) == 1]


def without(row: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    if not row[column]:
        return row
    share = row[column] / pivot[column]
    return [mine - share * its for mine, its in zip(row, pivot, strict=True)]


@settings(max_examples=80)
@given(crossed())
def test_nothing_hidden_is_a_sum_or_a_difference_of_what_is_shown(known: tuple[Tally, list[Sum]]) -> None:
    tally, sums = known
    kept = hidden(tally, sums)
    for place, count in tally.counts.items():
        few = 0 < tally.records[place] < FEWEST_RECORDS
        assert not few or place in kept
        assert count or place not in kept
    assert following(kept, sums) == []


@settings(max_examples=80)
@given(crossed())
def test_for_everything_hidden_there_is_another_set_of_counts_that_looks_the_same(
    known: tuple[Tally, list[Sum]],
) -> None:
    """So that it does not follow either for who knows that what is hidden is not 0."""
    tally, sums = known
    kept = hidden(tally, sums)
    for place in kept:
        other = another_way(place, tally.counts, sums, kept)
        assert other is not None
        assert other[place] != tally.counts[place]
        assert {each for each, count in other.items() if count != tally.counts[each]} <= kept
        assert min(other[each] for each in kept) >= 1
        for each in sums:
            assert other.get(each.total, 0) == sum(other.get(part, 0) for part in each.parts)


@settings(max_examples=100)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_nobody_who_tries_all_counts_finds_only_one(parts: list[int]) -> None:
    """By trying, and not by the search that hides: every hidden part of a sum can be more than one number."""
    sums = [Sum(("t", "row", "all"), tuple(("t", "row", f"{number}") for number in range(len(parts))))]
    tally = Tally()
    for place, count in zip(sums[0].parts, parts, strict=True):
        for _ in range(count):
            tally.add({place: 1, sums[0].total: 1})
    kept = hidden(tally, sums)
    unknown = [place for place in sums[0].parts if place in kept]
    rest = sum(tally.counts[place] for place in sums[0].parts if place not in kept)
    total = None if sums[0].total in kept else tally.counts[sums[0].total]
    possible = [
        tried
        for tried in product(range(1, (total or 12) + 1), repeat=len(unknown))
        if total is None or sum(tried) + rest == total
    ]
    for number in range(len(unknown)):
        assert len({tried[number] for tried in possible}) > 1


def test_two_that_can_only_be_one_each_take_a_third_with_them() -> None:
    """1 + 1 + 5 = 7: with only the ones hidden, who knows that neither is 0 knows both."""
    places = [("t", "row", name) for name in ("a", "b", "c")]
    sums = [Sum(("t", "row", "all"), tuple(places))]
    tally = Tally()
    for place, count in zip(places, (1, 1, 5), strict=True):
        for _ in range(count):
            tally.add({place: 1, sums[0].total: 1})
    assert hidden(tally, sums) == {*places}


def test_three_signatures_of_one_review_are_hidden_as_one_child_is() -> None:
    tally = Tally()
    tally.add({("t", "signature", "late"): 3, ("t", "signature", "due"): 9})
    for _ in range(5):
        tally.add({("t", "signature", "due"): 3})
    assert hidden(tally, []) == {("t", "signature", "late")}


def test_many_that_need_no_hiding_are_all_shown() -> None:
    sums = two_ways(["a", "b"], ["x", "y"])
    tally = Tally()
    for row, column in product("ab", "xy"):
        for _ in range(7):
            tally.add(dict.fromkeys({("t", row, column), *totals_of(("t", row, column), sums)}, 1))
    assert hidden(tally, sums) == frozenset()


def test_parts_that_do_not_add_up_are_no_table() -> None:
    tally = Tally()
    tally.add({("t", "row", "a"): 7})
    with pytest.raises(ValueError, match="do not add up"):
        hidden(tally, [Sum(("t", "row", "all"), (("t", "row", "a"),))])
