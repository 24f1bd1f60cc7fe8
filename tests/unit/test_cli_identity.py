"""The same referral gets the same reference; the same incident shares a fingerprint; neither tells anything."""

from collections.abc import Mapping
from datetime import date

from domain.moment import Moment
from starter.identity import fingerprints, reference_of
from tests.unit.builders import a_child, a_referral, a_referrer, an_incident
from vault.keys import Keyring

DAY = date(2026, 1, 4)


def own_number(number: str | None, organisation: str = "education") -> dict[str, object]:
    return {"referrer": a_referrer(organisation).model_copy(update={"own_reference": number})}


def test_a_referral_sent_again_is_the_same_one(keyring: Keyring) -> None:
    assert reference_of(a_referral(), keyring) == reference_of(a_referral(), keyring)


def test_the_senders_own_number_makes_it_the_same_whatever_else_changed(keyring: Keyring) -> None:
    first = a_referral(**own_number("A-1"))
    corrected = a_referral(**own_number("A-1"), agencies=("education",))
    assert reference_of(first, keyring) == reference_of(corrected, keyring)
    assert reference_of(first, keyring) != reference_of(a_referral(**own_number("A-2")), keyring)
    assert reference_of(first, keyring) != reference_of(a_referral(**own_number("A-1", "police")), keyring)


def test_without_a_number_any_difference_makes_another_referral(keyring: Keyring) -> None:
    assert reference_of(a_referral(), keyring) != reference_of(a_referral(agencies=("education",)), keyring)


def shared(keyring: Keyring, one: Mapping[str, object], other: Mapping[str, object]) -> set[str]:
    first = set(fingerprints(a_referral(**one), keyring))
    return first & set(fingerprints(a_referral(**other), keyring))


def test_another_spelling_of_a_name_is_recognised(keyring: Keyring) -> None:
    elsewhere = an_incident(at=None, area="coventry")
    one = {"children": (a_child(name="Zoë O'Example-Smith"),), "incident": elsewhere}
    other = {"children": (a_child(name="  SMITH, zoe o'example "),)}
    assert shared(keyring, one, other)


def test_a_wrong_name_is_recognised_by_birth_day_and_place(keyring: Keyring) -> None:
    vague = an_incident(at=Moment.between(date(2026, 1, 1), DAY))
    one = {"children": (a_child(name="Somebody"),), "incident": vague}
    assert shared(keyring, one, {"incident": an_incident(at=Moment.on(DAY))})


def test_another_child_in_the_same_place_is_not(keyring: Keyring) -> None:
    assert not shared(keyring, {"children": (a_child(name="Other", date_of_birth=date(2019, 1, 1)),)}, {})


def test_no_fingerprint_says_anything(keyring: Keyring) -> None:
    assert all(len(digest) == 64 for digest in fingerprints(a_referral(), keyring))
    assert "Child One" not in "".join(fingerprints(a_referral(), keyring))
