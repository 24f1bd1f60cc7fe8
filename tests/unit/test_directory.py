"""Lists name who is meant as the directory does, and are asked by name or by key."""

import pytest

from starter.lists.directory import Directory
from starter.lists.list_options import as_key
from tests.unit import builders as a

DIRECTORY = Directory(a.the_rules().policy)


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("icb", "icb"),
        ("health-trust", "health_trust"),
        ("The integrated care board", "icb"),
        ("integrated care board", "icb"),
        ("Safeguarding Lead", "safeguarding_lead"),
        ("nobody", "nobody"),
    ],
)
def test_who_is_asked_for_by_key_or_by_name(asked: str, key: str) -> None:
    assert DIRECTORY.key(as_key(asked)) == key


def test_every_name_leads_back_to_its_key() -> None:
    assert {DIRECTORY.key(as_key(DIRECTORY.name(key))) for key in DIRECTORY.keys} == set(DIRECTORY.keys)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ("", ""),
        ("notification", "notification"),
        ("referral:1", "referral: 1"),
        ("signature:icb due", "signature: The integrated care board, due"),
        ("rapid_review escalation+1", "rapid review, escalation+1"),
    ],
)
def test_what_a_letter_is_about_is_said_with_names(about: str, said: str) -> None:
    assert DIRECTORY.part(about) == said
