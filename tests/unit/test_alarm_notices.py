"""When those who answer for the service are told that histories will soon be lost."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.archive_alarm import AGAIN_AFTER, Notice, details, notice_due

NOW = datetime(2026, 1, 12, 12, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("near_end", "told_before", "expected"),
    [
        (0, None, None),
        (1, None, Notice.ALARM),
        (1, timedelta(minutes=10), None),
        (9, AGAIN_AFTER - A_MOMENT, None),
        (1, AGAIN_AFTER, Notice.ALARM),
        (0, timedelta(minutes=10), Notice.OVER),
        (0, AGAIN_AFTER, Notice.OVER),
    ],
)
def test_they_are_told_at_once_daily_and_when_it_is_over(
    near_end: int, told_before: timedelta | None, expected: Notice | None
) -> None:
    assert notice_due(near_end, NOW - told_before if told_before is not None else None, NOW) is expected


@given(st.lists(st.integers(0, 2), max_size=600))
def test_they_know_after_each_sweep_and_hear_of_it_once_a_day_at_most(sweeps: list[int]) -> None:
    """Sweeps ten minutes apart: each alarm is called off, and no two come within a day while it lasts."""
    told_at: datetime | None = None
    for number, near_end in enumerate(sweeps):
        now = NOW + number * timedelta(minutes=10)
        notice = notice_due(near_end, told_at, now)
        assert not (notice is Notice.ALARM and told_at is not None and now - told_at < AGAIN_AFTER)
        if notice is not None:
            told_at = now if notice is Notice.ALARM else None
        assert (told_at is not None) == bool(near_end)


def test_the_web_ui_shows_the_alarm_first() -> None:
    assert details(NOW, 3, 0, 0) == "Last sweep: 2026-01-12 12:00 UTC, 3 histories archived."
    shown = details(NOW, 0, 2, 1).splitlines()
    assert shown[0] == "> **Alarm:** Temporal will soon delete 1 histories that are not archived."
    assert shown[-1] == "2 could not be archived; the worker's log names them."
