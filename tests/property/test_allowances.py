"""Whatever is allowed of a date: never earlier than without, never beyond the caps, never on a day off."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.allowance import NOTHING, Allowances, allowed
from domain.calendar import Calendar
from domain.case import Case
from domain.clock import fire
from domain.deadlines import deadline
from domain.decisions.any_decision import AnyDecision
from domain.duty import Duty, Timeliness
from domain.duty_rule import Allowance, Direction, Unit
from domain.event import RungFired
from domain.london import london_date
from domain.refusal import Refusal
from tests.unit import builders as a

SUMMARY = "agency_summary:education"
CALENDAR = a.the_rules().calendar
FIRST = date(2026, 3, 2)
"""Easter and both May holidays lie in the weeks after it."""

anchor_days = st.integers(0, 120).map(lambda days: FIRST + timedelta(days=days))
amounts = st.integers(1, 15)


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """What is decided, how many days after the one before, and until how many days later."""
    kinds = st.sampled_from(["extend", "extend", "back", "suspend", "suspend", "resume"])
    return draw(st.lists(st.tuples(kinds, st.integers(0, 6), st.integers(-3, 20)), max_size=8))


def working(day: date) -> date:
    return day if CALENDAR.is_working_day(day) else CALENDAR.next_working_day(day)


def decision_of(kind: str, today: date, duty: Duty, days: int) -> AnyDecision:
    if kind == "suspend":
        return a.suspended(SUMMARY, working(today + timedelta(days=days)), at=today)
    if kind == "resume":
        return a.resumed(SUMMARY, at=today)
    until = working(duty.due + timedelta(days=days))
    return a.extended(SUMMARY, until, at=today, earlier_because="Invented." if kind == "back" else None)


def played(opened_on: date, wanted: list[tuple[str, int, int]]) -> tuple[Case, date, Allowances]:
    """A summary that is asked for on a day and given what it is allowed of these steps; the last day; what it holds."""
    case = a.play(a.opened(), [a.criteria_met(opened_on)], now=a.noon(opened_on))
    today = opened_on
    for kind, later, days in wanted:
        today += timedelta(days=later)
        decision: Any = decision_of(kind, today, case.duties[SUMMARY], days)
        try:
            events = a.taken(case, decision, a.noon(today))
        except Refusal:
            continue
        case = a.after(case, events)
        assert case.duties[SUMMARY].due >= today
    return case, today, case.allowances.get(SUMMARY, NOTHING)


@settings(max_examples=150)
@given(anchor_days, steps())
def test_date_lies_between_the_original_one_and_the_caps_on_a_working_day(
    opened_on: date, wanted: list[tuple[str, int, int]]
) -> None:
    case, _, _ = played(opened_on, wanted)
    duty = case.duties[SUMMARY]
    original = deadline(duty.rule, duty.anchor_day, CALENDAR).due
    suspended = sum(each.working_days for each in duty.suspensions)
    caps = duty.rule.allowance
    assert CALENDAR.is_working_day(duty.due)
    assert duty.due >= CALENDAR.add_working_days(original, suspended) >= original
    assert suspended <= caps.suspend_up_to_working_days
    assert CALENDAR.working_days_between(original, duty.due) <= suspended + caps.extend_up_to_working_days
    assert (duty.original_due or duty.due) == original
    if not duty.extended_until:
        assert CALENDAR.working_days_between(original, duty.due) == suspended


@settings(max_examples=100)
@given(anchor_days, steps())
def test_nothing_fires_and_nothing_is_overdue_while_the_clock_stands_still(
    opened_on: date, wanted: list[tuple[str, int, int]]
) -> None:
    case, today, _ = played(opened_on, wanted)
    duty = case.duties[SUMMARY]
    for days in range(60):
        day = today + timedelta(days=days)
        if duty.suspension(day):
            assert not duty.is_overdue(a.noon(day))
    rungs = [
        event.body for event in fire(case, a.noon(today + timedelta(days=90))) if isinstance(event.body, RungFired)
    ]
    fired = [london_date(rung.planned) for rung in rungs if rung.key == SUMMARY]
    assert not [day for day in fired if duty.suspension(day)]


@settings(max_examples=100)
@given(anchor_days, steps(), st.integers(0, 30))
def test_what_is_met_after_its_original_date_never_counts_as_on_time(
    opened_on: date, wanted: list[tuple[str, int, int]], later: int
) -> None:
    case, today, _ = played(opened_on, wanted)
    before = case.duties[SUMMARY]
    returned = today + timedelta(days=later)
    met = a.play(case, a.summary_of("education", returned)).duties[SUMMARY]
    original = before.original_due or before.due
    expected = Timeliness.ON_TIME if returned <= original else Timeliness.EXTENDED
    assert met.timeliness is (Timeliness.LATE if returned > before.due else expected)


@settings(max_examples=100)
@given(anchor_days, steps(), st.integers(1, 20))
def test_resuming_at_once_restores_the_date_and_its_rungs(
    opened_on: date, wanted: list[tuple[str, int, int]], days: int
) -> None:
    case, today, _ = played(opened_on, wanted)
    before = case.duties[SUMMARY]
    try:
        suspended = a.play(case, a.suspended(SUMMARY, working(today + timedelta(days=days)), at=today))
    except Refusal:
        return
    after = a.play(suspended, a.resumed(SUMMARY, at=today)).duties[SUMMARY]
    assert (after.due, after.original_due, after.extended_until) == (
        before.due,
        before.original_due,
        before.extended_until,
    )
    assert {rung.name for rung in after.rungs if rung.kind != "reminder"} == {
        rung.name for rung in before.rungs if rung.kind != "reminder"
    }


@settings(max_examples=100)
@given(anchor_days, steps(), st.integers(0, 60), amounts)
def test_proclaimed_holiday_never_moves_it_earlier(
    opened_on: date, wanted: list[tuple[str, int, int]], later: int, amount: int
) -> None:
    case, _, held = played(opened_on, wanted)
    rule = case.duties[SUMMARY].rule.model_copy(update={"amount": amount})
    proclaimed = _with_holiday(CALENDAR, opened_on + timedelta(days=later))
    dates = []
    for calendar in (CALENDAR, proclaimed):
        original = deadline(rule, opened_on, calendar).due
        dates.append(allowed(rule, opened_on, original, held, calendar))
    before, after = dates
    assert after.due >= before.due
    assert proclaimed.is_working_day(after.due)


@settings(max_examples=100)
@given(anchor_days, amounts, steps())
def test_what_serves_another_date_never_gets_a_later_day_than_that(
    serves: date, amount: int, wanted: list[tuple[str, int, int]]
) -> None:
    _, _, held = played(serves - timedelta(days=25), wanted)
    rule = a.the_rules().rule("rapid_review_meeting")
    rule = rule.model_copy(update={"amount": amount, "allowance": Allowance(extend_up_to_working_days=99)})
    assert (rule.direction, rule.unit) == (Direction.BEFORE, Unit.WORKING_DAYS)
    original = deadline(rule, serves, CALENDAR).due
    dates = allowed(rule, serves, original, held, CALENDAR)
    assert original <= dates.due <= max(original, CALENDAR.last_working_day_on_or_before(serves))


def _with_holiday(calendar: Calendar, day: date) -> Calendar:
    return calendar.model_copy(update={"holidays": {**calendar.holidays, day: "Invented holiday"}})
