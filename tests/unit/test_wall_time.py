"""An instant as it is typed: London's clock, the day that means its end, and the two nights on which clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.london import end_of_day
from domain.wall_time import parse_instant, say_exactly


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-01-14T12:00", "2026-01-14T12:00:00+00:00"),
        ("2026-01-14 12:00:30", "2026-01-14T12:00:30+00:00"),
        ("2026-07-14T12:00", "2026-07-14T11:00:00+00:00"),
        ("2026-07-14T12:00Z", "2026-07-14T12:00:00+00:00"),
        ("2026-01-14T12:00:00.25", "2026-01-14T12:00:00.250000+00:00"),
        ("2026-01-14", "2026-01-14T23:59:59.999999+00:00"),
        ("2026-07-14", "2026-07-14T22:59:59.999999+00:00"),
        ("2026-03-29T00:59", "2026-03-29T00:59:00+00:00"),
        ("2026-03-29T02:00", "2026-03-29T01:00:00+00:00"),
        ("2026-10-25T00:59", "2026-10-24T23:59:00+00:00"),
        ("2026-10-25T01:30+01:00", "2026-10-25T00:30:00+00:00"),
        ("2026-10-25T01:30Z", "2026-10-25T01:30:00+00:00"),
        ("2026-10-25T02:00", "2026-10-25T02:00:00+00:00"),
    ],
)
def test_what_is_typed_is_london_time_unless_it_names_a_zone(typed: str, instant: str) -> None:
    assert parse_instant(typed) == datetime.fromisoformat(instant)
    assert parse_instant(typed).tzinfo is UTC


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-03-29T01:00", "no clock in London showed 01:00 on Sun 29 Mar 2026"),
        ("2026-03-29T01:59:59", "no clock in London showed 01:59 on Sun 29 Mar 2026"),
        ("2026-10-25T01:00", "showed 01:00 twice on Sun 25 Oct 2026.* 2026-10-25T01:00Z for the second"),
        ("2026-10-25T01:59", r"write 2026-10-25T01:59\+01:00 for the first time"),
        ("14 January 2026", "not an instant: write a London day"),
        ("2026-01-14T25:00", "hour"),
        ("2026-02-30", "day"),
        ("2026-02-30T12:00", "day"),
        ("0001-01-01T00:00", "the year must be"),
        ("9999-12-31", "the year must be"),
        ("9999-12-31T23:59-14:00", "the year must be"),
        ("", "not an instant"),
    ],
)
def test_what_is_no_time_or_not_one_time_is_refused(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse_instant(typed)


def test_both_writings_of_the_hour_that_comes_twice_are_what_the_refusal_says() -> None:
    with pytest.raises(ValueError, match="twice") as refused:
        parse_instant("2026-10-25T01:30")
    words = str(refused.value).split()
    first, second = (parse_instant(word) for word in words if word.startswith("2026-"))
    assert second - first == timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-01-14T12:00", "Wed 14 Jan 2026 12:00:00 GMT"),
        ("2026-07-14T12:00:05", "Tue 14 Jul 2026 12:00:05 BST"),
        ("2026-07-14", "the end of Tue 14 Jul 2026"),
        ("2026-01-14T12:00:00.25", "Wed 14 Jan 2026 12:00:00.250000 GMT"),
        ("2026-10-25T01:30+01:00", "Sun 25 Oct 2026 01:30:00 BST"),
        ("2026-10-25T01:30Z", "Sun 25 Oct 2026 01:30:00 GMT"),
    ],
)
def test_an_instant_is_said_as_it_counts(typed: str, said: str) -> None:
    assert say_exactly(parse_instant(typed)) == said


def test_the_end_of_a_day_is_all_of_it_and_nothing_of_the_next() -> None:
    for day in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 3)):
        assert end_of_day(day) - parse_instant(day.isoformat()) == timedelta(microseconds=1)
