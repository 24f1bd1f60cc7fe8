"""The days on which deadlines go wrong: midnight, 29 February, Christmas with substitutes, Easter in between."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.case import Case
from domain.deadlines import deadline
from domain.england import england_calendar
from domain.moment import Moment
from domain.notifiable import age_on
from tests.unit import builders as a

ENGLAND = england_calendar(2025, 2036)
ONE_SECOND = timedelta(seconds=1)

WINTER_MIDNIGHT = datetime(2026, 1, 13, 0, 0, tzinfo=UTC)  # Mon 12 Jan, the due day of Mon 5 Jan, has ended
SUMMER_MIDNIGHT = datetime(2026, 6, 10, 23, 0, tzinfo=UTC)  # Wed 10 Jun, the due day of Wed 3 Jun, has ended


def notified_at(aware: date, instant: datetime) -> Case:
    referral = a.a_referral(la_aware=Moment.on(aware), received=Moment.on(aware))
    case = a.opened(referral, now=a.noon(aware))
    return a.play(case, [a.criteria_met(aware), a.notified(Moment.at(instant))], now=instant)


@pytest.mark.parametrize(
    ("aware", "midnight"), [(date(2026, 1, 5), WINTER_MIDNIGHT), (date(2026, 6, 3), SUMMER_MIDNIGHT)]
)
def test_the_last_second_of_the_due_day_in_london_is_in_time_and_the_next_is_not(
    aware: date, midnight: datetime
) -> None:
    assert a.duty(notified_at(aware, midnight - ONE_SECOND), "notification").margin == 0
    assert a.duty(notified_at(aware, midnight), "notification").margin == -1


@pytest.mark.parametrize(
    ("aware", "midnight"), [(date(2026, 1, 5), WINTER_MIDNIGHT), (date(2026, 6, 3), SUMMER_MIDNIGHT)]
)
def test_it_is_overdue_from_that_midnight_on(aware: date, midnight: datetime) -> None:
    referral = a.a_referral(la_aware=Moment.on(aware), received=Moment.on(aware))
    notification = a.duty(a.opened(referral, now=a.noon(aware)), "notification")
    assert not notification.is_overdue(midnight - ONE_SECOND)
    assert notification.is_overdue(midnight)
    (overdue,) = (rung for rung in notification.rungs if rung.kind == "overdue")
    assert overdue.at == midnight


def test_aware_shortly_before_midnight_utc_in_summer_is_aware_on_the_next_london_day() -> None:
    late_evening = Moment.parse("2026-06-02T23:30:00Z")
    case = a.opened(a.a_referral(la_aware=late_evening, received=late_evening), now=a.noon(date(2026, 6, 3)))
    assert a.due(case, "notification") == date(2026, 6, 10)


# Each: aware, and 2, 5 and 15 working days later.
@pytest.mark.parametrize(
    ("aware", "two", "five", "fifteen"),
    [
        # Christmas on a Saturday: substitutes on Mon 27 and Tue 28 Dec, and Mon 3 Jan for a New Year's Day on Saturday
        (date(2027, 12, 23), date(2027, 12, 29), date(2028, 1, 4), date(2028, 1, 18)),
        (date(2032, 12, 23), date(2032, 12, 29), date(2033, 1, 4), date(2033, 1, 18)),
        # Christmas on a Sunday: Boxing Day on Mon 26, the substitute on Tue 27 Dec, and Mon 2 Jan
        (date(2033, 12, 22), date(2033, 12, 28), date(2034, 1, 3), date(2034, 1, 17)),
        # aware on the holiday itself, which is day 0 all the same
        (date(2027, 12, 25), date(2027, 12, 30), date(2028, 1, 5), date(2028, 1, 19)),
        # Easter within the 15 days: Fri 3 and Mon 6 Apr 2026, Fri 26 and Mon 29 Mar 2027
        (date(2026, 3, 20), date(2026, 3, 24), date(2026, 3, 27), date(2026, 4, 14)),
        (date(2027, 3, 22), date(2027, 3, 24), date(2027, 3, 31), date(2027, 4, 14)),
    ],
)
def test_holidays_with_substitutes_and_easter(aware: date, two: date, five: date, fifteen: date) -> None:
    rules = a.the_rules()
    assert deadline(rules.rule("acknowledgement"), aware, ENGLAND).due == two
    assert deadline(rules.rule("notification"), aware, ENGLAND).due == five
    assert deadline(rules.rule("rapid_review"), aware, ENGLAND).due == fifteen


@pytest.mark.parametrize(
    ("decided", "due", "last_working_day"),
    [
        (date(2025, 8, 31), date(2026, 2, 28), date(2026, 2, 27)),  # a Saturday
        (date(2027, 8, 31), date(2028, 2, 29), date(2028, 2, 29)),  # a leap year
        (date(2028, 2, 29), date(2028, 8, 29), date(2028, 8, 29)),
        (date(2026, 1, 21), date(2026, 7, 21), date(2026, 7, 21)),
        (date(2027, 6, 25), date(2027, 12, 25), date(2027, 12, 24)),  # Christmas Day
    ],
)
def test_six_months_never_roll_forward(decided: date, due: date, last_working_day: date) -> None:
    counted = deadline(a.the_rules().rule("publication"), decided, ENGLAND)
    assert (counted.due, counted.last_working_day) == (due, last_working_day)


def test_a_year_in_public_from_29_february_ends_on_the_28th() -> None:
    assert deadline(a.the_rules().rule("public_for_a_year"), date(2028, 2, 29), ENGLAND).due == date(2029, 2, 28)


def test_an_advance_copy_goes_seven_working_days_before_over_christmas() -> None:
    assert deadline(a.the_rules().rule("advance_copy"), date(2026, 1, 8), ENGLAND).due == date(2025, 12, 29)


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2026, 2, 28), 17), (date(2026, 3, 1), 18), (date(2028, 2, 28), 19), (date(2028, 2, 29), 20)],
)
def test_born_on_29_february_an_age_is_reached_on_1_march_of_a_common_year(day: date, age: int) -> None:
    assert age_on(date(2008, 2, 29), day) == age
