"""What a workflow sends activities to do: each errand's name, what it is given, and what it brings back."""

from pydantic import AwareDatetime, Field

from domain.archive_alarm import Notice
from domain.case import Case
from domain.decisions.dates import ChangeCalendar
from domain.document import Document
from domain.event import RecordedEvent
from domain.framework import Framework
from domain.grants import Mandate
from domain.letter import Letter
from domain.merging import LinkedCase
from domain.model import Model
from domain.proclamation import Reception
from domain.reference import REFERENCE
from domain.referral import Referral

RESOLVE_RULES = "Resolve the rules"
READ_FRAMEWORK = "Read the statutory framework"
FIND_SAME_INCIDENT = "Look for the same incident"
WRITE_TO_LEDGER = "Write to the ledger"
READ_FROM_LEDGER = "Read the case from the ledger"
SEND_LETTER = "Send a letter"
ASSEMBLE_RAPID_REVIEW = "Assemble the rapid review"
READ_PROCLAIMED_DAYS = "Read the proclaimed days"
CHECK_PROCLAIMED_DAY = "May this day be proclaimed?"
KEEP_PROCLAIMED_DAY = "Keep the proclaimed day"
GIVE_TO_OPEN_CASES = "Give the day to open cases"
VERIFY_PROOF = "Verify who sends it"
HAND_OVER = "Hand over to the surviving case"
END_RECORD = "Record the last event"
DESTROY_KEY = "Destroy the key"
REMOVE_REMAINS = "Remove documents, archived histories and fingerprints"
REMOVE_HISTORIES = "Remove the histories at Temporal"
ARCHIVE_HISTORIES = "Archive the histories of ended runs"
TELL_OF_ALARM = "Tell who answers for the service"

UNDELIVERABLE = "Undeliverable"
"""The failure type of a letter that the mail server refuses for good."""


class RulesWanted(Model):
    """Which rules a case is to run under; `as_of` is the workflow's UTC instant. The answer is `Rules`."""

    referral: Referral
    framework: str | None
    as_of: AwareDatetime


class FrameworkWanted(Model):
    """The name of a statutory framework. The answer is `FrameworkFound`."""

    name: str


class FrameworkFound(Model):
    """The framework of that name, if there is one, and the names of all."""

    framework: Framework | None
    known: tuple[str, ...]


class ProofToVerify(Model):
    """A proof, what it must be about, and the UTC instant at which it came. The answer is `Verified`.

    `case` is the id of the workflow that got the command, `id` the command's own; `decisions` are those that it takes.
    """

    case: str
    id: str
    digest: str
    proof: str
    decisions: tuple[str, ...]
    at: AwareDatetime


class Verified(Model):
    """The mandate of who sent the command; without one, why the proof proves nothing."""

    mandate: Mandate | None = None
    why: str = ""


class Fingerprints(Model):
    """By what the same incident is recognised. The answer is `SameIncident`."""

    reference: str
    digests: tuple[str, ...]


class HandOver(Model):
    """What a linked case gives to the one that survives. The answer is `HandedOver`."""

    survivor: str
    linked: LinkedCase


class HandedOver(Model):
    """Whether there is an open case of that reference."""

    taken: bool


class SameIncident(Model):
    """The references of other cases that share a fingerprint."""

    references: tuple[str, ...]


class LedgerBatch(Model):
    """Events for the ledger, in their order, and of each what stays in clear. Appending them again changes nothing.

    `ledger.written` reads it, byte by byte: what a history holds of a batch is what the ledger has.
    """

    events: tuple[RecordedEvent, ...]
    skeletons: tuple[str, ...]


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


class ProclaimedDays(Model):
    """What the partnership has on record as proclaimed: for each day the last decision."""

    decisions: tuple[ChangeCalendar, ...]


class DayToCheck(Model):
    """A proclaimed day, the proof of who sends it, and the UTC instant at which it came."""

    decision: ChangeCalendar
    proof: str
    at: AwareDatetime


class DayToKeep(Model):
    """A proclaimed day for the partnership's record, with the workflow's UTC instant."""

    decision: ChangeCalendar
    now: AwareDatetime


class PageOfCases(Model):
    """One page of the open cases, which are to have a proclaimed day. The answer is `PageGiven`.

    `token` is Temporal's own place in its list; without one it is the first page. In the `first_pass` a case that has
    taken the decision is asked for its receipt again, so that a page that was broken off is counted right.
    """

    decision: ChangeCalendar
    token: str | None
    first_pass: bool


class PageGiven(Model):
    """How each case of a page received the day, by reference; the next page's token; how many cases are open."""

    answers: dict[str, Reception]
    next_token: str | None
    open: int


class RecordToDispose(Model):
    """A record whose disposal is approved. Each errand about it changes nothing the second time."""

    reference: str = Field(pattern=REFERENCE)


class RecordEnded(Model):
    """Nothing more is recorded of it. How much is to be destroyed: documents, and runs, at Temporal and archived."""

    documents: int
    histories: int
    archived: int


class PageToArchive(Model):
    """One page of the ended runs. `token` is Temporal's own place in its list; without one it is the first page.

    The answer is `PageArchived`.
    """

    token: str | None


class PageArchived(Model):
    """How many runs of a page were archived now, and how many could not be; the next page's token.

    `near_end` of those that could not will soon be deleted by Temporal.
    """

    archived: int
    failed: int
    near_end: int
    next_token: str | None


class AlarmToTell(Model):
    """What those who answer for the service are told at this UTC instant, and how many histories will soon be lost."""

    kind: Notice
    near_end: int
    at: AwareDatetime
