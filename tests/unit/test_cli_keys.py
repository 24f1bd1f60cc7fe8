"""`cspr keys`: the master key changes, every case's key follows, and nothing is forgotten too early."""

import asyncio
from pathlib import Path

import pytest

from tests.conftest import opened
from tests.unit.cli import Cli
from vault.case_keys import CaseKeys
from vault.key_file import create_key_file, read_key_file
from vault.scope import SERVICE

CASE = "CSPR-0000-0001"


@pytest.fixture
def master(tmp_path: Path) -> Path:
    create_key_file(tmp_path / "keys.json")
    return tmp_path / "keys.json"


@pytest.fixture
def own_keys(tmp_path: Path, master: Path) -> CaseKeys:
    keys = opened(master, tmp_path / "key-store")
    for scope in (SERVICE, CASE):
        asyncio.run(keys.create(scope))
    return keys


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, own_keys: CaseKeys, monkeypatch: pytest.MonkeyPatch) -> Cli:
    assert own_keys
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CSPR_SETTINGS", raising=False)
    values = {"LEDGER_DSN": "postgresql://nowhere/none", "KEY_FILE": "keys.json", "KEY_STORE": "key-store"}
    for name, value in {**values, "DOCUMENTS": "documents", "PEOPLE_FILE": "people.toml"}.items():
        monkeypatch.setenv(f"CSPR_{name}", value)
    return Cli(capsys)


def test_a_new_master_key_wraps_every_key_and_then_the_old_one_can_go(
    cli: Cli, master: Path, own_keys: CaseKeys
) -> None:
    before = asyncio.run(own_keys.get(CASE))
    answer = cli("keys", "rotate")
    assert answer.status == 0
    assert "k2 is the current master key" in answer.out
    assert "2 keys were wrapped anew" in answer.out
    assert cli("keys", "forget", "k1").status == 0
    assert list(read_key_file(master).keys) == ["k2"]
    assert asyncio.run(own_keys.get(CASE)) == before


def test_a_master_key_that_still_wraps_something_is_kept(cli: Cli, master: Path, tmp_path: Path) -> None:
    entry = tmp_path / "key-store" / f"{CASE}.key.json"
    old = entry.read_bytes()
    cli("keys", "rotate")
    entry.write_bytes(old)  # as where it was broken off
    answer = cli("keys", "forget", "k1")
    assert answer.status == 1
    assert "An earlier master key wraps 1 keys: cspr keys rewrap first." in answer.err
    assert "k1" in read_key_file(master).keys
    assert "1 keys were wrapped anew" in cli("keys", "rewrap").out
    assert cli("keys", "forget", "k1").status == 0


def test_master_keys_of_the_environment_are_changed_there(
    cli: Cli, master: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSPR_MASTER_KEYS", master.read_text())
    monkeypatch.delenv("CSPR_KEY_FILE")
    answer = cli("keys", "rotate")
    assert answer.status == 2
    assert "change them there" in answer.err
    assert "0 keys were wrapped anew" in cli("keys", "rewrap").out


def test_both_a_file_and_the_environment_are_one_too_many(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPR_MASTER_KEYS", "{}")
    answer = cli("keys", "rewrap")
    assert answer.status == 2
    assert "set either key_file or master_keys" in answer.err


def test_a_missing_master_key_is_told(cli: Cli, master: Path) -> None:
    master.unlink()
    create_key_file(master)
    answer = cli("keys", "rotate", "--json")
    assert answer.status == 3
    assert "cannot be unwrapped" in answer.err
