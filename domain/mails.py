"""The letters of a case, and what became of each."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import AwareDatetime

from domain.case import Case
from domain.correspondence import organisation_name
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


class Addressee(Model):
    """Who a letter is for: an organisation of the directory, or who referred the incident from one.

    `key` is the organisation's; absent where the directory has it no more. `role` is its part in the procedure.
    """

    key: str | None
    name: str
    role: str

    def say(self) -> str:
        """The organisation and its part, without anybody's name."""
        role = self.role.replace("_", " ")
        if not self.name:
            return f"the {role}"
        return self.name if role in self.name.casefold() else f"{self.name} ({role})"


def addressee(case: Case, letter: Letter) -> Addressee:
    """Who a letter of a case is for, by the directories that the case ever had and its referrals."""
    for rules in (case.in_force, *reversed(case.earlier_rules)):
        for each in rules.policy.organisations:
            if (each.name, each.email) == (letter.to.name, letter.to.email):
                return Addressee(key=each.key, name=each.name, role=each.kind)
    for received in case.referrals:
        referrer = received.referral.referrer
        if referrer.email == letter.to.email:
            name = organisation_name(case, referrer.organisation)
            return Addressee(key=referrer.organisation, name=name, role="referrer")
    return Addressee(key=None, name="", role="referrer")
