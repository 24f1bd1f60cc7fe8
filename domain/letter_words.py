"""What is said of a letter in plain words: whom it is for and what it is; nothing personal."""

from collections.abc import Sequence

from domain.addressee import addressee
from domain.case import Case
from domain.decision_words import say_key
from domain.letter import Letter

LETTERS_TOLD = 3

_NOT_BY_ITS_KEY = {"undeliverable": "notice that a letter came back"}
"""A kind that would be taken for what became of the letter itself."""


def kind_in_words(kind: str) -> str:
    """What a kind of letter is called: "summary request"."""
    return _NOT_BY_ITS_KEY.get(kind, say_key(kind))


def letter_in_words(case: Case, letter: Letter) -> str:
    """Who gets which letter: "to The police: reminder, signature …, due Wed 28 Jan 2026"."""
    named = [letter.values[name] for name in ("duty", "due") if name in letter.values]
    about = f", {', due '.join(named)}" if named else ""
    return f"to {addressee(case, letter).say()}: {kind_in_words(letter.kind)}{about}"


def letters_in_words(case: Case, letters: Sequence[Letter]) -> str:
    """The first of them, and how many more there are."""
    told = "; ".join(letter_in_words(case, letter) for letter in letters[:LETTERS_TOLD])
    return f"{told}; and {len(letters) - LETTERS_TOLD} more" if len(letters) > LETTERS_TOLD else told
