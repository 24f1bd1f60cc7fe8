"""The codec seals everything for its case, and turns what it cannot open into a value instead of an error."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import ActivitySerializationContext, DataConverter, WorkflowSerializationContext
from temporalio.exceptions import ApplicationError, FailureError

from domain.destroyed import Destroyed
from domain.unreadable import is_unreadable
from tests.conftest import opened
from vault.case_keys import CaseKeys, NoKey
from vault.codec import is_sealed
from vault.converter import data_converter
from vault.key_file import create_key_file
from vault.key_store import KeyStoreUnavailable
from vault.scope import SERVICE
from workflows.messages import Start

NAME = "Invented Child Name"
CASE, OTHER = "CSPR-0000-0001", "CSPR-0000-0002"


@pytest.fixture
async def keys(tmp_path: Path) -> CaseKeys:
    """Keys of a service with two cases."""
    create_key_file(tmp_path / "keys.json")
    keys = opened(tmp_path / "keys.json", tmp_path / "key-store")
    for scope in (SERVICE, CASE, OTHER):
        await keys.create(scope)
    return keys


def of(keys: CaseKeys, workflow: str) -> DataConverter:
    """The converter as the library makes it for a workflow."""
    context = WorkflowSerializationContext(namespace="invented", workflow_id=workflow)
    return data_converter(keys).with_context(context)


async def test_a_value_comes_back_and_does_not_stand_in_clear(keys: CaseKeys) -> None:
    [sealed] = await of(keys, CASE).encode([{"name": NAME}])
    assert is_sealed(sealed)
    assert sealed.metadata["key-id"].startswith(CASE.encode())
    assert NAME.encode() not in sealed.SerializeToString()
    assert b"json" not in sealed.SerializeToString()
    assert await of(keys, CASE).decode([sealed]) == [{"name": NAME}]


async def test_an_activity_has_the_key_of_its_case(keys: CaseKeys) -> None:
    context = ActivitySerializationContext(
        namespace="invented",
        activity_id="1",
        activity_type="invented",
        activity_task_queue="invented",
        workflow_id=CASE,
        workflow_type="invented",
        is_local=False,
    )
    [sealed] = await data_converter(keys).with_context(context).encode([NAME])
    assert await of(keys, CASE).decode([sealed]) == [NAME]


@pytest.mark.parametrize("workflow", ["calendar:2026-05-08", "disposal:CSPR-0000-0001", "", "CSPR-0000-000U"])
async def test_what_is_no_case_has_the_key_of_the_service(keys: CaseKeys, workflow: str) -> None:
    [sealed] = await of(keys, workflow).encode([NAME])
    assert sealed.metadata["key-id"].startswith(b"service.")


async def test_equal_values_do_not_look_equal(keys: CaseKeys) -> None:
    one, two = await of(keys, CASE).encode(["agreed", "agreed"])
    assert one.data != two.data


async def test_what_was_sent_in_clear_is_unreadable(keys: CaseKeys) -> None:
    plain = Payload(metadata={"encoding": b"json/plain"}, data=b'"agreed"')
    [value] = await of(keys, CASE).decode([plain])
    assert value == {"cspr": "unreadable", "why": "it was sent in clear"}


@pytest.mark.parametrize(("sealed_for", "opened_for"), [(CASE, OTHER), (CASE, SERVICE), (SERVICE, CASE)])
async def test_what_was_sealed_for_one_place_opens_in_no_other(
    keys: CaseKeys, sealed_for: str, opened_for: str
) -> None:
    [sealed] = await of(keys, sealed_for).encode(["agreed"])
    [value] = await of(keys, opened_for).decode([sealed])
    assert value == {"cspr": "unreadable", "why": "it was sealed for something else"}
    sealed.metadata["key-id"] = (await keys.get(opened_for)).key_id.encode()
    [value] = await of(keys, opened_for).decode([sealed])
    assert is_unreadable(value)


async def test_who_may_see_every_case_opens_each_with_its_own_key(keys: CaseKeys) -> None:
    sealed = [(await of(keys, workflow).encode([workflow]))[0] for workflow in (CASE, OTHER, SERVICE)]
    assert await data_converter(keys).decode(sealed) == [CASE, OTHER, SERVICE]


@pytest.mark.parametrize("key_id", [b"", b"k1", b"../../etc/passwd", b"CSPR-0000-0001", b"\xff"])
async def test_a_strange_key_id_is_unreadable(keys: CaseKeys, key_id: bytes) -> None:
    [sealed] = await of(keys, CASE).encode(["agreed"])
    sealed.metadata["key-id"] = key_id
    [value] = await data_converter(keys).decode([sealed])
    assert is_unreadable(value)


async def test_another_key_of_the_same_case_is_unreadable(keys: CaseKeys, tmp_path: Path) -> None:
    stranger = opened(tmp_path / "keys.json", tmp_path / "other")
    await stranger.create(CASE)
    [value] = await of(keys, CASE).decode(await of(stranger, CASE).encode(["agreed"]))
    assert value == {"cspr": "unreadable", "why": "it was sealed with a key that is not at hand"}


@pytest.mark.parametrize("keep", [0, 1, 15, 16, 17, 20, -1])
async def test_what_was_cut_off_is_unreadable(keys: CaseKeys, keep: int) -> None:
    [sealed] = await of(keys, CASE).encode(["agreed"])
    [value] = await of(keys, CASE).decode([Payload(metadata=sealed.metadata, data=sealed.data[:keep])])
    assert is_unreadable(value)


async def test_good_and_bad_keep_their_order(keys: CaseKeys) -> None:
    [good] = await of(keys, CASE).encode(["agreed"])
    values = await of(keys, CASE).decode([Payload(), good, Payload()])
    assert [is_unreadable(value) for value in values] == [True, False, True]


async def test_an_outage_of_the_keys_raises(keys: CaseKeys, tmp_path: Path) -> None:
    [sealed] = await of(keys, CASE).encode([1])
    (tmp_path / "key-store").rename(tmp_path / "elsewhere")
    with pytest.raises(KeyStoreUnavailable):
        await of(keys, CASE).decode([sealed])


async def test_a_missing_key_raises_since_nothing_of_the_case_could_go_on(keys: CaseKeys, tmp_path: Path) -> None:
    [sealed] = await of(keys, CASE).encode([1])
    (tmp_path / "key-store" / f"{CASE}.key.json").unlink()
    with pytest.raises(NoKey):
        await of(keys, CASE).decode([sealed])
    with pytest.raises(NoKey):
        await of(keys, CASE).encode([1])


async def test_a_destroyed_case_says_so(keys: CaseKeys) -> None:
    [sealed] = await of(keys, CASE).encode(["agreed"])
    keys.destroy(CASE, Destroyed(at=datetime(2040, 5, 1, tzinfo=UTC), approved_by="Invented Approver", reason="Due."))
    why = "the record of CSPR-0000-0001 was destroyed on Tue 1 May 2040"
    assert await of(keys, CASE).decode([sealed]) == [{"cspr": "unreadable", "why": why}]
    [to_people] = await data_converter(keys).decode([sealed])
    assert to_people == {"cspr": "unreadable", "why": f"{why} by approval of Invented Approver"}


async def test_what_does_not_fit_is_told_without_what_it_says(keys: CaseKeys) -> None:
    [sealed] = await of(keys, CASE).encode([{"reference": CASE, "opening": {"referral": NAME}, "carried": NAME}])
    with pytest.raises(ValidationError, match="4 validation errors for Start") as raised:
        await of(keys, CASE).decode([sealed], [Start])
    assert NAME not in str(raised.value)


async def test_a_failure_is_sealed_with_its_message_and_details(keys: CaseKeys) -> None:
    converter = of(keys, CASE)
    failure = Failure()
    await converter.encode_failure(ApplicationError(NAME, {"name": NAME}, type="Refused"), failure)
    assert NAME.encode() not in failure.SerializeToString()

    unopened = Failure()
    unopened.CopyFrom(failure)
    assert NAME not in str(await of(keys, OTHER).decode_failure(unopened))
    opened = await converter.decode_failure(failure)
    assert isinstance(opened, ApplicationError)
    assert (opened.message, opened.type, opened.details) == (NAME, "Refused", ({"name": NAME},))


async def failed_by(keys: CaseKeys, error: Exception) -> Failure:
    """What people read of an error that was raised in an activity."""
    converter, failure = of(keys, CASE), Failure()
    try:
        raise error
    except type(error) as raised:
        await converter.encode_failure(raised, failure)
    opened = await converter.decode_failure(failure)
    assert isinstance(opened, FailureError)
    assert opened.failure is not None
    return opened.failure


async def test_what_says_all_in_a_sentence_is_told_without_the_trace_of_the_code(keys: CaseKeys) -> None:
    hindered = await failed_by(keys, KeyStoreUnavailable("there is no key store"))
    assert (hindered.message, hindered.stack_trace) == ("there is no key store", "")
    assert "test_codec.py" in (await failed_by(keys, RuntimeError("unforeseen"))).stack_trace


@pytest.mark.parametrize("value", [None, "unreadable", {"cspr": "other"}, {"why": "?"}, ["cspr"]])
def test_ordinary_values_are_not_taken_for_unreadable_ones(value: object) -> None:
    assert not is_unreadable(value)
