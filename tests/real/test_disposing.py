"""The errands of a disposal: none takes its turn before the one before it, and a second time changes nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from temporalio.testing import ActivityEnvironment

from activities.disposing import DisposalDesk, NotDestroyed
from activities.house import House
from archive.histories import open_store
from archive.remains import RemainsArchive
from domain.destroyed import Destroyed
from ledger.append import PositionTaken, append, append_rows
from ledger.connect import open_pool
from ledger.matching import note_and_find
from ledger.read import read_rows
from settings import Settings
from tests.unit import builders as a
from vault.case_keys import CaseKeys
from vault.documents import DocumentStore, count_documents
from workflows.errands import RecordToDispose

REFERENCE = "CSPR-0000-000D"
ORDER = RecordToDispose(reference=REFERENCE)
HOW = Destroyed(at=datetime(2029, 5, 1, tzinfo=UTC), approved_by="Invented Approver", reason="Invented.")


@pytest.fixture
async def house(
    ledger_dsn: str, key_file: Path, key_store: Path, keys: CaseKeys, tmp_path: Path
) -> AsyncIterator[House]:
    settings = Settings(
        ledger_dsn=ledger_dsn,
        key_file=key_file,
        key_store=key_store,
        documents=tmp_path,
        people_file=tmp_path / "people.toml",
    )
    async with await open_pool(ledger_dsn) as pool:
        yield House(settings=settings, ledger=pool, keys=keys)


async def test_nothing_is_removed_of_a_record_that_has_its_key(house: House, owner_dsn: str) -> None:
    key = await house.keys.create(REFERENCE)
    DocumentStore(house.settings.documents, key).put(b"invented", "invented.txt", "text/plain")
    events = a.opening_events(reference=REFERENCE)
    await append(house.ledger, events, key.cipher)
    await note_and_find(house.ledger, REFERENCE, ["invented"])
    desk = DisposalDesk(house)
    for errand in (desk.destroy_key, desk.remove_remains, desk.remove_histories):
        with pytest.raises(NotDestroyed):
            await ActivityEnvironment().run(errand, ORDER)
    assert await house.keys.get(REFERENCE) == key
    assert count_documents(house.settings.documents, REFERENCE) == 1

    house.keys.destroy(REFERENCE, HOW)
    for _ in range(2):
        assert await ActivityEnvironment().run(desk.destroy_key, ORDER) == HOW
        await ActivityEnvironment().run(desk.remove_remains, ORDER)
        assert count_documents(house.settings.documents, REFERENCE) == 0
        assert await house.ledger.fetchval("select count(*) from fingerprint") == 0
    rows = await read_rows(house.ledger, REFERENCE)
    assert len(rows) == len(events)
    archive = RemainsArchive(open_store(house.settings))
    assert (archive.get(REFERENCE), archive.check()) == (rows, [])

    owner = await asyncpg.connect(owner_dsn)
    await owner.execute("alter table event disable trigger append_only; delete from event where position > 2")
    await owner.close()
    with pytest.raises(PositionTaken):
        await append_rows(house.ledger, rows[3:])
    assert await append_rows(house.ledger, rows) == len(events) - 2
    assert [each.hash for each in await read_rows(house.ledger, REFERENCE)] == [each.hash for each in rows]
