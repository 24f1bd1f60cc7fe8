"""What a workflow sends activities to do: each errand's name, what it is given, and what it brings back."""

from pydantic import AwareDatetime

from domain.case import Case
from domain.document import Document
from domain.event import RecordedEvent
from domain.letter import Letter
from domain.model import Model
from domain.referral import Referral

RESOLVE_RULES = "Resolve the rules"
FIND_SAME_INCIDENT = "Look for the same incident"
WRITE_TO_LEDGER = "Write to the ledger"
READ_FROM_LEDGER = "Read the case from the ledger"
SEND_LETTER = "Send a letter"
ASSEMBLE_RAPID_REVIEW = "Assemble the rapid review"

UNDELIVERABLE = "Undeliverable"
"""The failure type of a letter that the mail server refuses for good."""


class RulesWanted(Model):
    """Which rules a case is to run under; `as_of` is the workflow's UTC instant. The answer is `Rules`."""

    referral: Referral
    framework: str | None
    as_of: AwareDatetime


class Fingerprints(Model):
    """By what the same incident is recognised. The answer is `SameIncident`."""

    reference: str
    digests: tuple[str, ...]


class SameIncident(Model):
    """The references of other cases that share a fingerprint."""

    references: tuple[str, ...]


class LedgerBatch(Model):
    """Events for the ledger, in their order. Appending them again changes nothing."""

    events: tuple[RecordedEvent, ...]


class CaseWanted(Model):
    """A case to be read from the ledger. The answer is `Case`."""

    reference: str


class LetterToSend(Model):
    """A letter for the mail server. The answer is `SentMessage`."""

    reference: str
    letter: Letter
    sender: str
    sender_name: str


class SentMessage(Model):
    """The message as it was sent: its Message-ID, and the copy that is kept."""

    message_id: str
    kept: Document


class ReviewToAssemble(Model):
    """A complete rapid review. The answer is the `domain.document.Document` that goes to the Panel."""

    case: Case
