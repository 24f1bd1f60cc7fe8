"""What stands in clear beside an archived history: enough to check it and to find it without any key."""

import hashlib
from typing import Self

from pydantic import AwareDatetime
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from domain.model import Model

ENDS = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: "completed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "continued as new",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: "failed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED: "terminated",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED: "cancelled",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT: "timed out",
}


def how_it_ended(history: WorkflowHistory) -> str | None:
    """How a run ended, in words; None where it goes on."""
    return ENDS.get(history.events[-1].event_type)


class Manifest(Model):
    """One archived run of a workflow.

    Instants are UTC. `ended` says how. `continues` and `continued_by` are the runs before and after it of a long
    history. `sha256` and `size` (bytes) are those of the file beside it, which
    the key `key_id` has sealed.
    """

    workflow: str
    run: str
    type: str
    events: int
    begun_at: AwareDatetime
    ended_at: AwareDatetime
    ended: str
    continues: str | None
    continued_by: str | None
    key_id: str
    sha256: str
    size: int

    @classmethod
    def of(cls, history: WorkflowHistory, run: str, packed: bytes, key_id: str) -> Self:
        """The manifest of an ended run, and of the file that has it. Raises ValueError where the run goes on."""
        ended = how_it_ended(history)
        if ended is None:
            raise ValueError(f"the run {run} of {history.workflow_id} has not ended")
        first, last = history.events[0], history.events[-1]
        begun = first.workflow_execution_started_event_attributes
        went_on = last.workflow_execution_continued_as_new_event_attributes
        return cls(
            workflow=history.workflow_id,
            run=run,
            type=begun.workflow_type.name,
            events=len(history.events),
            begun_at=first.event_time.ToJsonString(),
            ended_at=last.event_time.ToJsonString(),
            ended=ended,
            continues=begun.continued_execution_run_id or None,
            continued_by=went_on.new_execution_run_id or None,
            key_id=key_id,
            sha256=hashlib.sha256(packed).hexdigest(),
            size=len(packed),
        )

    def fits(self, packed: bytes) -> bool:
        """Whether that is the file which this was written for."""
        return len(packed) == self.size and hashlib.sha256(packed).hexdigest() == self.sha256
