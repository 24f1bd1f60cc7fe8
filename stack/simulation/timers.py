"""What a workflow in skipped time waits for: its own clock and its running timers, read from its history."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowHistoryEventAsyncIterator,
)

NEVER = datetime.max.replace(tzinfo=UTC)
NOT_BEGUN = 2
"""Events that a workflow has when it has been started and its first task is not given out yet."""


@dataclass(frozen=True)
class Idle:
    """A workflow that has nothing in hand.

    Attributes:
        at: the UTC instant on its own clock.
        next_timer: the UTC instant at which a timer of it fires next, later than `at`.
        is_open: whether it still runs.
    """

    at: datetime
    next_timer: datetime
    is_open: bool


@dataclass
class _Run:
    """One run of a workflow, as far as its history has been read."""

    id: str
    events: WorkflowHistoryEventAsyncIterator
    length: int = 0
    timers: dict[str, datetime] = field(default_factory=dict)

    async def read(self, length: int) -> None:
        """Read on until that many events are known."""
        while self.length < length:
            event = await anext(self.events)
            self.length = event.event_id
            self._take(event)

    def _take(self, event: HistoryEvent) -> None:
        if event.HasField("timer_started_event_attributes"):
            started = event.timer_started_event_attributes
            fires = event.event_time.ToDatetime(UTC) + started.start_to_fire_timeout.ToTimedelta()
            self.timers[started.timer_id] = fires
        for ended in (event.timer_fired_event_attributes, event.timer_canceled_event_attributes):
            self.timers.pop(ended.timer_id, None)


class Timers:
    """The running timers of one workflow, in whichever run it is; each history is read once, as it grows."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._run: _Run | None = None

    async def idle(self, seen: WorkflowExecutionDescription) -> Idle | None:
        """What the workflow waits for, as it was seen; None while it has a task or an errand, or a timer is due."""
        raw = seen.raw_description
        begun = raw.workflow_execution_info.history_length > NOT_BEGUN
        if not begun or raw.pending_activities or raw.HasField("pending_workflow_task"):
            return None
        at = raw.workflow_extended_info.time_skipping_info.current_time.ToDatetime(UTC)
        if seen.status is not WorkflowExecutionStatus.RUNNING:
            return Idle(at, NEVER, is_open=False)
        run = self._run_of(seen)
        await run.read(raw.workflow_execution_info.history_length)
        next_timer = min(run.timers.values(), default=NEVER)
        return Idle(at, next_timer, is_open=True) if next_timer > at else None

    def _run_of(self, seen: WorkflowExecutionDescription) -> _Run:
        if self._run is None or self._run.id != seen.run_id:
            handle = self._client.get_workflow_handle(seen.id, run_id=seen.run_id)
            self._run = _Run(seen.run_id, handle.fetch_history_events(wait_new_event=True))
        return self._run
