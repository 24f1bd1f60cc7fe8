"""The key file is private, whole and never overwritten; what is derived from it is stable."""

import base64
import json
from pathlib import Path

import pytest

from vault.key_file import KeyFileError, add_master_key, create_key_file, forget_master_key, read_key_file

KEY = base64.b64encode(bytes(range(64))).decode()
OTHER_KEY = base64.b64encode(bytes(range(64, 128))).decode()


def write(path: Path, content: str, mode: int = 0o600) -> Path:
    path.write_text(content)
    path.chmod(mode)
    return path


def test_a_new_key_file_is_private_and_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "cspr.key"
    create_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key_file(path).current == "k1"
    assert [file.name for file in path.parent.iterdir()] == ["cspr.key"]


def test_each_key_file_has_its_own_key(tmp_path: Path) -> None:
    for name in ("one", "two"):
        create_key_file(tmp_path / name)
    assert read_key_file(tmp_path / "one").keys != read_key_file(tmp_path / "two").keys


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = write(tmp_path / "cspr.key", "precious")
    with pytest.raises(KeyFileError, match="never overwritten"):
        create_key_file(path)
    assert path.read_text() == "precious"
    assert [file.name for file in tmp_path.iterdir()] == ["cspr.key"]


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=f"there is no key file at {tmp_path}/cspr.key"):
        read_key_file(tmp_path / "cspr.key")


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="cannot be read"):
        read_key_file(tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602])
def test_a_key_file_that_is_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    create_key_file(tmp_path / "cspr.key")
    (tmp_path / "cspr.key").chmod(mode)
    with pytest.raises(KeyFileError, match=f"chmod 600 {tmp_path}/cspr.key"):
        read_key_file(tmp_path / "cspr.key")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "Invalid JSON"),
        (json.dumps({"keys": {"k1": KEY}}), "current: Field required"),
        (json.dumps({"current": "k2", "keys": {"k1": KEY}}), '"current" names a key'),
        (json.dumps({"current": "k1", "keys": {"k1": KEY[4:]}}), "is not 64 bytes"),
        (json.dumps({"current": "k1", "keys": {"k1": "!" + KEY}}), "is not 64 bytes"),
        (json.dumps({"current": "K", "keys": {"K": KEY}}), "the name of a key"),
    ],
)
def test_a_broken_key_file_is_refused_without_telling_the_key(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(KeyFileError) as raised:
        read_key_file(write(tmp_path / "cspr.key", content))
    assert said in str(raised.value)
    assert KEY[4:] not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_new_key_becomes_the_current_one_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "cspr.key"
    create_key_file(path)
    first = read_key_file(path).keys
    assert add_master_key(path) == "k2"
    later = read_key_file(path)
    assert later.current == "k2"
    assert later.keys == {**first, "k2": later.keys["k2"]}
    assert path.stat().st_mode & 0o777 == 0o600
    forget_master_key(path, "k1")
    assert read_key_file(path).keys == {"k2": later.keys["k2"]}


@pytest.mark.parametrize(("name", "said"), [("k1", "the current master key"), ("k9", "there are k1")])
def test_a_key_that_is_current_or_unknown_cannot_be_forgotten(tmp_path: Path, name: str, said: str) -> None:
    path = tmp_path / "cspr.key"
    create_key_file(path)
    with pytest.raises(KeyFileError, match=said):
        forget_master_key(path, name)
    assert list(read_key_file(path).keys) == ["k1"]
