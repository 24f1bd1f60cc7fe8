"""A history that cannot be archived and will soon be lost: one mail, shown in the Web UI, and the all-clear."""

import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import Worker

import worker
from activities import archiving
from activities.alarming import AlarmDesk
from activities.archiving import ArchivingDesk
from activities.house import House
from archive.asking import ask_for_a_sweep
from settings import Settings
from stack.mailbox import read_mails
from stack.ports import LOOPBACK
from tests.real.bucket import KEY
from tests.real.live import Live, until
from vault.converter import data_converter
from workflows.archiving import Archiving, Swept, archiving_id
from workflows.errands import PageToArchive

KEPT_SECONDS = 86400
"""So long Temporal keeps an ended workflow there: less than archive_alarm_days, so that each is near its end."""

CASE, *MORE = "CSPR-TEST-ARCH", "CSPR-TEST-ARC2", "CSPR-TEST-ARC3"
ENDED = 3
TO = ("operations@partnership.example", "on-call@partnership.example")


@pytest.fixture
def settings(live: Live, tmp_path: Path) -> Settings:
    changes = {"namespace": f"alarming-{tmp_path.name}", "archive": str(tmp_path / "archive"), "alarm_to": TO}
    return live.settings.model_copy(update=changes)


@pytest.fixture
async def client(live: Live, settings: Settings) -> AsyncIterator[Client]:
    """A client of a namespace with a worker that sweeps, and nothing else in it."""
    request = RegisterNamespaceRequest(namespace=settings.namespace)
    request.workflow_execution_retention_period.FromSeconds(KEPT_SECONDS)
    await live.client.workflow_service.register_namespace(request)
    client = await Client.connect(
        settings.temporal_address, namespace=settings.namespace, data_converter=data_converter(live.keys)
    )
    house = House(settings=settings, ledger=live.ledger, keys=live.keys)
    await until(lambda: _is_known(client, settings))
    async with Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[Archiving],
        activities=[ArchivingDesk(house).archive, AlarmDesk(house).tell],
        workflow_runner=worker.sandbox(),
    ):
        yield client
        with suppress(RPCError):  # where nobody asked for a sweep
            await client.get_workflow_handle(archiving_id(settings.task_queue)).terminate()


async def _is_known(client: Client, settings: Settings) -> bool:
    """Whether the server takes a workflow there by now; it ends at once."""
    try:
        await client.start_workflow("Invented", id=CASE, task_queue=settings.task_queue)
        await client.get_workflow_handle(CASE).terminate()
    except RPCError:
        return False
    return True


async def test_an_alarm_is_mailed_once_and_called_off_once(
    live: Live, client: Client, settings: Settings, tmp_path: Path
) -> None:
    await live.keys.create(CASE)

    async def listed() -> bool:
        return (await client.count_workflows("ExecutionStatus = 'Terminated'")).count == 1

    await until(listed)
    (tmp_path / "archive").write_text("no folder")  # as if it were full, or away

    with capture_logs() as logged:
        assert await _sweep(client, settings) == Swept(failed=1, near_end=1)
    why = f"the archive in {settings.archive} cannot be used: Not a directory"
    assert [each["why"] for each in logged if each.get("workflow") == CASE] == [why]
    assert await _sweep(client, settings) == Swept(failed=1, near_end=1)
    alarms = read_mails(live.service.mails, "cspr: histories will soon be lost")
    assert sorted(mail["To"] for mail in alarms) == sorted(TO)
    assert "the histories of 1 ended workflows" in alarms[0].get_content()
    assert CASE not in alarms[0].as_string()
    assert "**Alarm:** Temporal will soon delete 1 histories" in await _shown(client, settings)

    (tmp_path / "archive").unlink()
    assert await _sweep(client, settings) == Swept(archived=1)
    assert await _sweep(client, settings) == Swept()
    over = read_mails(live.service.mails, "cspr: no history is about to be lost")
    assert sorted(mail["To"] for mail in over) == sorted(TO)
    assert len(read_mails(live.service.mails, "cspr: histories will soon be lost")) == len(TO)
    assert (await _shown(client, settings)).startswith("Last sweep: ")


async def test_a_silent_bucket_is_waited_for_once_a_page(
    live: Live, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for case in MORE:
        await client.start_workflow("Invented", id=case, task_queue="nobody")
        await client.get_workflow_handle(case).terminate()

    async def listed() -> bool:
        return (await client.count_workflows("ExecutionStatus = 'Terminated'")).count == ENDED

    await until(listed)
    monkeypatch.setattr(archiving, "ONE_LOOK_SECONDS", 0.5)
    with socket.create_server((LOOPBACK, 0)) as silent:
        there = {"AWS_ENDPOINT": f"http://{LOOPBACK}:{silent.getsockname()[1]}", "AWS_ALLOW_HTTP": "true"}
        for name, value in {**there, **KEY}.items():
            monkeypatch.setenv(name, value)
        bucket = settings.model_copy(update={"archive": "s3://invented/archive"})
        desk = ArchivingDesk(House(settings=bucket, ledger=live.ledger, keys=live.keys))
        with capture_logs() as logged:
            page = await ActivityEnvironment(client).run(desk.archive, PageToArchive(token=None))
        assert _connections(silent) == 1
    assert (page.archived, page.failed) == (0, ENDED)
    assert {each["why"] for each in logged} == {"the archive does not answer within 0.5 seconds"}


def _connections(server: socket.socket) -> int:
    server.settimeout(0)
    found = 0
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            found += 1
    return found


async def _sweep(client: Client, settings: Settings) -> Swept:
    return await (await ask_for_a_sweep(client, settings.task_queue)).result()


async def _shown(client: Client, settings: Settings) -> str:
    """The current details, as the Web UI asks for them."""
    handle = client.get_workflow_handle(archiving_id(settings.task_queue))
    shown: WorkflowMetadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return shown.current_details
