"""`cspr deadlines` needs no server and no settings, and says the worked dates of docs/procedure.md."""

from datetime import date
from pathlib import Path

import pytest

from domain.duty_rule import Anchor
from starter.dates.anchor_options import ANCHOR_OPTIONS
from tests.unit.builders import PANEL_2025
from tests.unit.cli import Cli
from tests.unit.test_deadlines import WORKED


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CSPR_SETTINGS", raising=False)
    return Cli(capsys)


@pytest.mark.parametrize("row", WORKED, ids=lambda row: str(row[0]))
def test_worked_dates(cli: Cli, row: tuple[date, ...]) -> None:
    aware, two, five, fifteen, fifteen_from_fifth = map(str, row)
    asked = ("--aware", aware, "--received", aware, "--notified", five, "--framework", PANEL_2025, "--json")
    answer = cli("deadlines", *asked)
    assert answer.status == 0
    by_duty = {line["duty"]: line for line in answer.json}
    assert by_duty["acknowledgement"]["due"] == two
    assert by_duty["notification"]["due"] == five
    assert by_duty["notification"]["anchor"] == "la_aware"
    assert by_duty["rapid_review"]["due"] == fifteen_from_fifth
    assert by_duty["rapid_review_from_awareness"]["due"] == fifteen
    assert {line["anchor"]: line["due"] for line in by_duty["rapid_review"]["readings"]}["la_aware"] == fifteen


def test_an_instant_counts_from_its_date_in_london(cli: Cli) -> None:
    by_duty = {line["duty"]: line for line in cli("deadlines", "--aware", "2026-06-02T23:30Z", "--json").json}
    assert (by_duty["notification"]["anchor_day"], by_duty["notification"]["due"]) == ("2026-06-03", "2026-06-10")


def test_a_holiday_that_was_proclaimed_late_counts(cli: Cli) -> None:
    asked = ("--aware", "2022-09-01", "--notified", "2022-09-05", "--framework", PANEL_2025, "--json")
    by_duty = {line["duty"]: line for line in cli("deadlines", *asked).json}
    assert by_duty["rapid_review"]["due"] == "2022-09-27"


def test_after_a_reversal_six_months_count_from_the_second_decision(cli: Cli) -> None:
    asked = ("--aware", "2025-12-01", "--answered", "2026-01-12", "--decided", "2026-01-21", "--json")
    by_duty = {line["duty"]: line for line in cli("deadlines", *asked).json}
    assert (by_duty["publication"]["due"], by_duty["publication"]["last_working_day"]) == ("2026-07-21", "2026-07-21")


def test_an_advance_copy_goes_before_the_planned_day(cli: Cli) -> None:
    asked = ("--aware", "2025-06-02", "--decided", "2025-07-21", "--publish-on", "2026-01-08", "--json")
    by_duty = {line["duty"]: line for line in cli("deadlines", *asked).json}
    assert (by_duty["advance_copy"]["due"], by_duty["advance_copy"]["provisional"]) == ("2025-12-29", False)


def test_every_day_from_which_a_limit_counts_can_be_given() -> None:
    assert set(Anchor) - set(ANCHOR_OPTIONS) == {Anchor.RAPID_REVIEW_DUE, Anchor.PUBLICATION_DUE}


def test_an_older_case_runs_under_the_framework_of_its_day(cli: Cli) -> None:
    by_duty = {line["duty"]: line for line in cli("deadlines", "--aware", "2022-09-12", "--json").json}
    assert by_duty["notification"]["due"] == "2022-09-20"
    assert by_duty["rapid_review"]["due"] == "2022-10-04"


def test_each_day_that_is_known_brings_its_dates(cli: Cli) -> None:
    asked = ("--received", "2025-08-20", "--decided", "2025-08-31", "--published", "2026-02-02")
    by_duty = {line["duty"]: line for line in cli("deadlines", "--aware", "2025-08-18", *asked, "--json").json}
    assert by_duty["acknowledgement"]["due"] == "2025-08-22"
    assert (by_duty["publication"]["due"], by_duty["publication"]["last_working_day"]) == ("2026-02-28", "2026-02-27")
    assert by_duty["public_for_a_year"]["due"] == "2027-02-02"


def test_people_get_words_and_the_other_readings(cli: Cli) -> None:
    answer = cli("deadlines", "--aware", "2025-12-18", "--incident", "2025-12-17", "--agency-aware", "2025-12-17")
    assert "rapid review to the Panel\tat the latest Tue 20 Jan 2026" in answer.out
    assert "counted otherwise: from the incident coming to notice, in whichever agency\tMon 12 Jan 2026" in answer.out
    assert "\nAt the latest: what the date counts from is not given" in answer.out
    assert "\x1b" not in answer.out


def test_what_is_sure_is_not_called_the_latest(cli: Cli) -> None:
    answer = cli("deadlines", "--aware", "2025-12-18", "--notified", "2025-12-29")
    assert "at the latest" not in answer.out.lower()


def test_a_framework_can_be_named(cli: Cli) -> None:
    named = cli("deadlines", "--aware", "2025-12-18", "--framework", "working-together-2018", "--json")
    assert {line["duty"]: line["anchor"] for line in named.json}["rapid_review"] == "la_aware"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--aware", "2025-02-30"), "must be a day that exists"),
        (("--aware", "yesterday"), "must be a day that exists"),
        ((), "Missing option '--aware'"),
        (("--aware", "2015-01-01"), "no statutory framework that is known here was in force"),
        (("--aware", "0001-01-01"), "Days must be in the years"),
        (("--aware", "9999-12-31"), "Days must be in the years"),
        (("--aware", "2025-12-18", "--framework", "nothing"), "no framework is named"),
    ],
)
def test_what_is_wrong_is_said_with_status_2(cli: Cli, arguments: tuple[str, ...], message: str) -> None:
    answer = cli("deadlines", *arguments)
    assert (answer.status, answer.out) == (2, "")
    assert message in " ".join(answer.err.replace("│", " ").split())
