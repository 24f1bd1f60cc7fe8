"""A disposal looks once more when Temporal lists every run for certain; begun again, it removes what came back."""

from datetime import UTC, datetime, timedelta

from temporalio.client import WorkflowHandle
from temporalio.worker import Replayer

import worker
from domain.destroyed import Destroyed
from tests.skipped.world import World
from vault.converter import data_converter
from vault.documents import DocumentStore, count_documents
from workflows.calendar import LISTED_WITHIN
from workflows.disposal import DISPOSAL, OUTCOME_UPDATE, Disposed, disposal_id
from workflows.errands import RecordToDispose

REFERENCE = "CSPR-0000-0007"
HOW = Destroyed(at=datetime(2029, 5, 1, tzinfo=UTC), approved_by="Invented Approver", reason="Invented.")


async def test_what_comes_back_from_a_backup_is_removed(world: World) -> None:
    folder = world.house.settings.documents
    store = DocumentStore(folder, await world.house.keys.create(REFERENCE))
    store.put(b"invented", "invented.txt", "text/plain")
    world.house.keys.destroy(REFERENCE, HOW)

    handle: WorkflowHandle[object, Disposed] = await world.client.start_workflow(
        DISPOSAL,
        RecordToDispose(reference=REFERENCE),
        id=disposal_id(REFERENCE),
        task_queue=world.house.settings.task_queue,
        result_type=Disposed,
    )
    wanted = Disposed(destroyed=HOW, documents=1, histories=0, archived=0)
    assert await handle.execute_update(OUTCOME_UPDATE, result_type=Disposed) == wanted
    assert count_documents(folder, REFERENCE) == 0

    store.put(b"late", "late.txt", "text/plain")  # by somebody who had the key in hand
    await world.skipper.fast_forward(handle, LISTED_WITHIN + timedelta(seconds=30))
    assert await handle.result() == wanted
    assert count_documents(folder, REFERENCE) == 0
    await Replayer(
        workflows=worker.WORKFLOWS,
        interceptors=worker.interceptors(),
        workflow_runner=worker.sandbox(),
        data_converter=data_converter(world.house.keys),
    ).replay_workflow(await handle.fetch_history())
