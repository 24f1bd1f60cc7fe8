"""A case's key is made once, wrapped, found again, re-wrapped, and destroyed for good."""

import asyncio
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from domain.destroyed import Destroyed
from tests.conftest import opened
from vault.case_keys import CaseKeys, KeyDestroyed, NoKey
from vault.key_file import add_master_key, create_key_file, forget_master_key, read_key_file
from vault.key_store import KeyStore, KeyStoreUnavailable
from vault.master import OwnMasterKeys, WrongMaster
from vault.scope import SERVICE

CASE, OTHER = "CSPR-0000-0001", "CSPR-0000-0002"
BY_APPROVAL = Destroyed(at=datetime(2040, 5, 1, 12, tzinfo=UTC), approved_by="Invented Approver", reason="Time is up.")


@pytest.fixture
def master_file(tmp_path: Path) -> Path:
    create_key_file(tmp_path / "keys.json")
    return tmp_path / "keys.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "key-store"


async def test_a_key_is_made_once_and_found_again(folder: Path, master_file: Path) -> None:
    made = await asyncio.gather(*(opened(master_file, folder).create(CASE) for _ in range(5)))
    assert len(set(made)) == 1
    assert await opened(master_file, folder).get(CASE) == made[0]
    assert await opened(master_file, folder).create(OTHER) != made[0]


async def test_the_key_itself_is_kept_nowhere(folder: Path, master_file: Path) -> None:
    key = await opened(master_file, folder).create(CASE)
    (file,) = folder.glob("*.json")
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert key.secret.hex() not in repr(key)
    assert json.loads(file.read_text())["key_id"] == key.key_id


async def test_a_case_without_a_key_is_unknown(folder: Path, master_file: Path) -> None:
    keys = opened(master_file, folder)
    await keys.create(SERVICE)
    with pytest.raises(NoKey, match=CASE):
        await keys.get(CASE)


async def test_a_key_store_that_is_away_is_no_unknown_case(folder: Path, master_file: Path) -> None:
    keys = opened(master_file, folder)
    await keys.create(CASE)
    folder.rename(folder.with_name("elsewhere"))
    with pytest.raises(KeyStoreUnavailable, match="setting key_store"):
        await keys.get(CASE)


async def test_a_damaged_entry_is_told_and_not_replaced(folder: Path, master_file: Path) -> None:
    await opened(master_file, folder).create(CASE)
    (file,) = folder.glob("*.json")
    file.write_text(file.read_text()[:40])
    with pytest.raises(KeyStoreUnavailable, match="damaged"):
        await opened(master_file, folder).create(CASE)
    assert len(file.read_text()) == 40


async def test_a_key_put_in_anothers_place_is_not_unwrapped(folder: Path, master_file: Path) -> None:
    keys = opened(master_file, folder)
    for case in (CASE, OTHER):
        await keys.create(case)
    (folder / f"{OTHER}.key.json").write_bytes((folder / f"{CASE}.key.json").read_bytes())
    for each in (keys, opened(master_file, folder)):
        with pytest.raises(WrongMaster, match=f"the key of {OTHER}"):
            await each.get(OTHER)


async def test_a_missing_master_key_is_named(folder: Path, master_file: Path, tmp_path: Path) -> None:
    await opened(master_file, folder).create(CASE)
    create_key_file(tmp_path / "wrong.json")
    with pytest.raises(WrongMaster, match="cannot be unwrapped"):
        await opened(tmp_path / "wrong.json", folder).get(CASE)
    add_master_key(tmp_path / "wrong.json")
    forget_master_key(tmp_path / "wrong.json", "k1")
    with pytest.raises(WrongMaster, match='master key "k1", which is missing'):
        await opened(tmp_path / "wrong.json", folder).get(CASE)


async def test_master_keys_change_while_old_and_new_work_side_by_side(folder: Path, master_file: Path) -> None:
    worker = opened(master_file, folder)
    before = await worker.create(CASE)
    sealed = before.cipher.seal(b"invented", "event")
    add_master_key(master_file)
    rotated = opened(master_file, folder)
    second = await rotated.create(OTHER)
    assert await worker.get(OTHER) == second  # it learns of the new master key by itself
    assert await rotated.rewrap(CASE)
    assert not await rotated.rewrap(CASE)
    assert not await rotated.rewrap(OTHER)
    forget_master_key(master_file, "k1")
    after = await opened(master_file, folder).get(CASE)
    assert after == before == await worker.get(CASE)
    assert after.cipher.open(sealed, "event") == b"invented"


async def test_a_destroyed_key_is_gone_for_every_process_at_once(folder: Path, master_file: Path) -> None:
    worker, disposing = opened(master_file, folder), opened(master_file, folder)
    key = await worker.create(CASE)
    wrapped = (folder / f"{CASE}.key.json").read_text()
    assert disposing.destroy(CASE, BY_APPROVAL) == BY_APPROVAL
    told = "the record of CSPR-0000-0001 was destroyed on Tue 1 May 2040"
    for each in (worker, disposing, opened(master_file, folder)):
        with pytest.raises(KeyDestroyed) as raised:
            await each.get(CASE)
        assert str(raised.value) == told  # it may end in a log
        assert raised.value.in_full == f"{told} by approval of Invented Approver"
        with pytest.raises(KeyDestroyed, match=told):
            await each.create(CASE)
        assert not await each.rewrap(CASE)
    assert json.loads(wrapped)["wrapped"] not in "".join(path.read_text() for path in folder.iterdir())
    assert key.key_id in (folder / f"{CASE}.key.json").read_text()


async def test_destroying_again_says_how_it_was_the_first_time(folder: Path, master_file: Path) -> None:
    keys = opened(master_file, folder)
    await keys.create(CASE)
    keys.destroy(CASE, BY_APPROVAL)
    later = BY_APPROVAL.model_copy(update={"approved_by": "Somebody Else"})
    assert keys.destroy(CASE, later) == BY_APPROVAL
    with pytest.raises(NoKey):
        keys.destroy(OTHER, later)


async def test_a_key_that_is_destroyed_while_it_is_wrapped_anew_stays_destroyed(
    folder: Path, master_file: Path
) -> None:
    keys = opened(master_file, folder)
    await keys.create(CASE)
    add_master_key(master_file)
    master = OwnMasterKeys(partial(read_key_file, master_file))

    class Interrupted(OwnMasterKeys):
        async def wrap(self, key: bytes, about: str) -> bytes:
            keys.destroy(CASE, BY_APPROVAL)
            return await master.wrap(key, about)

    rewrapping = CaseKeys(KeyStore(folder), Interrupted(partial(read_key_file, master_file)))
    await rewrapping.rewrap(CASE)
    with pytest.raises(KeyDestroyed):
        await keys.get(CASE)


@pytest.mark.parametrize("one", [CASE, SERVICE])
async def test_names_of_files_are_the_scopes(folder: Path, master_file: Path, one: str) -> None:
    keys = opened(master_file, folder)
    await keys.create(one)
    assert keys.store.scopes() == [one]
