"""`cspr deadlines` needs no server and no settings, and says the worked dates of docs/procedure.md."""

from pathlib import Path

import pytest

from tests.unit.cli import Cli


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CSPR_SETTINGS", raising=False)
    return Cli(capsys)


WORKED = [
    ("2025-12-18", "2025-12-29", "2026-01-13", "2025-12-29", "2026-01-20"),
    ("2025-12-20", "2025-12-30", "2026-01-14", "2025-12-30", "2026-01-21"),
    ("2025-12-31", "2026-01-08", "2026-01-22", "2026-01-08", "2026-01-29"),
    ("2026-05-01", "2026-05-11", "2026-05-26", "2026-05-11", "2026-06-02"),
    ("2026-08-27", "2026-09-04", "2026-09-18", "2026-09-04", "2026-09-25"),
    ("2026-12-18", "2026-12-29", "2027-01-13", "2026-12-29", "2027-01-20"),
]


@pytest.mark.parametrize(("aware", "notification", "from_awareness", "notified", "from_notification"), WORKED)
def test_worked_dates(  # noqa: PLR0913, PLR0917 - a row of the table
    cli: Cli, aware: str, notification: str, from_awareness: str, notified: str, from_notification: str
) -> None:
    answer = cli("deadlines", "--aware", aware, "--notified", notified, "--json")
    assert answer.status == 0
    by_duty = {line["duty"]: line for line in answer.json}
    assert by_duty["notification"]["due"] == notification
    assert by_duty["notification"]["anchor"] == "la_aware"
    assert by_duty["rapid_review"]["due"] == from_notification
    assert by_duty["rapid_review_from_awareness"]["due"] == from_awareness


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
    assert "read from the incident coming to notice, in whichever agency\tMon 12 Jan 2026" in answer.out
    assert "\x1b" not in answer.out


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
