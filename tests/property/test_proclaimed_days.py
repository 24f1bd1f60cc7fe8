"""Whatever is proclaimed: no forward date gets earlier, no backward one later, and what was met never changes."""

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.calendar_change import lay_over
from domain.deadlines import deadline
from domain.decisions.dates import ChangeCalendar
from domain.duty import DutyStatus
from domain.duty_rule import Direction, Unit
from domain.event import DutyRedated
from domain.grants import OF_THE_SERVICE
from domain.moment import Moment
from domain.proclamation import Reception, effect
from tests.property.playing import Play, plays
from tests.unit import builders as a

weekdays = st.dates(date(2019, 1, 1), date(2035, 6, 1)).filter(lambda day: day.weekday() < 5)
names = st.sampled_from(["Invented Jubilee", "Invented Coronation"])


@given(weekdays, st.integers(0, 90), st.integers(1, 40), st.sampled_from(Direction), names)
def test_counted_dates_move_away_from_their_anchor_and_never_to_a_holiday(
    day: date, before: int, amount: int, direction: Direction, name: str
) -> None:
    calendar = a.the_rules().calendar
    assume(calendar.holiday(day) is None)
    sign = 1 if direction is Direction.AFTER else -1
    anchor = day - sign * timedelta(days=before)
    rule = (
        a.the_rules()
        .rule("notification")
        .model_copy(update={"amount": amount, "unit": Unit.WORKING_DAYS, "direction": direction})
    )
    changed = calendar.changed(day, name)
    old, new = deadline(rule, anchor, calendar).due, deadline(rule, anchor, changed).due
    assert sign * (new - old) >= timedelta()
    assert changed.is_working_day(new)
    assert deadline(rule, anchor, changed.changed(day, None)).due == old


proclaimed_days = (
    st.integers(0, 200)
    .map(lambda days: date(2025, 12, 20) + timedelta(days=days))
    .filter(lambda day: day.weekday() < 5)
)


@settings(max_examples=40)
@given(plays(), proclaimed_days, names)
def test_case_moves_open_dates_one_way_and_back_and_nothing_that_was_met(play: Play, day: date, name: str) -> None:
    case = play.case
    assume(not case.is_closed and not case.withdrawn and not case.linked)
    assume(case.in_force.calendar.holiday(day) is None)
    at = Moment.at(play.now)
    proclaimed = a.calendar_changed(day, name).model_copy(update={"at": at})
    withdrawn = a.calendar_changed(day, None).model_copy(update={"at": at})
    events = a.sent(case, proclaimed, OF_THE_SERVICE, play.now)
    after = a.after(case, events)
    for event in events:
        if isinstance(event.body, DutyRedated):
            old, new = event.body.old, event.body.new
            assert name in event.body.reason
            assert old.status is DutyStatus.OPEN
            if new.rule.direction is Direction.AFTER or new.rule.unit is not Unit.WORKING_DAYS:
                assert new.due >= old.due
    for key, duty in case.duties.items():
        if duty.status is not DutyStatus.OPEN:
            assert after.duties[key] == duty
    restored = a.after(after, a.sent(after, withdrawn, OF_THE_SERVICE, play.now))
    assert restored.duties == case.duties
    assert restored.in_force == case.in_force


@given(st.lists(st.tuples(weekdays, st.none() | names), max_size=12))
def test_case_and_new_case_come_to_the_same_holidays(days: list[tuple[date, str | None]]) -> None:
    """A case that takes each proclamation counts as one that opens afterwards, with the last word on each day."""
    case = a.opened()
    last: dict[date, ChangeCalendar] = {}
    for day, name in days:
        decision = last[day] = a.calendar_changed(day, name)
        if effect(case, decision, a.noon(a.AWARE)).reception is not Reception.ALREADY:
            case = a.play(case, decision)
    opened_later = lay_over(a.the_rules().calendar, last.values())
    assert set(case.in_force.calendar.holidays) == set(opened_later.holidays)
    assert case.in_force.calendar.version == opened_later.version
