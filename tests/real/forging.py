"""What only who owns the ledger's database, or has every key, can do: with triggers off, and the chain made anew."""

import base64
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import astuple
from typing import Any

import asyncpg
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory
from temporalio.converter import WorkflowSerializationContext

from domain.event import RecordedEvent
from ledger.append import INSERT
from ledger.chain import chained
from ledger.sealing import sealed_row
from ledger.written import Written
from tests.real.live import Live
from vault.codec import SealingCodec
from workflows.errands import WRITE_TO_LEDGER

TRIGGERS = ("append_only", "chained", "in_turn")


@asynccontextmanager
async def as_owner(live: Live) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the owner, in one transaction, in which nothing is checked."""
    owner = await asyncpg.connect(live.service.postgres.dsn)
    try:
        async with owner.transaction():
            await owner.execute("alter table event disable trigger all")
            yield owner
            await owner.execute("alter table event enable trigger all")
            for trigger in TRIGGERS:
                await owner.execute(f"alter table event enable always trigger {trigger}")
    finally:
        await owner.close()


async def replace_stream(live: Live, reference: str, events: Sequence[RecordedEvent]) -> None:
    """Put another record in a case's place, sealed with its key and chained as it should be."""
    cipher = (await live.keys.get(reference)).cipher
    async with as_owner(live) as owner:
        await owner.execute("delete from event where stream = $1", reference)
        previous = b""
        for event in events:
            row = sealed_row(Written.of(event), cipher)
            previous = chained(previous, row)
            await owner.execute(INSERT, *astuple(row), previous)


Change = Callable[[dict[str, Any]], None]


async def forged_history(live: Live, history: WorkflowHistory, change: Change) -> WorkflowHistory:
    """The history with another batch of events for the ledger, sealed as it should be."""
    context = WorkflowSerializationContext(namespace="", workflow_id=history.workflow_id)
    codec = SealingCodec(live.keys).with_context(context)
    exported = json.loads(history.to_json())
    scheduled = (event.get("activityTaskScheduledEventAttributes", {}) for event in exported["events"])
    sent = next(each for each in scheduled if each.get("activityType", {}).get("name") == WRITE_TO_LEDGER)
    (payload,) = sent["input"]["payloads"]
    sealed = Payload(
        metadata={name: base64.b64decode(value) for name, value in payload["metadata"].items()},
        data=base64.b64decode(payload["data"]),
    )
    (opened,) = await codec.decode([sealed])
    batch = json.loads(opened.data)
    change(batch)
    opened.data = json.dumps(batch, separators=(",", ":")).encode()
    (again,) = await codec.encode([opened])
    payload["metadata"] = {name: base64.b64encode(value).decode() for name, value in again.metadata.items()}
    payload["data"] = base64.b64encode(again.data).decode()
    return WorkflowHistory.from_json(history.workflow_id, exported)
