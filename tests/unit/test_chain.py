"""The hash of an event: written out by hand, and different for whatever differs."""

import hashlib
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain import Head, Row, chained, head_hash

ROW = Row(
    stream="CSPR-0000-0001",
    position=7,
    type="invented",
    version=1,
    recorded_at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
    effective="2026-01-05",
    framework="working-together-2023",
    calendar="invented",
    body=b"\x01sealed",
    skeleton='{"code":"met"}',
)
TEXT = st.text(max_size=12)
ROWS = st.builds(
    Row,
    stream=TEXT,
    position=st.integers(1, 10**12),
    type=TEXT,
    version=st.integers(1, 99),
    recorded_at=st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    effective=TEXT,
    framework=TEXT,
    calendar=TEXT,
    body=st.binary(max_size=12),
    skeleton=TEXT,
)


def test_the_recipe_written_out() -> None:
    def field(value: bytes) -> bytes:
        return len(value).to_bytes(8, "big") + value

    previous = bytes(range(32))
    whole = b"".join(
        map(
            field,
            [
                *(b"cspr ledger event 1", previous, b"CSPR-0000-0001", b"7", b"invented", b"1"),
                *(b"2026-01-05T09:30:00.000000Z", b"2026-01-05"),
                *(b"working-together-2023", b"invented", b"\x01sealed", b'{"code":"met"}'),
            ],
        )
    )
    assert chained(previous, ROW) == hashlib.sha256(whole).digest()


def test_an_instant_is_the_same_in_every_time_zone() -> None:
    elsewhere = ROW.recorded_at.astimezone(timezone(timedelta(hours=5)))
    assert chained(b"", replace(ROW, recorded_at=elsewhere)) == chained(b"", ROW)


@given(ROWS, ROWS, st.binary(max_size=32), st.binary(max_size=32))
def test_two_rows_have_one_hash_only_if_they_say_the_same(one: Row, other: Row, before: bytes, earlier: bytes) -> None:
    assert (chained(before, one) == chained(earlier, other)) == ((before, one) == (earlier, other))


@given(ROWS, ROWS, st.sampled_from([field.name for field in fields(Row)]))
def test_every_column_counts(row: Row, other: Row, column: str) -> None:
    changed = replace(row, **{column: getattr(other, column)})
    assert (chained(b"", changed) == chained(b"", row)) == (changed == row)


@given(ROWS, st.sampled_from(["stream", "type", "effective", "framework", "calendar"]), TEXT)
def test_what_moves_from_one_column_to_the_next_is_noticed(row: Row, column: str, text: str) -> None:
    names = [field.name for field in fields(Row) if field.type == "str" or field.type is str]
    later = names[names.index(column) + 1]
    one = replace(row, **{column: getattr(row, column) + text})
    other = replace(row, **{later: text + getattr(row, later)})
    assert (chained(b"", one) == chained(b"", other)) == (one == other)


HEADS = [Head(f"CSPR-0000-000{number}", number, f"{number:064x}") for number in range(1, 5)]


@given(st.permutations(HEADS))
def test_the_order_of_the_heads_does_not_count(heads: list[Head]) -> None:
    assert head_hash(heads) == head_hash(HEADS)


@pytest.mark.parametrize(
    "heads",
    [
        [],
        HEADS[1:],
        [replace(HEADS[0], position=9), *HEADS[1:]],
        [replace(HEADS[0], hash="f" * 64), *HEADS[1:]],
        [replace(HEADS[0], stream="CSPR-0000-0009"), *HEADS[1:]],
    ],
)
def test_every_head_counts(heads: list[Head]) -> None:
    assert head_hash(heads) != head_hash(HEADS)
