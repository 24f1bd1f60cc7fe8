"""The archive is the same in a folder and in object storage."""

import resource
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

from archive.bucket import Bucket
from archive.histories import Archive, open_archive
from archive.store import ArchiveDamaged, ArchiveUnavailable, Folder, Store
from settings import Settings
from stack.ports import LOOPBACK
from tests.real.bucket import ObjectStorage
from tests.skipped.replay import history_of
from tests.skipped.world import a_free_port
from vault.case_keys import CaseKeys

CASE, OTHER = "CSPR-0000-00AR", "calendar:2030-01-01"
RUN = "3f1e9a52-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
async def storage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ObjectStorage]:
    storage = ObjectStorage(tmp_path_factory.mktemp("storage"))
    await storage.start()
    yield storage
    await storage.stop()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    if request.param == "folder":
        return Folder(tmp_path / "archive")
    storage: ObjectStorage = request.getfixturevalue("storage")
    for name, value in storage.environment.items():
        monkeypatch.setenv(name, value)
    assert Bucket("s3://invented").write("made/by", b"the first file of it") in (True, False)
    return Bucket(f"s3://invented/{tmp_path.name}")


def a_history(workflow: str) -> WorkflowHistory:
    return WorkflowHistory.from_json(workflow, history_of("stand-down").read_text())


async def test_histories_are_kept_listed_checked_and_removed(store: Store, keys: CaseKeys) -> None:
    await keys.create(CASE)
    archive = Archive(store, keys)
    assert archive.groups() == []
    for workflow in (CASE, OTHER):
        assert await archive.get(workflow, RUN) is None
        manifest = await archive.put(a_history(workflow), RUN)
        assert await archive.put(a_history(workflow), RUN) == manifest
        assert archive.manifests(workflow) == [manifest]
        assert archive.has(workflow, RUN)
        kept = await archive.get(workflow, RUN)
        assert kept is not None
        assert kept.to_json_dict() == a_history(workflow).to_json_dict()
    groups = archive.groups()
    assert groups == [CASE, "calendar%3A2030-01-01"]
    assert [archive.check(group) for group in groups] == [[], []]
    assert b"serious" not in (store.read(f"{CASE}/{RUN}.history") or b"").lower()

    archive.remove(CASE)
    archive.remove(CASE)
    assert archive.count(CASE) == 0
    assert archive.count(OTHER) == 1


async def test_a_name_that_is_taken_keeps_what_it_has(store: Store, keys: CaseKeys) -> None:
    assert store.write("group/file", b"first") is True
    assert store.write("group/file", b"second") is False
    assert store.read("group/file") == b"first"
    assert store.read("group/other") is None
    assert store.files("group") == ["file"]
    await keys.create(CASE)
    store.write(f"{CASE}/{RUN}.history", b"something else")
    with pytest.raises(ArchiveDamaged, match=f"{CASE}/{RUN}.history cannot be opened"):
        await Archive(store, keys).put(a_history(CASE), RUN)


def test_what_a_full_disk_cuts_off_leaves_nothing_behind(tmp_path: Path) -> None:
    """The operating system refuses the rest of a file, as a full disk does."""
    folder = Folder(tmp_path / "archive")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(ArchiveUnavailable, match="cannot be used: File too large"):
            folder.write("group/file", b"0" * 2000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert folder.groups() == []
    assert folder.write("group/file", b"0" * 2000)
    assert folder.groups() == ["group"]


async def test_a_store_that_is_away_says_so(keys: CaseKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    nowhere = {"AWS_ENDPOINT": f"http://{LOOPBACK}:{a_free_port()}", "AWS_ALLOW_HTTP": "true"}
    for name, value in {**nowhere, "AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented"}.items():
        monkeypatch.setenv(name, value)
    known = Settings(
        ledger_dsn="postgresql://", key_store=tmp_path, key_file=tmp_path, documents=tmp_path, people_file=tmp_path
    )
    for place, told in (
        (str(tmp_path / "file" / "archive"), "Not a directory"),
        ("s3://invented/archive", "no service answers; see the AWS_"),
    ):
        archive = open_archive(known.model_copy(update={"archive": place}), keys)
        with pytest.raises(ArchiveUnavailable, match=told):
            archive.count(CASE)


def test_a_bucket_says_what_its_service_answers(storage: ObjectStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in storage.environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ArchiveUnavailable, match="its service answers 404, NoSuchBucket; see the AWS_"):
        Bucket("s3://there-is-none/archive").files("group")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    bucket = Bucket("s3://invented/archive")
    refused = "its service answers 403, SignatureDoesNotMatch; see the AWS_"
    with pytest.raises(ArchiveUnavailable, match=refused):
        bucket.files("group")
    with pytest.raises(ArchiveUnavailable, match=refused):
        bucket.write("group/file", b"content")
