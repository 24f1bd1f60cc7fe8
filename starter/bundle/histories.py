"""Temporal's histories of a case with their content opened, in the form that Temporal itself exports and replays."""

import json
from collections.abc import Iterator

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload, SearchAttributes
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.converter import WorkflowSerializationContext

from vault.case_keys import CaseKeys
from vault.codec import SealingCodec, is_sealed, scope_of_payload
from workflows.errands import WRITE_TO_LEDGER


async def open_payloads(history: WorkflowHistory, keys: CaseKeys) -> None:
    """Put in the place of each payload what the workflow read there, so that the history replays without a key.

    So what others sent in clear, which it did not read, stands there as unreadable. What was sealed for another case,
    to which this one has written, stays sealed. Raises as `vault.case_keys.CaseKeys.get` does.
    """
    case = history.workflow_id
    payloads = [payload for event in history.events for payload in _payloads_in(event)]
    read = [each for each in payloads if not is_sealed(each) or scope_of_payload(each) == case]
    # The namespace says nothing of whose key it is.
    codec = SealingCodec(keys).with_context(WorkflowSerializationContext(namespace="", workflow_id=case))
    for payload, opened in zip(read, await codec.decode(read), strict=True):
        payload.CopyFrom(opened)


def as_json(history: WorkflowHistory) -> bytes:
    """The history as Temporal exports it, readable, and the same each time."""
    return json.dumps(json.loads(history.to_json()), indent=1, sort_keys=True).encode() + b"\n"


def positions_in(history: WorkflowHistory, *, taken: bool = False) -> list[int]:
    """The positions of the events that a history with its content opened sends to the ledger, in order.

    With `taken` those alone of which it says that the ledger took them.
    """
    done = {
        event.activity_task_completed_event_attributes.scheduled_event_id
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
    }
    found: set[int] = set()
    for event in history.events:
        scheduled = event.activity_task_scheduled_event_attributes
        is_errand = event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
        if is_errand and scheduled.activity_type.name == WRITE_TO_LEDGER and (event.event_id in done or not taken):
            batch = json.loads(scheduled.input.payloads[0].data)
            found |= {each["position"] for each in batch.get("events", ())}
    return sorted(found)


def _payloads_in(message: Message) -> Iterator[Payload]:
    if isinstance(message, SearchAttributes):  # never sealed
        return
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        kind = field.message_type
        if kind is None:  # a plain value
            continue
        if kind.GetOptions().map_entry:
            held = value.values() if kind.fields_by_name["value"].message_type else ()
        else:
            held = value if field.is_repeated else (value,)
        for each in held:
            yield from _payloads_in(each)
