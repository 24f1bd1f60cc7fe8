"""Ask for a sweep into the archive: it begins the workflow that sweeps, where that does not run."""

import asyncio
from contextlib import suppress

from temporalio.client import Client, WithStartWorkflowOperation, WorkflowUpdateHandle, WorkflowUpdateStage
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from workflows.archiving import ARCHIVING, SWEEP_UPDATE, Swept, archiving_id


async def ask_for_a_sweep(client: Client, task_queue: str) -> WorkflowUpdateHandle[Swept]:
    """Ask the workers of a task queue for a sweep, and return when one of them has taken it on.

    Raises:
        RPCError, WorkflowUpdateRPCTimeoutOrCancelledError: the server or the workers do not answer.
    """
    start: WithStartWorkflowOperation[object, object] = WithStartWorkflowOperation(
        ARCHIVING,
        id=archiving_id(task_queue),
        task_queue=task_queue,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="Histories of ended workflows, on their way into the archive",
    )
    try:
        return await client.start_update_with_start_workflow(
            SWEEP_UPDATE,
            start_workflow_operation=start,
            wait_for_stage=WorkflowUpdateStage.ACCEPTED,
            result_type=Swept,
        )
    except BaseException:
        with suppress(asyncio.CancelledError, RPCError):  # the library keeps the same failure there too
            await start.workflow_handle()
        raise
