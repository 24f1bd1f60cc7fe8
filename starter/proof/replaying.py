"""Replays a history with the worker's own code, and keeps what that code records and comes to on the way.

Temporal's replayer compares the commands and not what is in them: a due date that moved would pass unseen.
"""

from dataclasses import dataclass, field
from typing import Any

from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter
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
from workflows.messages import CASE_QUERY

KEEP_BATCH, KEEP_STATE = "keep the batch", "keep the state"


@dataclass
class Kept(Interceptor):
    """The events that the workflow sends to the ledger, and the state that it has where its history ends."""

    events: list[RecordedEvent] = field(default_factory=list)
    state: Case | None = None
    failure: Exception | None = None

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - Temporal's name
    ) -> type[WorkflowInboundInterceptor]:
        """What watches the workflow; it hands JSON out, because the sandbox has classes of its own."""
        input.unsafe_extern_functions[KEEP_BATCH] = self._keep_batch
        input.unsafe_extern_functions[KEEP_STATE] = self._keep_state
        return _Watching

    def _keep_batch(self, batch: str) -> None:
        self.events += LedgerBatch.model_validate_json(batch).events

    def _keep_state(self, state: str) -> None:
        self.state = Case.model_validate_json(state)


class _Watching(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(_WatchingErrands(outbound))

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002, ANN401 - Temporal's shape
        try:
            return await super().execute_workflow(input)
        finally:  # ended, going on in another run, or at the end of what the history has
            show = workflow.get_query_handler(CASE_QUERY)
            if show:
                workflow.extern_functions()[KEEP_STATE](show().case.model_dump_json())


class _WatchingErrands(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:  # noqa: A002 - Temporal's name
        if input.activity == WRITE_TO_LEDGER:
            workflow.extern_functions()[KEEP_BATCH](input.args[0].model_dump_json())
        return super().start_activity(input)


async def replay(history: WorkflowHistory, converter: DataConverter) -> Kept:
    """Replay the history of a run of a case; `failure` says where the code no longer fits it.

    What it holds is opened by `converter`, whose errors are raised.
    """
    kept = Kept()
    replayer = Replayer(
        workflows=worker.WORKFLOWS,
        interceptors=[*worker.interceptors(), kept],
        workflow_runner=worker.sandbox(),
        data_converter=converter,
    )
    kept.failure = (await replayer.replay_workflow(history, raise_on_replay_failure=False)).replay_failure
    return kept
