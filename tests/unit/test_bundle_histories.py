"""An exported history holds what the workflow read, so that it replays without any key."""

import json
from pathlib import Path

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import History
from temporalio.client import WorkflowHistory

from domain.unreadable import is_unreadable
from starter.bundle.histories import as_json, open_payloads
from tests.conftest import opened
from tests.unit.test_codec import CASE, NAME, OTHER, of
from vault.case_keys import CaseKeys
from vault.key_file import create_key_file
from vault.scope import SERVICE


@pytest.fixture
async def keys(tmp_path: Path) -> CaseKeys:
    create_key_file(tmp_path / "keys.json")
    keys = opened(tmp_path / "keys.json", tmp_path / "key-store")
    for scope in (SERVICE, CASE, OTHER):
        await keys.create(scope)
    return keys


def in_clear(value: object) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(value).encode())


async def test_each_payload_is_what_the_workflow_read(keys: CaseKeys) -> None:
    [own] = await of(keys, CASE).encode([{"name": NAME}])
    [others] = await of(keys, OTHER).encode([{"name": NAME}])
    held = History()
    started = held.events.add().workflow_execution_started_event_attributes
    started.input.payloads.extend([own, in_clear({"name": NAME})])
    started.memo.fields["memo"].CopyFrom(own)
    started.search_attributes.indexed_fields["Stage"].CopyFrom(in_clear("closed"))
    sent = held.events.add().signal_external_workflow_execution_initiated_event_attributes
    sent.input.payloads.append(others)
    failed = held.events.add().activity_task_failed_event_attributes
    failed.failure.cause.encoded_attributes.CopyFrom(own)
    history = WorkflowHistory(CASE, held.events)

    await open_payloads(history, keys)

    first, second = (json.loads(each.data) for each in started.input.payloads)
    assert first == {"name": NAME} == json.loads(started.memo.fields["memo"].data)
    assert is_unreadable(second)
    assert started.search_attributes.indexed_fields["Stage"] == in_clear("closed")
    assert sent.input.payloads[0] == others
    assert json.loads(failed.failure.cause.encoded_attributes.data) == {"name": NAME}
    assert WorkflowHistory.from_json(CASE, as_json(history).decode()).events == list(history.events)
