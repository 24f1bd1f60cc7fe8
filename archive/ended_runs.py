"""What Temporal still has of ended runs, and until when."""

from datetime import datetime, timedelta

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecution

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
