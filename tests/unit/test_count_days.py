"""What is shown of a count: each day with its number, or the reason why it does not count."""

from datetime import date

from domain.count import Count, count
from tests.unit import builders as a


def counted(duty: str, anchor_day: date) -> Count:
    return count(a.the_rules().rule(duty), anchor_day, a.the_rules().calendar)


def shown(found: Count) -> list[tuple[str, int | str | None]]:
    return [(each.day.isoformat(), each.number if each.skipped is None else each.skipped) for each in found.days]


def test_five_working_days_across_christmas_with_a_substitute_day() -> None:
    found = counted("notification", date(2026, 12, 18))
    holidays = dict(a.the_rules().calendar.holidays)
    assert shown(found) == [
        ("2026-12-18", 0),
        ("2026-12-19", "Saturday"),
        ("2026-12-20", "Sunday"),
        ("2026-12-21", 1),
        ("2026-12-22", 2),
        ("2026-12-23", 3),
        ("2026-12-24", 4),
        ("2026-12-25", "Christmas Day"),
        ("2026-12-26", "Saturday"),
        ("2026-12-27", "Sunday"),
        ("2026-12-28", holidays[date(2026, 12, 28)]),
        ("2026-12-29", 5),
    ]
    assert "Boxing Day" in holidays[date(2026, 12, 28)]
    assert [each.day for each in found.holidays] == [date(2026, 12, 25), date(2026, 12, 28)]


def test_seven_working_days_back_across_new_year() -> None:
    assert shown(counted("advance_copy", date(2026, 1, 8))) == [
        ("2026-01-08", 0),
        ("2026-01-07", 1),
        ("2026-01-06", 2),
        ("2026-01-05", 3),
        ("2026-01-04", "Sunday"),
        ("2026-01-03", "Saturday"),
        ("2026-01-02", 4),
        ("2026-01-01", "New Year's Day"),
        ("2025-12-31", 5),
        ("2025-12-30", 6),
        ("2025-12-29", 7),
    ]


def test_six_months_each_from_day_0_with_the_clamp_and_the_last_working_day() -> None:
    found = counted("publication", date(2025, 8, 31))
    ends = [each.day for each in found.days[1:]]
    assert ends == [
        date(2025, 9, 30),
        date(2025, 10, 31),
        date(2025, 11, 30),
        date(2025, 12, 31),
        date(2026, 1, 31),
        date(2026, 2, 28),
    ]
    clamped = [each.day for each in found.days if each.note == "this month has no day 31: its last day"]
    assert clamped == [date(2025, 9, 30), date(2025, 11, 30), date(2026, 2, 28)]
    assert [(each.day, each.skipped) for each in found.back_to_working_day] == [
        (date(2026, 2, 28), "Saturday"),
        (date(2026, 2, 27), None),
    ]


def test_day_0_may_be_a_day_that_would_not_count() -> None:
    assert counted("notification", date(2025, 12, 20)).days[0].note == "Saturday"
    assert counted("notification", date(2025, 12, 25)).days[0].note == "Christmas Day"
    assert counted("notification", date(2025, 12, 18)).days[0].note is None
