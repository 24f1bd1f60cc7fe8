"""What a run of a case's workflow ended with: its result, or what it handed to the run after it."""

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter, WorkflowSerializationContext

from domain.case import Case
from starter.proof.lacking import Seen
from workflows.messages import Start


async def handed_on(history: WorkflowHistory, converter: DataConverter) -> Seen | None:
    """The state with which the run ended; None where it goes on, or was ended by somebody.

    Raises:
        ValueError: today's code cannot read it.
    """
    # The namespace says nothing of whose key it is.
    its_own = converter.with_context(WorkflowSerializationContext(namespace="", workflow_id=history.workflow_id))
    last = history.events[-1]
    if last.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
        completed = last.workflow_execution_completed_event_attributes
        (case,) = await its_own.decode(completed.result.payloads, [Case])
        return Seen(case=case)
    if last.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
        went_on = last.workflow_execution_continued_as_new_event_attributes
        (start,) = await its_own.decode(went_on.input.payloads, [Start])
        if start.carried:
            return Seen(case=start.carried.case, waiting=len(start.carried.not_in_ledger))
    return None
