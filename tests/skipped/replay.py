"""Replays a history with the worker's own code, and keeps what that code records and returns on the way.

Temporal's replayer compares the commands and not what is in them: a due date that moved would pass unseen.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    Replayer,
    StartActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

import worker
from domain.case import Case
from domain.event import RecordedEvent
from workflows.errands import WRITE_TO_LEDGER, LedgerBatch

FOLDER = Path(__file__).parents[1] / "golden"
KEEP_BATCH, KEEP_RESULT = "keep the batch", "keep the result"


@dataclass
class Kept(Interceptor):
    """The events that the workflow sends to the ledger, and its result."""

    events: list[RecordedEvent] = field(default_factory=list)
    result: Case | None = None

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - Temporal's name
    ) -> type[WorkflowInboundInterceptor]:
        """What watches the workflow; it hands JSON out, because the sandbox has classes of its own."""
        input.unsafe_extern_functions[KEEP_BATCH] = self._keep_batch
        input.unsafe_extern_functions[KEEP_RESULT] = self._keep_result
        return _Watching

    def _keep_batch(self, batch: str) -> None:
        self.events += LedgerBatch.model_validate_json(batch).events

    def _keep_result(self, result: str) -> None:
        self.result = Case.model_validate_json(result)


class _Watching(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_WatchingErrands(outbound))

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002, ANN401 - Temporal's shape
        result = await super().execute_workflow(input)
        workflow.extern_functions()[KEEP_RESULT](result.model_dump_json())
        return result


class _WatchingErrands(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002 - Temporal's name
        if input.activity == WRITE_TO_LEDGER:
            workflow.extern_functions()[KEEP_BATCH](input.args[0].model_dump_json())
        return super().start_activity(input)


async def replay(history: WorkflowHistory) -> Kept:
    """Replay a history that was exported without encryption. Raises where the code no longer fits it."""
    kept = Kept()
    await Replayer(
        workflows=worker.WORKFLOWS,
        interceptors=[*worker.interceptors(), kept],
        workflow_runner=worker.sandbox(),
        data_converter=pydantic_data_converter,
    ).replay_workflow(history)
    return kept


def history_of(name: str) -> Path:
    return FOLDER / f"{name}.json"


def state_of(name: str) -> Path:
    return FOLDER / f"{name}.state.json"


async def recorded_in(history: WorkflowHistory) -> list[RecordedEvent]:
    """The events that the history's own ledger errands carried."""
    events: list[RecordedEvent] = []
    for each in history.events:
        scheduled = each.activity_task_scheduled_event_attributes
        is_errand = each.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
        if is_errand and scheduled.activity_type.name == WRITE_TO_LEDGER:
            (batch,) = await pydantic_data_converter.decode(scheduled.input.payloads, [LedgerBatch])
            events += batch.events
    return events
