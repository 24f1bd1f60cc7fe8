"""The key file is private, whole and never overwritten; what is derived from it is stable."""

import base64
import json
from pathlib import Path

import pytest

from vault.keys import KeyFile, KeyFileError, Keyring, create_key_file, read_key_file

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
    assert read_key_file(tmp_path / "one").address(b"") != read_key_file(tmp_path / "two").address(b"")


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
        (json.dumps({"current": "k1", "keys": {"k1": KEY}}), "naming: Field required"),
        (json.dumps({"current": "k2", "naming": "k1", "keys": {"k1": KEY}}), '"current" names a key'),
        (json.dumps({"current": "k1", "naming": "k2", "keys": {"k1": KEY}}), '"naming" names a key'),
        (json.dumps({"current": "k1", "naming": "k1", "keys": {"k1": KEY[4:]}}), "is not 64 bytes"),
        (json.dumps({"current": "k1", "naming": "k1", "keys": {"k1": "!" + KEY}}), "is not 64 bytes"),
        (json.dumps({"current": "K", "naming": "K", "keys": {"K": KEY}}), "the name of a key"),
    ],
)
def test_a_broken_key_file_is_refused_without_telling_the_key(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(KeyFileError) as raised:
        read_key_file(write(tmp_path / "cspr.key", content))
    assert said in str(raised.value)
    assert KEY[4:] not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_each_use_has_its_own_key() -> None:
    keyring = Keyring(KeyFile(current="k1", naming="k1", keys={"k1": KEY}))
    digests = {
        keyring.address(b"birth date\x00invented"),
        keyring.reference_hash("birth date\0invented").hex(),
        keyring.fingerprint("birth date", "invented"),
        keyring.fingerprint("name", "invented"),
        keyring.fingerprint("birth", "date\0invented"),
    }
    assert len(digests) == 5


def test_names_stay_when_the_current_key_changes() -> None:
    before = Keyring(KeyFile(current="k1", naming="k1", keys={"k1": KEY}))
    after = Keyring(KeyFile(current="k2", naming="k1", keys={"k1": KEY, "k2": OTHER_KEY}))
    assert after.address(b"invented") == before.address(b"invented")
    assert after.reference_hash("invented") == before.reference_hash("invented")
    assert after.fingerprint("name", "invented") == before.fingerprint("name", "invented")


def test_what_is_derived_from_a_key_never_changes() -> None:
    """A change here would orphan every document and every reference of a running service."""
    keyring = Keyring(KeyFile(current="k1", naming="k1", keys={"k1": KEY}))
    assert keyring.address(b"invented")[:16] == "0d68ee3a5849cb08"
    assert keyring.reference_hash("invented").hex()[:16] == "992cc9b5eaa93dcd"
    assert keyring.fingerprint("name", "invented")[:16] == "50a2f6a7baf624be"
    assert keyring.encryption_keys()["k1"].hex()[:16] == "e55b46c3401d035e"
