"""On a real Temporal server: everything works sealed, nothing that matters stands in clear."""

import asyncio
import base64
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateStage,
)
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from door.records import SealedRecords
from tests.marks.looking import Search
from tests.real.front_door import served
from tests.real.sealed_case import DETAILS, FAILURE, FAILURES_DETAILS, SUMMARY, Notes, SealedCase, echo, fail
from tests.skipped.world import a_free_port
from tests.unit.doors import visit
from vault.case_keys import CaseKeys
from vault.converter import data_converter

QUEUE = "sealed"
TEMPORAL = str(Path(sys.executable).with_name("temporal"))
MARK = "Mark of a name"
MEMO = "Mark of a memo"
ALL_MARKS = (MARK, MEMO, SUMMARY, DETAILS, FAILURE, FAILURES_DETAILS)


@pytest.fixture(scope="module")
async def client(keys: CaseKeys, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Client]:
    database = tmp_path_factory.mktemp("temporal") / "temporal.db"
    async with await WorkflowEnvironment.start_local(
        namespace="cspr",
        data_converter=data_converter(keys),
        dev_server_existing_path=TEMPORAL,
        dev_server_database_filename=str(database),
        dev_server_log_level="error",
    ) as environment:
        yield environment.client


@pytest.fixture(scope="module")
async def _worker(client: Client, keys: CaseKeys) -> AsyncIterator[None]:
    for number in range(1, 6):
        await keys.create(f"CSPR-SEA0-000{number}")
    async with Worker(client, task_queue=QUEUE, workflows=[SealedCase], activities=[echo, fail]):
        yield


@pytest.fixture(scope="module")
async def codec(keys: CaseKeys) -> AsyncIterator[tuple[str, ...]]:
    """The options by which Temporal's command decodes at a front door, for somebody with a role on these cases."""
    port = a_free_port()
    address = f"http://127.0.0.1:{port}"
    at = visit(SealedRecords(keys), origin=address)
    at.roles.cases = {f"CSPR-SEA0-000{number}" for number in range(1, 6)}
    async with served(at.app, port):
        token = (await at.browser.post("/sign-in/token", content=at.ticket())).json()["token"]
        yield ("--codec-endpoint", f"{address}/codec", "--codec-auth", f"Bearer {token}")


async def temporal(client: Client, *arguments: str, status: int = 0) -> str:
    """What Temporal's own command prints."""
    process = await asyncio.create_subprocess_exec(
        TEMPORAL,
        *arguments,
        *("--address", client.service_client.config.target_host, "--namespace", "cspr"),
        *("--disable-config-file", "--output", "json"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    assert process.returncode == status, output.decode()
    return output.decode()


async def begin(client: Client, case: str, queue: str = QUEUE) -> WorkflowHandle[Any, Notes]:
    return await client.start_workflow(
        SealedCase.run,
        Notes([MARK]),
        id=case,
        task_queue=queue,
        memo={"note": MEMO},
        static_summary=SUMMARY,
        static_details=DETAILS,
    )


async def played(client: Client, case: str, queue: str = QUEUE) -> WorkflowHandle[Any, Notes]:
    """A case that has been told and decided something, in its second run."""
    handle = await begin(client, case, queue)
    await handle.signal(SealedCase.tell, MARK)
    assert await handle.execute_update(SealedCase.decide, MARK) == MARK
    await handle.signal(SealedCase.stop)
    return handle


@pytest.mark.usefixtures("_worker")
async def test_everything_works_sealed(client: Client) -> None:
    notes = await (await played(client, "CSPR-SEA0-0001")).result()
    assert sorted(notes.heard) == sorted([MARK] * 4 + [f"ApplicationError Failed: {FAILURE}"])
    assert notes.unreadable == 0
    latest = client.get_workflow_handle("CSPR-SEA0-0001")
    assert await latest.query(SealedCase.notes) == notes
    assert await (await latest.describe()).memo() == {"note": MEMO}


@pytest.mark.usefixtures("_worker")
async def test_a_case_is_described_as_it_was_started(client: Client) -> None:
    handle = await begin(client, "CSPR-SEA0-0002")
    description = await handle.describe()
    assert await description.static_summary() == SUMMARY
    assert await description.static_details() == DETAILS
    await handle.terminate()


async def in_clear(client: Client, handle: WorkflowHandle[Any, Notes]) -> set[str]:
    """Which of the marks stand in the histories and in the description of a case."""
    await handle.result()
    runs = [client.get_workflow_handle(handle.id, run_id=run) for run in (handle.first_execution_run_id, None)]
    histories = [(await run.fetch_history()).to_json().encode() for run in runs]
    described = (await handle.describe()).raw_description.SerializeToString()
    return Search([], ALL_MARKS)(b"\n".join([*histories, described]))


@pytest.mark.usefixtures("_worker")
async def test_nothing_that_is_told_stands_in_clear(client: Client, codec: tuple[str, ...]) -> None:
    handle = await played(client, "CSPR-SEA0-0003")
    assert await in_clear(client, handle) == set()

    in_json = base64.b64encode(f'"{MARK}"'.encode()).decode()
    show = ("workflow", "show", "-w", "CSPR-SEA0-0003", "-r", str(handle.first_execution_run_id))
    assert in_json not in await temporal(client, *show)
    assert in_json in await temporal(client, *show, *codec)


async def test_all_of_it_stands_in_clear_where_nothing_is_sealed(client: Client) -> None:
    plain = Client(client.service_client, namespace="cspr", data_converter=pydantic_data_converter)
    async with Worker(plain, task_queue="plain", workflows=[SealedCase], activities=[echo, fail]):
        handle = await played(plain, "CSPR-SEA0-0006", "plain")
        assert await in_clear(plain, handle) == {mark.lower() for mark in ALL_MARKS}


@pytest.mark.usefixtures("_worker")
async def test_temporals_command_works_through_the_front_door(client: Client, codec: tuple[str, ...]) -> None:
    handle = await begin(client, "CSPR-SEA0-0004")
    through = ("-w", "CSPR-SEA0-0004", *codec)
    assert MARK in await temporal(client, "workflow", "query", *through, "--name", "notes")
    assert DETAILS in await temporal(client, "workflow", "metadata", *through)
    decide = ("workflow", "update", "execute", "--name", "decide", "--input", '"by command"')
    assert "Refused" in await temporal(client, *decide, *through, status=1)
    assert "by command" not in (await handle.query(SealedCase.notes)).heard
    await handle.terminate()


@pytest.mark.usefixtures("_worker")
async def test_what_is_sent_in_clear_is_refused_and_the_case_goes_on(client: Client) -> None:
    handle = await begin(client, "CSPR-SEA0-0005")
    await temporal(client, "workflow", "signal", "-w", "CSPR-SEA0-0005", "--name", "tell", "--input", '"in clear"')
    plain = await Client.connect(client.service_client.config.target_host, namespace="cspr")
    sent = await plain.get_workflow_handle("CSPR-SEA0-0005").start_update(
        "decide", "in clear", wait_for_stage=WorkflowUpdateStage.COMPLETED
    )
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await handle.get_update_handle(sent.id).result()
    assert isinstance(refused.value.__cause__, ApplicationError)
    assert refused.value.__cause__.message == "refused: it was sent in clear"

    assert await handle.execute_update(SealedCase.decide, "sealed") == "sealed"
    notes = await handle.query(SealedCase.notes)
    assert notes.unreadable == 2
    assert "in clear" not in notes.heard
    await handle.terminate()
