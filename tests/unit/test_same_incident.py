"""The same referral gets the same reference; the same incident shares a fingerprint; neither tells anything."""

from collections.abc import Mapping
from datetime import date

from domain.moment import Moment
from starter.client.identity import fingerprints, reference_of
from tests.unit.builders import a_child, a_referral, a_referrer, an_incident
from vault.naming import Naming

DAY = date(2026, 1, 4)


def own_number(number: str | None, organisation: str = "education") -> dict[str, object]:
    return {"referrer": a_referrer(organisation).model_copy(update={"own_reference": number})}


def test_a_referral_sent_again_is_the_same_one(naming: Naming) -> None:
    assert reference_of(a_referral(), naming) == reference_of(a_referral(), naming)


def test_the_senders_own_number_makes_it_the_same_whatever_else_changed(naming: Naming) -> None:
    first = a_referral(**own_number("A-1"))
    corrected = a_referral(**own_number("A-1"), agencies=("education",))
    assert reference_of(first, naming) == reference_of(corrected, naming)
    assert reference_of(first, naming) != reference_of(a_referral(**own_number("A-2")), naming)
    assert reference_of(first, naming) != reference_of(a_referral(**own_number("A-1", "police")), naming)


def test_without_a_number_any_difference_makes_another_referral(naming: Naming) -> None:
    assert reference_of(a_referral(), naming) != reference_of(a_referral(agencies=("education",)), naming)


def shared(naming: Naming, one: Mapping[str, object], other: Mapping[str, object]) -> set[str]:
    first = set(fingerprints(a_referral(**one), naming))
    return first & set(fingerprints(a_referral(**other), naming))


def test_another_spelling_of_a_name_is_recognised(naming: Naming) -> None:
    elsewhere = an_incident(at=None, area="coventry")
    one = {"children": (a_child(name="Zoë O'Example-Smith"),), "incident": elsewhere}
    other = {"children": (a_child(name="  SMITH, zoe o'example "),)}
    assert shared(naming, one, other)


def test_a_wrong_name_is_recognised_by_birth_day_and_place(naming: Naming) -> None:
    vague = an_incident(at=Moment.between(date(2026, 1, 1), DAY))
    one = {"children": (a_child(name="Somebody"),), "incident": vague}
    assert shared(naming, one, {"incident": an_incident(at=Moment.on(DAY))})


def test_another_child_in_the_same_place_is_not(naming: Naming) -> None:
    assert not shared(naming, {"children": (a_child(name="Other", date_of_birth=date(2019, 1, 1)),)}, {})


def test_no_fingerprint_says_anything(naming: Naming) -> None:
    assert all(len(digest) == 64 for digest in fingerprints(a_referral(), naming))
    assert "Child One" not in "".join(fingerprints(a_referral(), naming))
