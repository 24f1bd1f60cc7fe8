"""What a workflow tells Temporal to do, command by command, and each command in a line of words.

Temporal's own replayer compares which commands come in which order. It does not compare how long a timer runs, how
long an errand may take, or how it is tried again; these lines do.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import count

from google.protobuf.duration_pb2 import Duration
from temporalio.api.common.v1 import RetryPolicy
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import ScheduleActivity, UpdateResponse, WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.workflow import _Definition

from domain.event import RecordedEvent
from workflows.errands import WRITE_TO_LEDGER, LedgerBatch


class Watching(WorkflowRunner):
    """Runs workflows as another runner does, and keeps each command that they give."""

    def __init__(self, runner: WorkflowRunner) -> None:
        self._runner = runner
        self.commands: list[WorkflowCommand] = []

    def prepare_workflow(self, defn: _Definition) -> None:
        self._runner.prepare_workflow(defn)

    def set_worker_level_failure_exception_types(self, types: Sequence[type[BaseException]]) -> None:
        self._runner.set_worker_level_failure_exception_types(types)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        instance = self._runner.create_instance(det)
        activate = instance.activate

        def watched(act: WorkflowActivation) -> WorkflowActivationCompletion:
            completion = activate(act)
            self.commands += completion.successful.commands
            return completion

        instance.activate = watched  # type: ignore[method-assign]
        return instance


def in_words(commands: Sequence[WorkflowCommand]) -> list[str]:
    """One line a command: what it is and the options that matter, not what is in it."""
    timers: dict[int, int] = {}
    lines = []
    for number, command in zip(count(1), commands):
        if command.HasField("start_timer"):
            timers[command.start_timer.seq] = number
        lines.append(_one(command, timers))
    return lines


def recorded_by(commands: Sequence[WorkflowCommand]) -> list[RecordedEvent]:
    """The events that the commands send to the ledger."""
    return [
        event
        for command in commands
        if command.schedule_activity.activity_type == WRITE_TO_LEDGER
        for event in LedgerBatch.model_validate_json(command.schedule_activity.arguments[0].data).events
    ]


def ended_with(commands: Sequence[WorkflowCommand]) -> object:
    """The JSON that the run ended with: its result, what it handed to the next run, or how it failed; else None."""
    for command in commands:  # what ends it need not come last: what runs beside it goes on for the moment
        match command.WhichOneof("variant"):
            case "complete_workflow_execution":
                return json.loads(command.complete_workflow_execution.result.data or "null")
            case "continue_as_new_workflow_execution":
                return [
                    json.loads(each.data or "null") for each in command.continue_as_new_workflow_execution.arguments
                ]
            case "fail_workflow_execution":
                failure = command.fail_workflow_execution.failure
                return {"failed": failure.message, "type": failure.application_failure_info.type}
    return None


def _one(command: WorkflowCommand, timers: dict[int, int]) -> str:  # noqa: PLR0911 - one a kind
    kind = command.WhichOneof("variant")
    match kind:
        case "start_timer":
            return f"timer {_long(command.start_timer.start_to_fire_timeout)}"
        case "cancel_timer":
            return f"cancel the timer of command {timers[command.cancel_timer.seq]}"
        case "schedule_activity":
            return ", ".join(_errand(command.schedule_activity))
        case "upsert_workflow_search_attributes":
            known = command.upsert_workflow_search_attributes.search_attributes
            return f"search attributes {' '.join(sorted(known.indexed_fields))}"
        case "update_response":
            return f"update {_answer(command.update_response)}"
        case "set_patch_marker":
            marker = command.set_patch_marker
            return f"patch {marker.patch_id}{' (deprecated)' if marker.deprecated else ''}"
        case "fail_workflow_execution":
            return f"fail {command.fail_workflow_execution.failure.application_failure_info.type}".rstrip()
        case _:
            return str(kind).replace("_", " ")


def _errand(errand: ScheduleActivity) -> Iterator[str]:
    yield f"errand {errand.activity_type}"
    for name in ("start_to_close", "schedule_to_close", "schedule_to_start", "heartbeat"):
        if errand.HasField(f"{name}_timeout"):  # type: ignore[arg-type]
            yield f"{name.replace('_', ' ')} {_long(getattr(errand, f'{name}_timeout'))}"
    yield from _again(errand.retry_policy)


def _again(policy: RetryPolicy) -> Iterator[str]:
    yield f"again after {_long(policy.initial_interval)} times {policy.backoff_coefficient:g}"
    if policy.HasField("maximum_interval"):
        yield f"at most {_long(policy.maximum_interval)}"
    if policy.maximum_attempts:
        yield f"{policy.maximum_attempts} times"
    if policy.non_retryable_error_types:
        yield f"not after {' '.join(policy.non_retryable_error_types)}"


def _answer(response: UpdateResponse) -> str:
    return response.WhichOneof("response") or ""


def _long(duration: Duration) -> str:
    return str(duration.ToTimedelta())
