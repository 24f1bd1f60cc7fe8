"""The runs that Temporal has: those that have ended, until when it keeps them, and all of one workflow."""

from datetime import datetime, timedelta

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError, RPCStatusCode

from workflows.archiving import ARCHIVING

ENDED_RUNS = f"ExecutionStatus != 'Running' AND WorkflowType != '{ARCHIVING}'"
"""Temporal's list of the runs that belong into the archive. The sweep's own runs say nothing of any case."""


async def retention(client: Client) -> timedelta:
    """How long after its end Temporal keeps a run."""
    described = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=client.namespace))
    return described.config.workflow_execution_retention_ttl.ToTimedelta()


def kept_until(run: WorkflowExecution, retention: timedelta) -> datetime:
    """The UTC instant from which Temporal may delete an ended run."""
    return (run.close_time or run.start_time) + retention


async def runs_of(client: Client, workflow: str) -> set[str]:
    """The ids of the runs that Temporal lists of a workflow, and of the last one, which it may not list yet."""
    listed = {run.run_id async for run in client.list_workflows(f"WorkflowId = '{workflow}'")}
    try:
        last = await client.get_workflow_handle(workflow).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return listed
    return listed | {last.run_id}
