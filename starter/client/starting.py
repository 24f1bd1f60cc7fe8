"""How the workflow of a case is started: once for its referral, and anew from the ledger."""

from typing import TypedDict

from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from starter.client.connection import Connection
from starter.client.reaching import reaching_temporal
from workflows.messages import WORKFLOW, Start


class _AsCase(TypedDict):
    """What every start of a case says to Temporal, whatever it begins with."""

    id: str
    task_queue: str
    static_summary: str
    static_details: str


def _as_case(connection: Connection, reference: str) -> _AsCase:
    return {
        "id": reference,
        "task_queue": connection.settings.task_queue,
        "static_summary": f"Serious incident {reference}",
        "static_details": f"The case {reference}, from referral to closure. Current details show where it stands.",
    }


async def open_new(connection: Connection, start: Start, reuse: WorkflowIDReusePolicy) -> bool:
    """Start the workflow of a new case; false where there is one already."""
    try:
        async with reaching_temporal():
            await connection.client.start_workflow(
                WORKFLOW,
                start,
                **_as_case(connection, start.reference),
                id_reuse_policy=reuse,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            )
    except WorkflowAlreadyStartedError:
        return False
    return True


async def start_in_its_place(connection: Connection, reference: str) -> None:
    """Start the workflow anew from the ledger, in place of one that was ended or taken back."""
    async with reaching_temporal():
        await connection.client.start_workflow(
            WORKFLOW,
            Start(reference=reference),
            **_as_case(connection, reference),
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
        )


def unless_it_runs(connection: Connection, reference: str) -> WithStartWorkflowOperation[object, object]:
    """The start anew from the ledger that goes with an update, for where no workflow of the case runs."""
    return WithStartWorkflowOperation(
        WORKFLOW,
        Start(reference=reference),
        **_as_case(connection, reference),
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
