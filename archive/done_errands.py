"""The errands that a history holds: what each was given, byte by byte, and whether it is known to be done."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.common import RawValue
from temporalio.converter import DataConverter, WorkflowSerializationContext

from domain.event import RecordedEvent
from ledger.written import Written, written_in
from workflows.errands import READ_FROM_LEDGER, WRITE_TO_LEDGER


@dataclass(frozen=True)
class Errand:
    """One errand: the JSON that it was given, and the JSON that it brought back; None where no answer is on record."""

    given: bytes
    answer: bytes | None


@dataclass(frozen=True)
class Batch:
    """Events that were sent to the ledger at once. `delivered` where the history says that the ledger has them."""

    events: tuple[Written, ...]
    delivered: bool


async def errands_in(history: WorkflowHistory, name: str, converter: DataConverter) -> list[Errand]:
    """The errands of this name, in the order in which they were given.

    `converter` opens what they hold; its errors are raised.
    """
    # The namespace says nothing of whose key it is.
    its_own = converter.with_context(WorkflowSerializationContext(namespace="", workflow_id=history.workflow_id))

    async def plain(payloads: list[Payload]) -> bytes:
        opened = await its_own.decode(payloads, [RawValue] * len(payloads))
        return b"".join(each.payload.data for each in opened)

    answers = dict(_answers(history))
    found = []
    for event in history.events:
        scheduled = event.activity_task_scheduled_event_attributes
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED and scheduled.activity_type.name == name:
            answer = answers.get(event.event_id)
            found.append(
                Errand(
                    given=await plain(list(scheduled.input.payloads)),
                    answer=None if answer is None else await plain(answer),
                )
            )
    return found


async def batches_in(history: WorkflowHistory, converter: DataConverter) -> list[Batch]:
    """What the history of a run sent to the ledger, in order.

    Raises:
        ValueError: what it sent is no batch, or holds what today's code cannot read.
    """
    sent = await errands_in(history, WRITE_TO_LEDGER, converter)
    return [Batch(tuple(written_in(each.given)), each.answer is not None) for each in sent]


async def read_up_to(history: WorkflowHistory, converter: DataConverter) -> int:
    """The position up to which the ledger had the case when the run began from it; 0 where it did not."""
    answers = [each.answer for each in await errands_in(history, READ_FROM_LEDGER, converter)]
    return max((json.loads(answer)["position"] for answer in answers if answer), default=0)


async def acknowledged_up_to(history: WorkflowHistory, converter: DataConverter) -> int:
    """The position up to which the ledger had the case, by what the run says: it was given it, or began from it.

    `converter` opens what the history holds; its errors are raised. In which form events were written does not matter.
    """
    sent = await errands_in(history, WRITE_TO_LEDGER, converter)
    given = [json.loads(each.given)["events"][-1]["position"] for each in sent if each.answer is not None]
    last: int = max([*given, await read_up_to(history, converter)])
    return last


async def recorded_in(history: WorkflowHistory, converter: DataConverter) -> list[RecordedEvent]:
    """The events that the history sent to the ledger, in today's form. Raises as `batches_in` does."""
    return [each.event for batch in await batches_in(history, converter) for each in batch.events]


def _answers(history: WorkflowHistory) -> Iterator[tuple[int, list[Payload]]]:
    """Of each activity that was completed the event that scheduled it, and what it brought back."""
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            completed = event.activity_task_completed_event_attributes
            yield completed.scheduled_event_id, list(completed.result.payloads)
