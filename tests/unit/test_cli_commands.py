"""What the command says when it cannot: one clear message, the right exit status, and nothing done."""

import json
from pathlib import Path

import pytest

from domain.actor import Seat
from domain.people import Role
from starter.files.referral_file import schema, template
from tests.unit.cli import EXAMPLES, Cli, enrolled, example
from vault.case_keys import CaseKeys

NOBODY = "127.0.0.1:1"  # a port on which nothing listens
WHO = ("--reason", "Because.")


@pytest.fixture
def cli(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    key_file: Path,
    key_store: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Cli:
    """The command with settings of servers that are not there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CSPR_SETTINGS", raising=False)
    for name, value in {
        "TEMPORAL_ADDRESS": NOBODY,
        "LEDGER_DSN": f"postgresql://{NOBODY}/none",
        "KEY_FILE": str(key_file),
        "KEY_STORE": str(key_store),
        "DOCUMENTS": str(tmp_path / "documents"),
        **enrolled(tmp_path, Seat(role=Role.COORDINATOR, organisation="partnership")),
    }.items():
        monkeypatch.setenv(f"CSPR_{name}", value)
    return Cli(capsys)


@pytest.fixture(autouse=True)
async def _known(keys: CaseKeys) -> None:
    """The case of these tests has a key, and nothing more."""
    await keys.create("CSPR-7K4M-2QXD")


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", "CSPR-7K4M-2QXD"),
        ("list",),
        ("timeline", "CSPR-7K4M-2QXD"),
        ("mail", "CSPR-7K4M-2QXD"),
        ("withdraw", "CSPR-7K4M-2QXD", *WHO),
        ("reopen", "CSPR-7K4M-2QXD", *WHO),
        ("refer", str(EXAMPLES / "harmed-child.json")),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_server_that_is_not_there_is_status_3(cli: Cli, arguments: tuple[str, ...]) -> None:
    answer = cli(*arguments)
    assert (answer.status, answer.out) == (3, "")
    assert "127.0.0.1" in answer.err
    assert "Traceback" not in answer.err


def test_an_error_is_json_for_programs(cli: Cli) -> None:
    answer = cli("list", "--json")
    assert json.loads(answer.err)["error"] == "not_reachable"


@pytest.mark.parametrize("text", ["CSPR-7K4", "CSPR-7K4M-2QXU", "Alder Example", ""])
def test_what_is_no_reference_is_status_2(cli: Cli, text: str) -> None:
    answer = cli("status", text)
    assert answer.status == 2
    assert "reference" in answer.err.lower()
    assert "Alder" not in answer.err


@pytest.mark.parametrize(
    ("option", "value"), [("--role", "king"), ("--at", "2026-01-01T10"), ("--id", "short"), ("--reason", " ")]
)
def test_a_wrong_option_is_status_2(cli: Cli, option: str, value: str) -> None:
    answer = cli("withdraw", "CSPR-7K4M-2QXD", *WHO, option, value)
    assert (answer.status, answer.out) == (2, "")
    assert option in answer.err

    told = json.loads(cli("withdraw", "CSPR-7K4M-2QXD", *WHO, option, value, "--json").err.splitlines()[-1])
    assert (told["error"], option in str(told)) == ("bad_input", True)


def test_settings_that_are_missing_are_all_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEDGER_DSN", "KEY_STORE", "DOCUMENTS", "PEOPLE_FILE"):
        monkeypatch.delenv(f"CSPR_{name}")
    answer = cli("list")
    assert answer.status == 2
    assert all(name in answer.err for name in ("ledger_dsn", "key_store", "documents", "people_file"))
    assert "Go to the folder in which the service was started" in answer.err


def test_the_service_that_runs_from_this_folder_is_found(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CSPR_TEMPORAL_ADDRESS")
    monkeypatch.setenv("CSPR_SETTINGS", "")  # undone after the test
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "cspr.toml").write_text('temporal_address = "127.0.0.1:2"\n', encoding="utf-8")
    assert "127.0.0.1:2" in cli("list").err


def test_a_wrong_referral_is_status_2_and_keeps_nothing(cli: Cli, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps({**example(), "agencies": ["nobody"]}), encoding="utf-8")
    answer = cli("refer", str(wrong), "--framework", "working-together-1999")
    assert answer.status == 2
    assert "agencies.0: is not in the directory" in answer.err
    assert "framework: is not known here; there are working-together-2018" in answer.err
    assert not (tmp_path / "documents").exists()


def test_a_history_that_cannot_have_been_is_status_1_and_keeps_nothing(cli: Cli, tmp_path: Path) -> None:
    history = json.loads((EXAMPLES / "taken-over.history.json").read_text(encoding="utf-8"))
    upside_down = tmp_path / "history.json"
    upside_down.write_text(json.dumps([history[0], history[1], history[1]]), encoding="utf-8")
    answer = cli("refer", str(EXAMPLES / "taken-over.json"), "--history", str(upside_down))
    assert answer.status == 1
    assert "3 (criteria): it is already decided that the criteria are met" in answer.err
    assert not (tmp_path / "documents").exists()


def test_refer_prints_its_template_and_schema_without_settings(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cli = Cli(capsys)
    assert cli("refer", "--template").json == template()
    assert cli("refer", "--schema").json == schema()
    assert cli("refer").status == 2


def test_help_names_every_exit_status(cli: Cli) -> None:
    words = " ".join(cli("--help").out.split())
    assert "0 done, 1 refused by the procedure, 2 wrong input, 3 something is not reachable, 4 unknown case" in words


def test_awareness_before_any_framework_is_status_2(cli: Cli, tmp_path: Path) -> None:
    referral = example()
    referral["incident"]["at"] = None
    referral["children"][0]["date_of_birth"] = "2012-01-01"
    path = tmp_path / "referral.json"
    path.write_text(json.dumps({**referral, "la_aware": "2015-01-05"}), encoding="utf-8")
    answer = cli("refer", str(path))
    assert answer.status == 2
    assert "no statutory framework that is known here was in force on Mon 5 Jan 2015" in answer.err


def test_a_history_of_impossible_days_is_status_1(cli: Cli, tmp_path: Path) -> None:
    history = json.loads((EXAMPLES / "taken-over.history.json").read_text(encoding="utf-8"))[:2]
    history[1]["at"] = "1950-01-05"
    path = tmp_path / "history.json"
    path.write_text(json.dumps(history), encoding="utf-8")
    answer = cli("refer", str(EXAMPLES / "taken-over.json"), "--history", str(path))
    assert answer.status == 1
    assert "2 (criteria): at: a date that follows from it lies outside" in answer.err


def test_a_key_file_that_is_missing_is_status_2(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPR_KEY_FILE", "nowhere.json")
    answer = cli("list")
    assert answer.status == 2
    assert "there is no key file at nowhere.json" in answer.err
