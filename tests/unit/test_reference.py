"""A case reference says nothing, is the same every time, and survives being read aloud."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reference import REFERENCE, parse_reference, reference_from
from vault.naming import Naming
from vault.references import case_reference


def test_five_bytes_become_eight_characters_in_order() -> None:
    assert reference_from(bytes(5)) == "CSPR-0000-0000"
    assert reference_from(b"\xff" * 5) == "CSPR-ZZZZ-ZZZZ"
    assert reference_from(0b00000_00001_01000_10010_10100_11000_11011_11111.to_bytes(5)) == "CSPR-018J-MRVZ"


def test_only_the_first_five_bytes_count() -> None:
    assert reference_from(b"\x01\x02\x03\x04\x05") == reference_from(b"\x01\x02\x03\x04\x05\x06")


@given(st.binary(min_size=5, max_size=5))
def test_every_reference_is_well_formed_and_its_own_reading(digest: bytes) -> None:
    reference = reference_from(digest)
    assert re.match(REFERENCE, reference)
    assert parse_reference(reference) == reference


@pytest.mark.parametrize(
    "text",
    [
        "CSPR-7K4M-2Q01",
        "cspr-7k4m-2q01",
        "7K4M-2Q01",
        "7k4m2q01",
        "CSPR7K4M2Q01",
        " CSPR 7K4M 2Q01 ",
        "CSPR–7K4M–2Q01",  # noqa: RUF001 - dashes as a word processor writes them
        "CSPR-7K4M-2QOI",
        "cspr-7k4m-2qol",
    ],
)
def test_what_a_person_meant_is_understood(text: str) -> None:
    assert parse_reference(text) == "CSPR-7K4M-2Q01"


def test_eight_characters_may_begin_as_the_prefix_does() -> None:
    assert parse_reference("CSPR-0000") == "CSPR-CSPR-0000"


@pytest.mark.parametrize(
    "text", ["", "CSPR", "CSPR-7K4M-2QX", "CSPR-7K4M-2QXDD", "Invented Child Name", "ABCD-7K4M-2QXD"]
)
def test_what_has_not_eight_characters_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="eight letters and digits after CSPR, as in CSPR-7K4M-2QXD") as raised:
        parse_reference(text)
    assert "Invented" not in str(raised.value)


@pytest.mark.parametrize(("text", "place"), [("CSPR-UK4M-2QXD", 1), ("7K4M-2Q.D", 7), ("7K4M-2QXÄ", 8)])
def test_a_character_that_no_reference_has_is_pointed_at(text: str, place: int) -> None:
    with pytest.raises(ValueError, match=f"^character {place} of the eight"):
        parse_reference(text)


def test_the_same_identity_has_the_same_reference(naming: Naming) -> None:
    assert case_reference(naming, "invented") == case_reference(naming, "invented")
    assert case_reference(naming, "invented") != case_reference(naming, "invented too")
    assert re.match(REFERENCE, case_reference(naming, "invented"))
