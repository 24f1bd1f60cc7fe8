import contextlib
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from domain.model import Model
from domain.moment import Moment


class Holder(Model):
    happened: Moment


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30), timezones=OFFSETS)  # noqa: DTZ001
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
MOMENTS = st.one_of(
    INSTANTS.map(Moment.at),
    DAYS.map(Moment.on),
    st.tuples(DAYS, DAYS).map(lambda days: Moment.between(min(days), max(days))),
)


@given(MOMENTS)
@example(Moment.at(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)))  # the hour that London has twice
@example(Moment.at(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)))
@example(Moment.on(date(2028, 2, 29)))
def test_a_moment_comes_back_from_its_text_as_it_was(moment: Moment) -> None:
    assert Moment.parse(str(moment)) == moment
    assert Holder.model_validate_json(Holder(happened=moment).model_dump_json()).happened == moment


@given(MOMENTS)
def test_a_moment_has_an_order_within_itself(moment: Moment) -> None:
    assert moment.earliest <= moment.latest
    assert moment.first_day <= moment.last_day
    assert moment.earliest.tzinfo is UTC
    assert moment.latest.tzinfo is UTC


@given(MOMENTS, MOMENTS)
def test_certainly_after_holds_for_one_order_at_most(one: Moment, other: Moment) -> None:
    assert not (one.certainly_after(other) and other.certainly_after(one))
    assert not one.certainly_after(one)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_certainly_after_reaches_through_what_lies_between(one: Moment, two: Moment, three: Moment) -> None:
    if one.certainly_after(two) and two.certainly_after(three):
        assert one.certainly_after(three)


@given(
    st.one_of(st.text(max_size=40), st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}Z)?", fullmatch=True))
)
def test_no_text_at_all_breaks_the_reading(text: str) -> None:
    # Anything but a ValueError with its message would be a traceback for whoever mistyped.
    with contextlib.suppress(ValueError):
        moment = Moment.parse(text)
        assert Moment.parse(str(moment)) == moment
