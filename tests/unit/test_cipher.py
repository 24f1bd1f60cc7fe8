"""What is sealed for one place opens there and nowhere else, and not when it was touched."""

import secrets

import pytest

from vault.cipher import Cipher, Unreadable


@pytest.fixture(scope="module")
def keys() -> dict[str, bytes]:
    return {name: secrets.token_bytes(64) for name in ("k1", "k2")}


@pytest.fixture
def cipher(keys: dict[str, bytes]) -> Cipher:
    return Cipher("k1", {"k1": keys["k1"]})


@pytest.mark.parametrize("plaintext", [b"", b"an invented sentence", bytes(100_000)])
def test_what_is_sealed_opens_in_its_place(cipher: Cipher, plaintext: bytes) -> None:
    sealed = cipher.seal(plaintext, "event", "CSPR-0000-0000", "1")
    assert cipher.open(sealed, "event", "CSPR-0000-0000", "1") == plaintext
    assert len(plaintext) < 10 or plaintext not in sealed


def test_the_same_for_the_same_place_is_the_same(cipher: Cipher) -> None:
    assert cipher.seal(b"invented", "event", "1") == cipher.seal(b"invented", "event", "1")
    assert cipher.seal(b"invented", "event", "1") != cipher.seal(b"invented", "event", "2")


@pytest.mark.parametrize("place", [(), ("event",), ("event", "2"), ("even", "t1"), ("event", "1", "")])
def test_it_opens_in_no_other_place(cipher: Cipher, place: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable, match="for another place"):
        cipher.open(cipher.seal(b"invented", "event", "1"), *place)


def test_no_byte_of_it_can_be_changed_or_cut(cipher: Cipher) -> None:
    sealed = cipher.seal(b"invented", "event")
    for index in range(len(sealed)):
        changed = bytearray(sealed)
        changed[index] ^= 1
        with pytest.raises(Unreadable):
            cipher.open(bytes(changed), "event")
        with pytest.raises(Unreadable):
            cipher.open(sealed[:index], "event")


def test_an_earlier_key_still_opens_and_a_later_one_seals(cipher: Cipher, keys: dict[str, bytes]) -> None:
    later = Cipher("k2", keys)
    assert later.open(cipher.seal(b"invented", "event"), "event") == b"invented"
    with pytest.raises(Unreadable, match="a key that is not at hand"):
        cipher.open(later.seal(b"invented", "event"), "event")


def test_another_key_of_the_same_name_does_not_open(cipher: Cipher, keys: dict[str, bytes]) -> None:
    other = Cipher("k1", {"k1": keys["k2"]})
    with pytest.raises(Unreadable, match="with another key"):
        other.open(cipher.seal(b"invented", "event"), "event")
