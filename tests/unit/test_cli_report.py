"""`cspr report`: who may have the team's form, and what is told of a period that is none."""

from pathlib import Path

import pytest

from domain.actor import Seat
from domain.people import Role
from tests.unit.cli import Cli, enrolled

PERIOD = ("report", "--from", "2026-04-01", "--to", "2027-03-31")


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CSPR_SETTINGS", raising=False)
    known = {"LEDGER_DSN": "postgresql://127.0.0.1:1/none", "KEY_FILE": "keys.json", "KEY_STORE": "key-store"}
    for name, value in {**known, "DOCUMENTS": "documents"}.items():
        monkeypatch.setenv(f"CSPR_{name}", value)
    return Cli(capsys)


def enrol(folder: Path, monkeypatch: pytest.MonkeyPatch, seat: Seat) -> None:
    for name, value in enrolled(folder, seat).items():
        monkeypatch.setenv(f"CSPR_{name}", value)


def test_team_s_form_is_for_who_reads_cases(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    enrol(tmp_path, monkeypatch, Seat(role=Role.AGENCY_CONTACT, organisation="education"))
    refused = cli(*PERIOD, "--for", "team")
    assert (refused.status, refused.out) == (1, "")
    assert "somebody holds no seat in which cases are read: coordinator, business_manager," in refused.err


def test_nobody_known_has_no_team_s_form(cli: Cli) -> None:
    answer = cli(*PERIOD, "--for", "team")
    assert (answer.status, answer.out) == (2, "")


@pytest.mark.parametrize("option", ["--html", "--csv"])
def test_nothing_is_written_over_nor_any_record_read_for_it(cli: Cli, tmp_path: Path, option: str) -> None:
    (tmp_path / "mine").write_text("Invented.", encoding="utf-8")
    answer = cli(*PERIOD, option, "mine")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == f"mine is there already, and is left as it is. Name a new one ({option}).\n"
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "Invented."


def test_period_that_ends_before_it_begins_is_refused(cli: Cli) -> None:
    answer = cli("report", "--from", "2027-03-31", "--to", "2026-04-01")
    assert answer.status == 2
    assert answer.err == "--to: 2026-04-01 is before --from, 2027-03-31; give the earlier day first.\n"


@pytest.mark.parametrize("wrong", [("--from", "2026-02-30"), ("--to", "31 March"), ("--for", "everybody")])
def test_what_is_no_day_or_nobody_is_told(cli: Cli, wrong: tuple[str, str]) -> None:
    given = {"--from": "2026-04-01", "--to": "2027-03-31", wrong[0]: wrong[1]}
    answer = cli("report", *(part for option in given.items() for part in option))
    assert answer.status == 2
    assert f"Invalid value for '{wrong[0]}': must be" in answer.err
