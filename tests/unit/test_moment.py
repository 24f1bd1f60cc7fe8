import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import ValidationError

from domain.model import Model
from domain.moment import Moment

HALF_PAST_MIDNIGHT = datetime(2026, 6, 2, 23, 30, tzinfo=UTC)


class Holder(Model):
    happened: Moment
    maybe: Moment | None = None


def test_an_instant_keeps_its_minute_and_has_one_london_day() -> None:
    moment = Moment.at(HALF_PAST_MIDNIGHT)

    assert moment.earliest == moment.latest == HALF_PAST_MIDNIGHT
    assert moment.first_day == moment.last_day == date(2026, 6, 3)
    assert str(moment) == "2026-06-02T23:30:00Z"
    assert moment.say() == "Wed 3 Jun 2026 00:30"


def test_a_day_reaches_from_midnight_to_midnight_in_london() -> None:
    moment = Moment.on(date(2026, 6, 3))

    assert moment.earliest == datetime(2026, 6, 2, 23, 0, tzinfo=UTC)
    assert moment.latest == datetime(2026, 6, 3, 23, 0, tzinfo=UTC)
    assert str(moment) == "2026-06-03"
    assert moment.say() == "Wed 3 Jun 2026"


def test_a_period_reaches_to_the_end_of_its_last_day() -> None:
    moment = Moment.between(date(2026, 6, 1), date(2026, 6, 3))

    assert (moment.first_day, moment.last_day) == (date(2026, 6, 1), date(2026, 6, 3))
    assert moment.latest == datetime(2026, 6, 3, 23, 0, tzinfo=UTC)
    assert str(moment) == "2026-06-01/2026-06-03"
    assert moment.say() == "between Mon 1 Jun 2026 and Wed 3 Jun 2026"


def test_a_period_of_one_day_is_that_day() -> None:
    assert Moment.parse("2026-06-03/2026-06-03") == Moment.parse("2026-06-03")


@pytest.mark.parametrize(
    "written",
    [
        "2026-06-03T00:30:00+01:00",
        "2026-06-02T23:30Z",
        "2026-06-02T23:30:00.000Z",
        "2026-06-02T19:30:00-04:00",
    ],
)
def test_any_offset_from_utc_names_the_same_instant(written: str) -> None:
    assert Moment.parse(written) == Moment.at(HALF_PAST_MIDNIGHT)
    assert Moment.at(HALF_PAST_MIDNIGHT.astimezone(timezone(timedelta(hours=5)))) == Moment.parse(written)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "not a moment: write an instant with its time zone"),
        ("yesterday", "not a moment"),
        ("2026-06-03T10:00:00", "not a moment: write an instant with its time zone"),
        ("20260603", "not a moment"),
        ("2026-W23-3", "not a moment"),
        ("2026-06-03/", "not a moment"),
        ("/2026-06-03", "not a moment"),
        ("2026-06-01/2026-06-02/2026-06-03", "not a moment"),
        ("2026-06-03 ", "not a moment"),
        ("２０２６-06-03", "not a moment"),  # noqa: RUF001 - digits that are not ASCII
        ("2026-02-30", "day"),
        ("2026-06-03T25:00:00Z", "hour"),
        ("2026-06-03/2026-06-01", "ends on 2026-06-01 before it begins on 2026-06-03"),
        ("0001-01-01T00:00:00+14:00", "the year must be from 1900 to 2199"),
        ("9999-12-31T23:59:59Z", "the year must be from 1900 to 2199"),
        ("2199-12-31T23:59:59-05:00", "the year must be from 1900 to 2199"),
        ("9999-12-31", "the year must be from 1900 to 2199"),
        ("1899-12-31", "the year must be from 1900 to 2199"),
    ],
)
def test_what_is_no_moment_is_refused_with_what_would_be_right(written: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Moment.parse(written)


def test_an_error_does_not_repeat_what_was_written() -> None:
    with pytest.raises(ValueError, match="not a moment") as refused:
        Moment.parse("Somebody Invented, 1 Nowhere Street")
    assert "Invented" not in str(refused.value)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        Moment.at(datetime(2026, 6, 3, 10, 0))  # noqa: DTZ001 - the mistake under test


def test_an_instant_is_not_taken_for_a_day() -> None:
    with pytest.raises(ValueError, match=r"use Moment\.at"):
        Moment.on(HALF_PAST_MIDNIGHT)


@pytest.mark.parametrize(
    ("later", "earlier", "certain"),
    [
        ("2026-06-03T10:00:00Z", "2026-06-03T09:00:00Z", True),
        ("2026-06-03T10:00:00Z", "2026-06-03T10:00:00Z", False),
        ("2026-06-03T10:00:00Z", "2026-06-03", False),
        ("2026-06-03T23:00:00Z", "2026-06-03", True),  # midnight in London: the day has ended
        ("2026-06-03T22:59:59Z", "2026-06-03", False),
        ("2026-06-04", "2026-06-03", True),
        ("2026-06-03", "2026-06-03", False),
        ("2026-06-03", "2026-06-02T22:59:59Z", True),
        ("2026-06-03", "2026-06-02T23:00:00Z", False),  # both may be the first instant of the day
        ("2026-06-03/2026-06-05", "2026-06-01/2026-06-03", False),
        ("2026-06-04/2026-06-05", "2026-06-01/2026-06-03", True),
    ],
)
def test_one_is_after_another_only_if_it_is_so_whatever_the_instants_were(
    later: str, earlier: str, *, certain: bool
) -> None:
    assert Moment.parse(later).certainly_after(Moment.parse(earlier)) is certain
    assert not Moment.parse(earlier).certainly_after(Moment.parse(later))


@pytest.mark.parametrize("written", ["2026-06-02T23:30:00Z", "2026-06-03", "2026-06-01/2026-06-03"])
def test_in_json_a_moment_is_one_string(written: str) -> None:
    holder = Holder.model_validate({"happened": written})

    assert json.loads(holder.model_dump_json()) == {"happened": written, "maybe": None}
    assert Holder.model_validate_json(holder.model_dump_json()) == holder
    assert Holder.model_validate(holder.model_dump()) == holder
    assert Holder(happened=Moment.parse(written)) == holder


@pytest.mark.parametrize("wrong", ["soon", 20260603, None, ["2026-06-03"]])
def test_a_wrong_field_is_one_error_at_that_field(wrong: Any) -> None:  # noqa: ANN401 - anything at all
    with pytest.raises(ValidationError) as from_python:
        Holder.model_validate({"happened": wrong})
    with pytest.raises(ValidationError) as from_json:
        Holder.model_validate_json(json.dumps({"happened": wrong}))

    assert [error["loc"] for error in from_python.value.errors()] == [("happened",)]
    assert [error["loc"] for error in from_json.value.errors()] == [("happened",)]


def test_its_json_schema_says_what_to_write() -> None:
    schema = Holder.model_json_schema()["properties"]["happened"]

    assert schema["type"] == "string"
    assert "2026-06-01/2026-06-03" in schema["description"]
