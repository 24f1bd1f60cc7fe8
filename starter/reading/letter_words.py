"""Who was written to, and what became of each letter, for people and for programs."""

from collections.abc import Collection
from typing import Any

from domain.addressee import addressee
from domain.case import Case
from domain.letter import Letter
from domain.letter_words import kind_in_words
from domain.london import say_instant
from domain.mails import Mail
from starter.terminal.printing import show_table


def show_letters(case: Case, mails: Collection[Mail]) -> None:
    """Print these letters of a case: what was written to whom, and since when it waits, is sent or undeliverable."""
    rows = [
        (
            each.letter.key,
            say_letter(each.letter),
            addressee(case, each.letter).say(),
            each.state,
            say_instant(each.at),
        )
        for each in mails
    ]
    show_table(("letter", "what", "to", "state", "since"), rows, [each.problem is not None for each in mails])


def say_letter(letter: Letter) -> str:
    """What a letter is, with the duty that it is about."""
    kind = kind_in_words(letter.kind)
    return f"{kind}: {letter.values['duty']}" if "duty" in letter.values else kind


def letter_for_programs(case: Case, mail: Mail) -> dict[str, Any]:
    """A letter of a case as JSON: its kind, for which role and organisation, and what became of it."""
    return {
        **named_for_programs(case, mail.letter),
        "requested_at": mail.letter.requested_at.isoformat(),
        **mail.model_dump(mode="json", include={"state", "at", "message_id", "problem"}),
    }


def named_for_programs(case: Case, letter: Letter) -> dict[str, Any]:
    """Which letter of a case it is, and for which role and organisation, as JSON."""
    return {"key": letter.key, "kind": letter.kind, "to": addressee(case, letter).model_dump(mode="json")}
