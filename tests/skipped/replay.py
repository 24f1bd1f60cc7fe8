"""Golden histories, which were exported without encryption, and what today's code makes of them."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

import worker
from archive.done_errands import recorded_in as recorded
from domain.case import Case
from domain.event import RecordedEvent
from tests.skipped.commands import Watching, ended_with, in_words, recorded_by
from tests.skipped.shelf import Shelf
from workflows.messages import WORKFLOW

SHELF = Shelf(Path(__file__).parents[1] / "golden")


@dataclass(frozen=True)
class Replayed:
    """What today's code does where a history goes on: the commands that it gives.

    Attributes:
        failure: where the code no longer fits the history; the commands are those until there.
    """

    workflow: str
    commands: list[WorkflowCommand]
    failure: Exception | None

    @cached_property
    def lines(self) -> list[str]:
        """Each command in words."""
        return in_words(self.commands)

    @cached_property
    def events(self) -> list[RecordedEvent]:
        """What it sends to the ledger."""
        return recorded_by(self.commands)

    @cached_property
    def case(self) -> Case | None:
        """The state of the case with which a run ends, or which it hands to the next one."""
        ended = ended_with(self.commands)
        if self.workflow != WORKFLOW or ended is None:
            return None
        if isinstance(ended, list):
            return Case.model_validate(ended[0]["carried"]["case"])
        return Case.model_validate(ended) if isinstance(ended, dict) and "failed" not in ended else None

    @property
    def state(self) -> str:
        """What a run ends with, as it is kept: readable, and of a case without its rules, which the history holds."""
        ended = self.case.model_dump(mode="json", exclude={"rules"}) if self.case else ended_with(self.commands)
        return json.dumps(ended, indent=1, sort_keys=True) + "\n"


async def replay(history: WorkflowHistory) -> Replayed:
    """Replay a golden history."""
    watching = Watching(worker.sandbox())
    replayer = Replayer(
        workflows=worker.WORKFLOWS,
        interceptors=worker.interceptors(),
        workflow_runner=watching,
        data_converter=pydantic_data_converter,
    )
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    return Replayed(_begun(history), watching.commands, result.replay_failure)


async def recorded_in(history: WorkflowHistory) -> list[RecordedEvent]:
    """The events that a history says were sent to the ledger."""
    return await recorded(history, pydantic_data_converter)


def history_of(name: str) -> Path:
    """The file of a golden history, in whichever folder it is."""
    return SHELF.history_of(name)


def read_history(text: str) -> WorkflowHistory:
    """A history as it is kept. The workflow looks at its own id."""
    first = json.loads(text)["events"][0]["workflowExecutionStartedEventAttributes"]
    return WorkflowHistory.from_json(first["workflowId"], text)


def as_kept(history: WorkflowHistory) -> str:
    """A history as text: as it was exported, but for needless space and where on the machine an errand failed."""
    return json.dumps(_without_stack_traces(json.loads(history.to_json())), separators=(",", ":")) + "\n"


def _without_stack_traces(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {name: _without_stack_traces(each) for name, each in value.items() if name != "stackTrace"}
    return [_without_stack_traces(each) for each in value] if isinstance(value, list) else value


def _begun(history: WorkflowHistory) -> str:
    return history.events[0].workflow_execution_started_event_attributes.workflow_type.name
