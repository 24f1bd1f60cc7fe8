"""The codec seals everything, and turns what it cannot open into a value instead of an error."""

import base64

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from domain.unreadable import is_unreadable
from vault.codec import SealingCodec, is_sealed
from vault.converter import data_converter
from vault.keys import KeyFile, Keyring

NAME = "Invented Child Name"


@pytest.fixture
def stranger() -> Keyring:
    return Keyring(KeyFile(current="k2", naming="k2", keys={"k2": base64.b64encode(bytes(64)).decode()}))


async def test_a_value_comes_back_and_does_not_stand_in_clear(keyring: Keyring) -> None:
    converter = data_converter(keyring)
    [sealed] = await converter.encode([{"name": NAME}])
    assert is_sealed(sealed)
    assert sealed.metadata["key-id"] == b"k1"
    assert NAME.encode() not in sealed.SerializeToString()
    assert b"json" not in sealed.SerializeToString()
    assert await converter.decode([sealed]) == [{"name": NAME}]


async def test_equal_values_do_not_look_equal(keyring: Keyring) -> None:
    converter = data_converter(keyring)
    one, two = await converter.encode(["agreed", "agreed"])
    assert one.data != two.data


async def test_what_was_sent_in_clear_is_unreadable(keyring: Keyring) -> None:
    plain = Payload(metadata={"encoding": b"json/plain"}, data=b'"agreed"')
    [value] = await data_converter(keyring).decode([plain])
    assert value == {"cspr": "unreadable", "why": "it was sent in clear"}


async def test_what_another_key_sealed_is_unreadable(keyring: Keyring, stranger: Keyring) -> None:
    [value] = await data_converter(keyring).decode(await data_converter(stranger).encode(["agreed"]))
    assert value == {"cspr": "unreadable", "why": "no key of that name is in the key file"}


@pytest.mark.parametrize("keep", [0, 1, 15, 16, 17, 20, -1])
async def test_what_was_cut_off_is_unreadable(keyring: Keyring, keep: int) -> None:
    converter = data_converter(keyring)
    [sealed] = await converter.encode(["agreed"])
    [value] = await converter.decode([Payload(metadata=sealed.metadata, data=sealed.data[:keep])])
    assert is_unreadable(value)


async def test_good_and_bad_keep_their_order(keyring: Keyring) -> None:
    converter = data_converter(keyring)
    [good] = await converter.encode(["agreed"])
    values = await converter.decode([Payload(), good, Payload()])
    assert [is_unreadable(value) for value in values] == [True, False, True]


async def test_an_outage_of_the_keys_raises(keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    codec = SealingCodec(keyring)
    [sealed] = await codec.encode([Payload(data=b"1")])

    def unavailable(*_: object) -> bytes:
        raise OSError("the key service does not answer")

    monkeypatch.setattr(codec._cipher, "open", unavailable)
    with pytest.raises(OSError, match="does not answer"):
        await codec.decode([sealed])


async def test_a_failure_is_sealed_with_its_message_and_details(keyring: Keyring, stranger: Keyring) -> None:
    converter = data_converter(keyring)
    failure = Failure()
    await converter.encode_failure(ApplicationError(NAME, {"name": NAME}, type="Refused"), failure)
    assert NAME.encode() not in failure.SerializeToString()

    unopened = Failure()
    unopened.CopyFrom(failure)
    assert NAME not in str(await data_converter(stranger).decode_failure(unopened))
    opened = await converter.decode_failure(failure)
    assert isinstance(opened, ApplicationError)
    assert (opened.message, opened.type, opened.details) == (NAME, "Refused", ({"name": NAME},))


@pytest.mark.parametrize("value", [None, "unreadable", {"cspr": "other"}, {"why": "?"}, ["cspr"]])
def test_ordinary_values_are_not_taken_for_unreadable_ones(value: object) -> None:
    assert not is_unreadable(value)
