"""A bundle is written whole or not at all, for its owner alone, and the same twice."""

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from starter.bundle.writing import write_bundle
from starter.client.errors import BadInput, ServiceUnavailable

FILES = [("a/one.txt", b"Invented."), ("two.txt", b"")]


def signed(sums: bytes) -> bytes:
    return b"invented signature of " + sums


def test_a_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "bundle"
    written = write_bundle(path, "CASE", FILES, signed)
    modes = {each.relative_to(path).as_posix(): stat.S_IMODE(each.stat().st_mode) for each in path.rglob("*")}
    assert modes == {"a": 0o700, "a/one.txt": 0o600, "two.txt": 0o600, "SHA256SUMS": 0o600, "SHA256SUMS.jws": 0o600}
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert [(each.name, each.size) for each in written] == [("a/one.txt", 9), ("two.txt", 0)]
    digest = hashlib.sha256(b"Invented.").hexdigest()
    assert (path / "SHA256SUMS").read_text().splitlines()[0] == f"{digest}  a/one.txt"
    assert (path / "SHA256SUMS.jws").read_bytes() == signed((path / "SHA256SUMS").read_bytes())
    assert [each.name for each in tmp_path.iterdir()] == ["bundle"]


def test_a_zip_is_for_its_owner_alone_and_the_same_twice(tmp_path: Path) -> None:
    one, other = tmp_path / "one.zip", tmp_path / "other.zip"
    write_bundle(one, "CASE", FILES, signed)
    write_bundle(other, "CASE", FILES, signed)
    assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert one.read_bytes() == other.read_bytes()
    with ZipFile(one) as packed:
        assert packed.namelist() == ["CASE/a/one.txt", "CASE/two.txt", "CASE/SHA256SUMS", "CASE/SHA256SUMS.jws"]
        assert packed.read("CASE/a/one.txt") == b"Invented."
        assert {stat.S_IMODE(each.external_attr >> 16) for each in packed.infolist()} == {0o600}


@pytest.mark.parametrize("name", ["bundle", "bundle.zip"])
def test_nothing_is_written_over_what_is_there(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"mine")
    with pytest.raises(BadInput, match="is there already"):
        write_bundle(path, "CASE", FILES, signed)
    assert path.read_bytes() == b"mine"
    (tmp_path / "link.zip").symlink_to(tmp_path / "nowhere")
    with pytest.raises(BadInput, match="is there already"):
        write_bundle(tmp_path / "link.zip", "CASE", FILES, signed)


@pytest.mark.parametrize("name", ["bundle", "bundle.zip"])
def test_what_fails_half_way_leaves_nothing(tmp_path: Path, name: str) -> None:
    def half() -> Iterator[tuple[str, bytes]]:
        yield FILES[0]
        raise ServiceUnavailable("Invented.")

    with pytest.raises(ServiceUnavailable):
        write_bundle(tmp_path / name, "CASE", half(), signed)
    assert list(tmp_path.iterdir()) == []


def test_what_takes_the_place_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"

    def slowly() -> Iterator[tuple[str, bytes]]:
        path.write_bytes(b"mine")
        yield FILES[0]

    with pytest.raises(BadInput, match="cannot be written: File exists"):
        write_bundle(path, "CASE", slowly(), signed)
    assert path.read_bytes() == b"mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="there is no folder"):
        write_bundle(tmp_path / "none" / "bundle", "CASE", FILES, signed)
