"""`cspr calendar`: what it refuses before anything is sent, and what it says about cases that differ."""

from datetime import date
from pathlib import Path

import pytest

from domain.actor import Seat
from domain.calendar_differences import differences
from domain.england import england_calendar
from domain.people import Role
from domain.proclamation import effect
from starter.dates.calendar_preview import Preview
from starter.dates.calendar_show import _tell
from tests.unit import builders as a
from tests.unit.cli import Cli, enrolled

SEATS = (Seat(role=Role.BUSINESS_MANAGER, organisation="partnership"),)
REASON = ("--reason", "Invented.")
DAY = date(2026, 1, 7)
PANEL = Seat(role=Role.PANEL, organisation="panel")


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key_file: Path, key_store: Path) -> None:
    """Settings of a service that is nowhere: whatever were sent would fail otherwise."""
    known = {"LEDGER_DSN": "postgresql://nowhere/none", "KEY_FILE": str(key_file), "DOCUMENTS": str(tmp_path)}
    known |= {"KEY_STORE": str(key_store), **enrolled(tmp_path, *SEATS)}
    for name, value in {**known, "TEMPORAL_ADDRESS": "127.0.0.1:1"}.items():
        monkeypatch.setenv(f"CSPR_{name}", value)


def test_a_day_at_a_weekend_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Cli(capsys)("calendar", "add", "2027-06-05", "Invented", *REASON, "--yes")
    assert (answer.status, answer.out) == (1, "")
    assert "Sat 5 Jun 2027 is no working day in any case" in answer.err


def test_a_role_that_may_not_proclaim_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CSPR_PEOPLE_FILE", enrolled(tmp_path / "other", PANEL)["PEOPLE_FILE"])
    monkeypatch.setenv("CSPR_IDENTITIES", str(tmp_path / "other" / "identities"))
    answer = Cli(capsys)("calendar", "remove", "2027-06-03", *REASON, "--yes")
    assert answer.status == 2
    assert "this decision is for coordinator, business_manager. somebody holds: panel of panel" in answer.err


def test_where_nobody_can_be_asked_nothing_is_changed(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Cli(capsys)("calendar", "add", "2027-06-03", "Invented", *REASON)
    assert answer.status == 2
    assert "Give --yes, or --dry-run" in answer.err


def test_a_wrong_option_is_told_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    answer = Cli(capsys)("calendar", "add", "2027-06-03", "", "--reason", "", "--yes")
    assert answer.status == 2
    assert "NAME: must not be empty" in answer.err
    assert "--reason: must not be empty" in answer.err


def test_preview_tells_each_date_that_moves_and_counts_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    decision = a.calendar_changed(DAY)
    ended = a.play(a.opened(), a.withdrawn())
    cases = {"CSPR-0000-0001": a.opened(), "CSPR-0000-0002": ended}
    found = {reference: effect(case, decision, a.noon(a.AWARE)) for reference, case in cases.items()}
    preview = Preview(decision, {**found, "CSPR-0000-0003": None})
    preview.show()
    shown = capsys.readouterr().out
    assert "\tMon 12 Jan 2026\tTue 13 Jan 2026\n" in shown
    assert "Dates move in 1 of 3 open cases (3 duties)." in shown
    assert "1 do not answer and will be asked again: CSPR-0000-0003." in shown
    assert preview.takers == 2
    assert preview.as_json()["silent"] == ["CSPR-0000-0003"]
    assert {each["duty"] for each in preview.as_json()["moved"]} == {
        "acknowledgement:1",
        "criteria_decision",
        "notification",
    }


def test_difference_says_what_to_do_either_way(capsys: pytest.CaptureFixture[str]) -> None:
    ours = a.the_rules().calendar
    package = ours.changed(DAY, "Invented Upgrade").changed(date(2026, 4, 3), None)
    found = differences(package, {"CSPR-0000-0001": ours, "CSPR-0000-0002": package})
    assert [(each.day, each.new_cases_have, each.cases) for each in found] == [
        (DAY, "Invented Upgrade", ("CSPR-0000-0001",)),
        (date(2026, 4, 3), None, ("CSPR-0000-0001",)),
    ]
    for each in found:
        _tell(each)
    told = capsys.readouterr().out
    assert 'cspr calendar add 2026-01-07 "Invented Upgrade"' in told
    assert "cspr calendar remove 2026-04-03" in told


def test_days_that_only_one_calendar_reaches_are_no_difference() -> None:
    ours = a.the_rules().calendar
    assert differences(ours, {"CSPR-0000-0001": england_calendar(2025, 2028)}) == []
