"""A shell completes references: what was typed goes on, and where the service is away nothing is said."""

from pathlib import Path

import pytest

from domain.actor import Seat
from domain.people import Role
from starter.terminal.completion import _continued, references_beginning
from tests.unit.cli import Cli, enrolled

CASE = "CSPR-7K4M-2QXD"


@pytest.mark.parametrize(
    ("typed", "completed"),
    [("", CASE), ("CSPR-7K", CASE), ("cspr-7k", "cspr-7k4M-2QXD"), ("7k4m-", "7k4m-2QXD"), ("8", "")],
)
def test_what_was_typed_goes_on(typed: str, completed: str) -> None:
    assert _continued(typed, CASE) == completed


def test_without_settings_nothing_is_completed_and_nothing_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    assert references_beginning("") == []
    assert capsys.readouterr() == ("", "")


def test_where_the_service_is_away_nothing_is_completed_and_nothing_said(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("away")
    given = {"TEMPORAL_ADDRESS": "127.0.0.1:9", "LEDGER_DSN": "postgresql://nowhere/none"}
    given |= {"KEY_FILE": "none", "KEY_STORE": "none", "DOCUMENTS": "none", "PEOPLE_FILE": "none"}
    monkeypatch.chdir(folder)
    for name, value in given.items():
        monkeypatch.setenv(f"CSPR_{name}", value)
    assert references_beginning("CSPR-") == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        (f"summary {CASE} --agency health", ["health_trust"]),
        (f"sign {CASE} --partner i", ["icb"]),
        (f"step {CASE} --step draft", ["draft_report"]),
        (f"extend {CASE} --code staff", ["staff_absence"]),
        (f"status {CASE} --as some", ["somebody"]),
        ("due --of busi", ["business_manager"]),
        ("open --waiting-for sig", ["signature"]),
        ("list --stage crit", ["criteria-decision"]),
    ],
)
def test_a_shell_completes_what_an_option_takes(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    typed: str,
    completed: list[str],
) -> None:
    given = {"LEDGER_DSN": "postgresql://nowhere/none", "KEY_FILE": "none", "KEY_STORE": "none", "DOCUMENTS": "none"}
    given |= enrolled(tmp_path, Seat(role=Role.COORDINATOR, organisation="partnership"))
    for name, value in given.items():
        monkeypatch.setenv(f"CSPR_{name}", value)
    monkeypatch.setenv("_CSPR_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"cspr {typed}")
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split())))
    assert Cli(capsys)().out.split() == completed
