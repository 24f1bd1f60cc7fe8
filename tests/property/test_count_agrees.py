"""The count that people are shown against the deadline that counts: the two are found in different ways."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar, CalendarEnds
from domain.count import count
from domain.deadlines import deadline
from domain.duty_rule import Anchor, Direction, DutyRule, Force, Unit
from tests.property.test_calendar_counts import calendars_and_days

RULES = st.builds(
    DutyRule,
    duty=st.just("invented"),
    title=st.just("Invented"),
    amount=st.integers(1, 40),
    unit=st.sampled_from(Unit),
    anchor=st.sampled_from(Anchor),
    direction=st.sampled_from(Direction),
    force=st.sampled_from(Force),
    source=st.just("invented"),
    owner=st.just("coordinator"),
)


@given(calendars_and_days(), RULES)
def test_a_count_ends_on_the_deadline_and_leaves_no_day_out(case: tuple[Calendar, date], rule: DutyRule) -> None:
    calendar, anchor_day = case
    try:
        found = deadline(rule, anchor_day, calendar)
    except CalendarEnds:
        with pytest.raises(CalendarEnds):
            count(rule, anchor_day, calendar)
        return
    counted = count(rule, anchor_day, calendar)

    assert (counted.due, counted.last_working_day) == (found.due, found.last_working_day)
    assert (counted.days[0].day, counted.days[-1].number) == (anchor_day, rule.amount)
    numbers = [each.number for each in counted.days if each.number is not None]
    assert numbers == list(range(rule.amount + 1))
    assert all(each.skipped for each in counted.days if each.number is None)
    assert not any(each.skipped for each in counted.days if each.number is not None)
    if rule.unit is not Unit.CALENDAR_MONTHS:
        step = timedelta(days=-1 if rule.direction is Direction.BEFORE else 1)
        assert [each.day for each in counted.days] == [anchor_day + n * step for n in range(len(counted.days))]
    if rule.unit is Unit.WORKING_DAYS:
        assert all(calendar.is_working_day(each.day) is (each.skipped is None) for each in counted.days[1:])


@given(calendars_and_days(), RULES)
def test_from_a_due_day_back_to_the_last_working_day_nothing_is_left_out(
    case: tuple[Calendar, date], rule: DutyRule
) -> None:
    calendar, anchor_day = case
    try:
        counted = count(rule, anchor_day, calendar)
    except CalendarEnds:
        return
    back = [each.day for each in counted.back_to_working_day]
    assert back == [counted.due - timedelta(days=n) for n in range(len(back))]
    assert [calendar.is_working_day(day) for day in back] == [False] * (len(back) - 1) + [True] * bool(back)
    assert bool(back) is not calendar.is_working_day(counted.due)
