"""A document is kept once, encrypted, under an address that says nothing; damage is noticed."""

import hashlib
from pathlib import Path

import pytest

from vault.case_keys import CaseKey, CaseKeys
from vault.documents import DocumentDamaged, DocumentMissing, DocumentStore

CASE = "CSPR-0000-0001"
CONTENT = b"An invented minute of an invented meeting."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The case's own folder."""
    return tmp_path / "documents" / CASE


@pytest.fixture
async def store(folder: Path, keys: CaseKeys) -> DocumentStore:
    return DocumentStore(folder.parent, await keys.create(CASE))


@pytest.mark.parametrize("content", [CONTENT, b"", bytes(1_000_000)])
def test_what_is_put_can_be_got(store: DocumentStore, content: bytes) -> None:
    document = store.put(content, "minutes.txt", "text/plain")
    assert store.get(document) == content
    assert (document.name, document.media_type, document.size) == ("minutes.txt", "text/plain", len(content))


def test_neither_content_nor_name_stands_in_clear(store: DocumentStore, folder: Path) -> None:
    document = store.put(CONTENT, "Invented Child.txt", "text/plain")
    [file] = folder.iterdir()
    assert file.name == document.address
    assert document.address != hashlib.sha256(CONTENT).hexdigest()
    assert CONTENT[:8] not in file.read_bytes()
    assert b"Invented" not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_same_content_is_kept_once_and_never_written_again(store: DocumentStore, folder: Path) -> None:
    first = store.put(CONTENT, "minutes.txt", "text/plain")
    [before] = folder.iterdir()
    kept = before.stat()
    second = store.put(CONTENT, "copy.txt", "text/plain")
    [after] = folder.iterdir()
    assert second.address == first.address
    assert second.name == "copy.txt"
    assert (after.stat().st_ino, after.stat().st_mtime_ns) == (kept.st_ino, kept.st_mtime_ns)


def test_other_content_has_another_address(store: DocumentStore) -> None:
    assert store.put(b"one", "a", "text/plain").address != store.put(b"two", "a", "text/plain").address


def test_a_missing_document_is_named_by_its_address(store: DocumentStore, folder: Path) -> None:
    document = store.put(CONTENT, "Invented Child.txt", "text/plain")
    (folder / document.address).unlink()
    with pytest.raises(DocumentMissing, match=document.address) as raised:
        store.get(document)
    assert "Invented" not in str(raised.value)


def test_a_changed_or_shortened_file_is_damaged_and_not_replaced(store: DocumentStore, folder: Path) -> None:
    document = store.put(CONTENT, "minutes.txt", "text/plain")
    file = folder / document.address
    whole = file.read_bytes()
    for damaged in (whole[:-1], b"", whole[:-1] + bytes([whole[-1] ^ 1])):
        file.write_bytes(damaged)
        with pytest.raises(DocumentDamaged, match=document.address):
            store.get(document)
        with pytest.raises(DocumentDamaged, match=document.address):
            store.put(CONTENT, "minutes.txt", "text/plain")
        assert file.read_bytes() == damaged


def test_a_file_under_another_address_is_damaged(store: DocumentStore, folder: Path) -> None:
    one, two = store.put(b"one", "a", "text/plain"), store.put(b"two", "b", "text/plain")
    (folder / one.address).write_bytes((folder / two.address).read_bytes())
    with pytest.raises(DocumentDamaged):
        store.get(one)


def test_a_document_of_another_size_is_damaged(store: DocumentStore) -> None:
    document = store.put(CONTENT, "minutes.txt", "text/plain")
    with pytest.raises(DocumentDamaged, match="size"):
        store.get(document.model_copy(update={"size": 1}))


def test_another_key_does_not_open_it(store: DocumentStore, folder: Path) -> None:
    document = store.put(CONTENT, "minutes.txt", "text/plain")
    stranger = DocumentStore(folder.parent, CaseKey(CASE, f"{CASE}.0000000000000000", bytes(64)))
    with pytest.raises(DocumentDamaged):
        stranger.get(document)


async def test_the_same_content_in_two_cases_has_nothing_in_common(
    store: DocumentStore, folder: Path, keys: CaseKeys
) -> None:
    other = DocumentStore(folder.parent, await keys.create("CSPR-0000-0002"))
    one, two = (each.put(CONTENT, "minutes.txt", "text/plain") for each in (store, other))
    assert one.address != two.address
    (folder / two.address).write_bytes((folder.parent / two.case / two.address).read_bytes())
    with pytest.raises(DocumentDamaged):
        store.get(two)
