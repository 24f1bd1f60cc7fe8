"""The letters of a case, and what became of each."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import AwareDatetime

from domain.document import Document
from domain.event import LetterRequested, LetterSent, LetterUndeliverable, RecordedEvent
from domain.letter import Letter
from domain.model import Model


class LetterState(StrEnum):
    """What became of a letter."""

    WAITS = "waits"
    SENT = "sent"
    UNDELIVERABLE = "undeliverable"


class Mail(Model):
    """A letter and what became of it. `at` is the UTC instant at which that was recorded."""

    letter: Letter
    state: LetterState = LetterState.WAITS
    at: AwareDatetime
    message_id: str | None = None
    message: Document | None = None
    problem: str | None = None


def mails_of(events: Iterable[RecordedEvent]) -> dict[str, Mail]:
    """Every letter that these events from the beginning of a stream call for, by its key and in that order."""
    mails: dict[str, Mail] = {}
    for event in events:
        at = event.recorded_at
        match event.body:
            case LetterRequested(letter=letter):
                mails[letter.key] = Mail(letter=letter, at=at)
            case LetterSent(key=key, message_id=message_id, message=message):
                sent = {"state": LetterState.SENT, "at": at, "message_id": message_id, "message": message}
                mails[key] = mails[key].model_copy(update=sent)
            case LetterUndeliverable(key=key, message=problem):
                failed = {"state": LetterState.UNDELIVERABLE, "at": at, "problem": problem}
                mails[key] = mails[key].model_copy(update=failed)
    return mails
