"""What each part does at Temporal's port on a server: tried with real certificates and the real Envoy."""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from inspect import signature
from typing import Any

import pytest
from google.protobuf.message import Message
from temporalio import activity, workflow
from temporalio.api.operatorservice import v1 as operator_messages
from temporalio.api.workflowservice import v1 as workflow_messages
from temporalio.service import RPCError, RPCStatusCode, ServiceClient
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.readiness import missing
from archive.asking import ask_for_a_sweep
from starter.client.case_rows import Filter
from starter.client.cases import Cases
from starter.client.errors import Refused
from tests.real.live import Live, LiveCase
from tests.real.port import PARTS, Port, client_of
from tests.real.this_day import fresh, today
from tests.unit.builders import by_coordinator, by_local_authority, criteria_met, reopened
from worker import connect

READS = re.compile(r"(Count|Describe|Get|List|Query)[A-Za-z]+")
DECIDES = {"SignalWorkflowExecution", "UpdateWorkflowExecution", "PollWorkflowExecutionUpdate"}
WORKS = {
    *("PollWorkflowTaskQueue", "RespondWorkflowTaskCompleted", "RespondWorkflowTaskFailed"),
    *("RespondQueryTaskCompleted", "PollActivityTaskQueue", "RecordActivityTaskHeartbeat"),
    *("RespondActivityTaskCompleted", "RespondActivityTaskFailed", "RespondActivityTaskCanceled"),
    *("RecordWorkerHeartbeat", "ShutdownWorker", "SetWorkerDeploymentCurrentVersion"),
}
SOON = timedelta(seconds=10)


async def test_staff_open_lead_and_read_a_case_through_it(live: Live, port: Port) -> None:
    for each in (by_coordinator(), by_local_authority()):  # one person, in two seats
        signer = live.cast.signer(each)
    cases = await Cases.connect(port.settings_of("staff/example", live.settings), signer)
    referred = await cases.refer(fresh())
    await LiveCase(referred.reference, live.client.get_workflow_handle(referred.reference), live).until(
        lambda case: case.rules
    )
    await cases.decide(referred.reference, criteria_met(today()))
    listed = await cases.cases(Filter())
    with pytest.raises(Refused, match="open"):  # a start with an update, in one
        await cases.decide(referred.reference, reopened(today()))

    assert (await cases.case(referred.reference)).case.criteria is not None
    assert referred.reference in {row.reference for row in listed}


@workflow.defn
class Invented:
    """What needs each kind of task once."""

    def __init__(self) -> None:
        self._told = ""

    @workflow.run
    async def run(self) -> str:
        answer: str = await workflow.execute_activity(answered, start_to_close_timeout=SOON, heartbeat_timeout=SOON)
        await workflow.wait_condition(lambda: bool(self._told))
        return answer + self._told

    @workflow.signal
    def tell(self, told: str) -> None:
        self._told = told

    @workflow.query
    def told(self) -> str:
        return self._told


@activity.defn
async def answered() -> str:
    activity.heartbeat()
    return "answered"


async def test_a_worker_works_through_it(live: Live, port: Port) -> None:
    # The service's own worker has the address at which metrics are served.
    settings = port.settings_of("worker", live.settings.model_copy(update={"metrics_address": None}))
    staff = await client_of("staff/example", port, live.settings)
    integrator = await client_of("integrator/example", port, live.settings)
    worker = Worker(
        await client_of("worker", port, live.settings),
        task_queue="behind the port",
        workflows=[Invented],
        activities=[answered],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    async with worker:
        handle = await staff.start_workflow(Invented.run, id="invented work", task_queue="behind the port")
        before = await handle.query(Invented.told)
        await integrator.get_workflow_handle("invented work").signal(Invented.tell, " and told")
        result = await handle.result()

    assert (before, result) == ("", "answered and told")
    assert await missing(await connect(settings, live.keys), settings) == []


async def test_a_worker_begins_the_sweep_of_the_archive_through_it(live: Live, port: Port) -> None:
    settings = port.settings_of("worker", live.settings)
    asked = await ask_for_a_sweep(await connect(settings, live.keys), live.settings.task_queue)
    assert (await asked.result()).near_end == 0


@pytest.mark.parametrize("part", sorted(set(PARTS) - {"port"}))
async def test_each_part_may_call_what_it_needs_and_nothing_else(live: Live, port: Port, part: str) -> None:
    client = (await client_of(part, port, live.settings)).service_client
    let_through = {name async for name in _let_through(client)}
    reads = {name for name in let_through if READS.fullmatch(name)}
    others = {
        "worker": DECIDES | WORKS | {"ExecuteMultiOperation", "DeleteWorkflowExecution"},
        "web-ui": set(),
        "staff/example": DECIDES | {"ExecuteMultiOperation"},  # and StartWorkflowExecution, but not of nothing
        "integrator/example": DECIDES,
    }

    assert let_through - reads == others[part]
    assert (
        reads == {"GetSystemInfo"}
        if part == "integrator/example"
        else {"QueryWorkflow", "ListSearchAttributes"} <= reads
    )


async def _let_through(client: ServiceClient) -> AsyncIterator[str]:
    """Every method that a call gets to Temporal's server by, of those that the library knows."""
    for service, messages in (
        (client.workflow_service, workflow_messages),
        (client.operator_service, operator_messages),
    ):
        for call, request in _methods(service, messages):
            try:
                await call(request, timeout=SOON)
            except RPCError as error:
                if error.status is RPCStatusCode.PERMISSION_DENIED:
                    continue
            yield type(request).__name__.removesuffix("Request")


def _methods(service: object, messages: Any) -> Iterator[tuple[Callable[..., Any], Message]]:  # noqa: ANN401 - a module
    for name in dir(service):
        if not name.startswith("_"):
            call = getattr(service, name)
            yield call, getattr(messages, signature(call).parameters["req"].annotation.rpartition(".")[2])()
