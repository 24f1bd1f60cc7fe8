from datetime import UTC, date, datetime

import pytest

from domain.calendar import CalendarEnds
from domain.england import england_calendar
from domain.ladder import PlannedRung, rungs
from domain.london import say_instant
from domain.rule_files import load_policy

ENGLAND = england_calendar(2025, 2026)
LADDER = load_policy().ladder


def planned(due: date) -> dict[str, PlannedRung]:
    return {rung.name: rung for rung in rungs(due, ENGLAND, LADDER)}


def said(due: date) -> list[tuple[str, str]]:
    return [(rung.name, say_instant(rung.at)) for rung in rungs(due, ENGLAND, LADDER)]


def test_the_ladder_of_a_working_day() -> None:
    assert said(date(2026, 1, 15)) == [
        ("reminder-2", "Tue 13 Jan 2026 09:00"),
        ("due", "Thu 15 Jan 2026 09:00"),
        ("overdue", "Fri 16 Jan 2026 00:00"),
        ("escalation+1", "Fri 16 Jan 2026 09:00"),
        ("escalation+2", "Mon 19 Jan 2026 09:00"),
        ("escalation+3", "Tue 20 Jan 2026 09:00"),
        ("escalation+4", "Wed 21 Jan 2026 09:00"),
        ("escalation+5", "Thu 22 Jan 2026 09:00"),
    ]


def test_a_due_day_at_a_weekend_is_reminded_of_on_the_last_working_day_and_still_ends_on_its_own() -> None:
    assert said(date(2026, 2, 28))[:4] == [
        ("reminder-2", "Wed 25 Feb 2026 09:00"),
        ("due", "Fri 27 Feb 2026 09:00"),
        ("overdue", "Sun 1 Mar 2026 00:00"),
        ("escalation+1", "Mon 2 Mar 2026 09:00"),
    ]


def test_rungs_come_in_the_order_of_their_instants_however_the_policy_lists_them() -> None:
    due = date(2026, 1, 15)

    assert rungs(due, ENGLAND, LADDER[::-1]) == rungs(due, ENGLAND, LADDER)


def test_holidays_stand_still() -> None:
    christmas_eve = planned(date(2025, 12, 24))

    assert christmas_eve["overdue"].at == datetime(2025, 12, 25, 0, 0, tzinfo=UTC)
    assert christmas_eve["escalation+1"].at == datetime(2025, 12, 29, 9, 0, tzinfo=UTC)
    assert christmas_eve["escalation+4"].at == datetime(2026, 1, 2, 9, 0, tzinfo=UTC)


def test_nine_oclock_stays_nine_oclock_across_both_clock_changes() -> None:
    spring, autumn = planned(date(2026, 3, 30)), planned(date(2026, 10, 26))

    assert spring["reminder-2"].at == datetime(2026, 3, 26, 9, 0, tzinfo=UTC)
    assert spring["due"].at == datetime(2026, 3, 30, 8, 0, tzinfo=UTC)
    assert spring["overdue"].at == datetime(2026, 3, 30, 23, 0, tzinfo=UTC)
    assert autumn["reminder-2"].at == datetime(2026, 10, 22, 8, 0, tzinfo=UTC)
    assert autumn["due"].at == datetime(2026, 10, 26, 9, 0, tzinfo=UTC)


def test_who_hears_of_what() -> None:
    assert {name: (rung.kind, rung.to) for name, rung in planned(date(2026, 1, 15)).items()} == {
        "reminder-2": ("reminder", ("owner",)),
        "due": ("due", ("owner",)),
        "overdue": ("overdue", ("owner", "coordinator")),
        "escalation+1": ("escalation", ("business_manager",)),
        "escalation+2": ("escalation", ("business_manager",)),
        "escalation+3": ("escalation", ("business_manager", "partners")),
        "escalation+4": ("escalation", ("business_manager", "partners")),
        "escalation+5": ("escalation", ("business_manager", "partners")),
    }


def test_a_ladder_that_leaves_the_calendar_is_not_guessed() -> None:
    with pytest.raises(CalendarEnds):
        planned(date(2026, 12, 30))
