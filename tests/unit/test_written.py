"""What a history holds of a batch is what the ledger seals, byte by byte."""

import base64
import json
from pathlib import Path

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter

from domain.event import RecordedEvent
from domain.skeleton import in_clear
from ledger.written import Written, written_in
from tests.property.test_event_samples import SAMPLES
from tests.skipped.replay import SHELF, history_of
from workflows.errands import WRITE_TO_LEDGER, LedgerBatch

EVENTS = [RecordedEvent.model_validate_json(each.read_text()) for each in SAMPLES]
HISTORIES = [history_of(name) for name in SHELF.names()]


def sent(*events: RecordedEvent) -> bytes:
    """A batch as Temporal's library writes it into the history."""
    batch = LedgerBatch(events=events, skeletons=tuple(in_clear(each) for each in events))
    (payload,) = pydantic_data_converter.payload_converter.to_payloads([batch])
    return bytes(payload.data)


def batches_in(history: Path) -> list[bytes]:
    scheduled = (
        each.get("activityTaskScheduledEventAttributes", {}) for each in json.loads(history.read_text())["events"]
    )
    written = (each for each in scheduled if each.get("activityType", {}).get("name") == WRITE_TO_LEDGER)
    return [base64.b64decode(each["input"]["payloads"][0]["data"]) for each in written]


def test_a_sent_event_of_every_kind_has_the_bytes_that_the_ledger_would_write() -> None:
    assert written_in(sent(*EVENTS)) == [
        Written(each, each.model_dump_json(), each.type, each.version, in_clear(each)) for each in EVENTS
    ]


@pytest.mark.parametrize("history", HISTORIES, ids=lambda each: each.stem)
def test_an_event_in_a_history_is_cut_out_as_it_stands_there(history: Path) -> None:
    """Also where today's code would write it with its fields in another order."""
    for batch in batches_in(history):
        written = written_in(batch)
        assert ",".join(each.text for each in written).encode() in batch
        assert [json.loads(each.text) for each in written] == json.loads(batch)["events"]
        assert [each.event for each in written] == [RecordedEvent.model_validate_json(each.text) for each in written]


def test_the_skeleton_is_the_one_that_was_sent() -> None:
    (event,) = EVENTS[:1]
    batch = json.loads(sent(event)) | {"skeletons": ['{"code":"as it was then"}']}
    (written,) = written_in(json.dumps(batch, separators=(",", ":")).encode())
    assert written.skeleton == '{"code":"as it was then"}'
    assert Written.read(written.text).skeleton == in_clear(event)


@pytest.mark.parametrize("said", [b"{}", b'{"unreadable":"Invented."}', b'{"events":[{}],"skeletons":[]}', b""])
def test_what_is_no_batch_is_not_taken_for_one(said: bytes) -> None:
    with pytest.raises(ValueError, match=r"no batch|no event"):
        written_in(said)
