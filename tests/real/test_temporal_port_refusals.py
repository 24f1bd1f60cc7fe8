"""What nobody does at Temporal's port on a server, by Temporal's own command or by starting something else."""

import re
from typing import Any

import pytest
from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy as Conflict
from temporalio.common import WorkflowIDReusePolicy as Reuse
from temporalio.service import RPCError, RPCStatusCode

from tests.real.live import Live, LiveCase, until
from tests.real.port import Port, by_command, client_of, is_running
from tests.real.this_day import fresh


@pytest.fixture(scope="module")
async def case(live: Live) -> LiveCase:
    """A case that somebody would like to be rid of."""
    return await live.open(fresh())


@pytest.mark.parametrize(
    "command",
    [
        ("workflow", "terminate", "--reason", "invented"),
        ("workflow", "cancel"),
        ("workflow", "delete", "--yes"),
        ("workflow", "reset", "--event-id", "3", "--reason", "invented"),
        ("workflow", "update-options", "--versioning-override-behavior", "auto_upgrade"),
        ("activity", "complete", "--activity-id", "1", "--result", "null"),
    ],
    ids=" ".join,
)
async def test_temporals_own_command_ends_no_case(
    live: Live, port: Port, case: LiveCase, command: tuple[str, ...]
) -> None:
    staff = port.settings_of("staff/example", live.settings)
    status, said = await by_command(staff, *command, "--workflow-id", case.reference)

    assert status != 0
    assert "access denied" in said
    assert await is_running(case.handle)


async def test_it_deletes_no_namespace_and_starts_no_batch(live: Live, port: Port, case: LiveCase) -> None:
    staff = port.settings_of("staff/example", live.settings)
    batch = ("workflow", "terminate", "--query", f'WorkflowId="{case.reference}"', "--reason", "invented", "--yes")
    for command in (batch, ("operator", "namespace", "delete", "--yes")):
        status, said = await by_command(staff, *command)
        assert status != 0
        assert "access denied" in said
    assert await is_running(case.handle)


async def test_the_web_ui_reads_by_the_same_command(live: Live, port: Port, case: LiveCase) -> None:
    web_ui = port.settings_of("web-ui", live.settings)
    described = await by_command(web_ui, "workflow", "describe", "--workflow-id", case.reference)
    signalled = await by_command(web_ui, "workflow", "signal", "--workflow-id", case.reference, "--name", "Invented")

    assert described[0] == 0
    assert "access denied" in signalled[1]


@pytest.mark.parametrize(
    "asked",
    [{"id_conflict_policy": Conflict.TERMINATE_EXISTING}, {"id_reuse_policy": Reuse.TERMINATE_IF_RUNNING}],
    ids=["conflict", "reuse"],
)
async def test_no_start_ends_what_runs(live: Live, port: Port, case: LiveCase, asked: dict[str, Any]) -> None:
    staff = await client_of("staff/example", port, live.settings)
    with pytest.raises(RPCError, match="starts nothing in place of what runs") as raised:
        await staff.start_workflow("Invented", id=case.reference, task_queue="invented", **asked)

    assert raised.value.status is RPCStatusCode.PERMISSION_DENIED
    assert await is_running(case.handle)


async def test_no_update_comes_with_such_a_start(live: Live, port: Port, case: LiveCase) -> None:
    staff = await client_of("staff/example", port, live.settings)
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        "Invented", id=case.reference, task_queue="invented", id_conflict_policy=Conflict.TERMINATE_EXISTING
    )
    with pytest.raises(RPCError, match="starts nothing in place of what runs"):
        await staff.execute_update_with_start_workflow("Invented", start_workflow_operation=start)
    with pytest.raises(RPCError):  # the library keeps the same failure there too
        await start.workflow_handle()

    assert await is_running(case.handle)


async def test_nothing_starts_in_temporals_own_namespace(live: Live, port: Port) -> None:
    """There anybody could start what deletes a namespace with all that is in it."""
    staff = await client_of("staff/example", port, live.settings, namespace="temporal-system")
    with pytest.raises(RPCError, match="in cspr alone"):
        await staff.start_workflow(
            "temporal-sys-delete-namespace-workflow", {}, id="invented", task_queue="default-worker-tq"
        )


async def test_a_large_referral_gets_through_and_a_compressed_start_does_not(live: Live, port: Port) -> None:
    staff = await client_of("staff/example", port, live.settings)
    large = await staff.start_workflow("Invented", "x" * 1_900_000, id="invented large", task_queue="nobody's")
    compressing = await by_command(
        port.settings_of("staff/example", live.settings),
        *("workflow", "start", "--type", "Invented", "--task-queue", "nobody's", "--workflow-id", "invented small"),
    )

    assert await is_running(large)
    assert "a client must send it uncompressed" in compressing[1]
    await live.client.get_workflow_handle(large.id).terminate()


async def test_the_port_logs_who_was_refused_what(live: Live, port: Port, case: LiveCase) -> None:
    await by_command(port.settings_of("worker", live.settings), "workflow", "terminate", "-w", case.reference)

    async def logged() -> bool:
        told = (port.certificates / "envoy.log").read_text()
        return re.search(r"refused to cspr:worker: /\S+/TerminateWorkflowExecution\n", told) is not None

    await until(logged)
    assert case.reference not in (port.certificates / "envoy.log").read_text()
