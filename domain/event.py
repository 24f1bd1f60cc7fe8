"""What is on record: one typed envelope around everything that happens to a case."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from domain.actor import Actor
from domain.case import ReceivedReferral
from domain.decisions.any_decision import AnyDecision
from domain.decisions.rapid_review import ReturnSummary
from domain.document import Document
from domain.duty import Duty, Timeliness
from domain.letter import Letter
from domain.model import Model
from domain.moment import Moment
from domain.notifiable import Assessment
from domain.referral import Referral
from domain.retention_policy import RecordType
from domain.rules import Rules


class CaseOpened(Model):
    """A referral opened the case. `fingerprints` are keyed hashes by which the same incident is recognised.

    `sender` is who sent the referral, verified by `proof`.
    """

    type: Literal["case_opened"] = "case_opened"
    referral: Referral
    fingerprints: tuple[str, ...]
    sender: Actor
    proof: str | None


class RulesResolved(Model):
    """The framework, calendar and policy under which the case runs from now on."""

    type: Literal["rules_resolved"] = "rules_resolved"
    rules: Rules


class FactsAssessed(Model):
    """What the facts of the referral suggest; the local authority decides."""

    type: Literal["facts_assessed"] = "facts_assessed"
    assessment: Assessment


class DuplicateSuspected(Model):
    """Other cases share a fingerprint; a person decides whether they are the same incident."""

    type: Literal["duplicate_suspected"] = "duplicate_suspected"
    others: tuple[str, ...]


class DuplicateTakenOver(Model):
    """A duplicate was linked here: its referrals, agencies' summaries and fingerprints go on with this case."""

    type: Literal["duplicate_taken_over"] = "duplicate_taken_over"
    from_case: str
    referrals: tuple[ReceivedReferral, ...]
    summaries: tuple[ReturnSummary, ...]
    fingerprints: tuple[str, ...]


class AcknowledgementReported(Model):
    """What became of the letter that a linked duplicate had under way to its referrer.

    Without `acknowledged` it could not be delivered, and the acknowledgement is this case's to give.
    """

    type: Literal["acknowledgement_reported"] = "acknowledgement_reported"
    from_case: str
    acknowledged: Moment | None


class DecisionTaken(Model):
    """A decision was accepted. `sender` is who sent it, verified by `proof`; without one, the service itself."""

    type: Literal["decision_taken"] = "decision_taken"
    decision: AnyDecision
    sender: Actor
    proof: str | None


class DecisionRefused(Model):
    """A decision was refused, and what its sender was told."""

    type: Literal["decision_refused"] = "decision_refused"
    decision: str
    decision_id: str
    role: str
    organisation: str
    code: str
    message: str


class MalformedReceived(Model):
    """A signal could not be understood. After a number of these only the count goes on."""

    type: Literal["malformed_received"] = "malformed_received"
    name: str
    message: str
    count: int


class DutyOpened(Model):
    """Something is owed from now on."""

    type: Literal["duty_opened"] = "duty_opened"
    duty: Duty


class DutyRedated(Model):
    """An open duty is counted, or reminded of, otherwise than before: its old and new form, and the reason."""

    type: Literal["duty_redated"] = "duty_redated"
    old: Duty
    new: Duty
    reason: str


class DutyMet(Model):
    """A duty was fulfilled: `met` is when it happened, `margin` working days early or, negative, late.

    Without a margin it was fulfilled before its date was known.
    """

    type: Literal["duty_met"] = "duty_met"
    key: str
    met: Moment
    margin: int | None
    timeliness: Timeliness


class DutyJudgedAgain(Model):
    """A corrected fact gives a duty that was met another date: what it was judged by before, and now."""

    type: Literal["duty_judged_again"] = "duty_judged_again"
    old: Duty
    new: Duty
    reason: str


class DutyCancelled(Model):
    """A duty is owed no longer."""

    type: Literal["duty_cancelled"] = "duty_cancelled"
    key: str
    reason: str


class RungFired(Model):
    """A reminder, warning or escalation of a duty came due. `late` when it could not fire at its time."""

    type: Literal["rung_fired"] = "rung_fired"
    key: str
    rung: str
    kind: str
    planned: AwareDatetime
    late: bool


class LetterRequested(Model):
    """A letter is to be sent."""

    type: Literal["letter_requested"] = "letter_requested"
    letter: Letter


class LetterSent(Model):
    """The mail server took the letter; `message` is the copy that is kept of what was sent."""

    type: Literal["letter_sent"] = "letter_sent"
    key: str
    message_id: str
    message: Document


class LetterUndeliverable(Model):
    """The mail server refused the letter for good."""

    type: Literal["letter_undeliverable"] = "letter_undeliverable"
    key: str
    message: str


class CaseClosed(Model):
    """No duty is open and nothing is left to do."""

    type: Literal["case_closed"] = "case_closed"
    outcome: str


class RecordDisposed(Model):
    """The last event of a record that is destroyed now: what it was kept as, by whose approval, and why.

    Both are kept in clear elsewhere, where they outlive the record; `reason` is the service's own words.
    """

    type: Literal["record_disposed"] = "record_disposed"
    record: RecordType
    approved_by: str
    reason: str


Body = Annotated[
    CaseOpened
    | RulesResolved
    | FactsAssessed
    | DuplicateSuspected
    | DuplicateTakenOver
    | AcknowledgementReported
    | DecisionTaken
    | DecisionRefused
    | MalformedReceived
    | DutyOpened
    | DutyRedated
    | DutyMet
    | DutyJudgedAgain
    | DutyCancelled
    | RungFired
    | LetterRequested
    | LetterSent
    | LetterUndeliverable
    | CaseClosed
    | RecordDisposed,
    Field(discriminator="type"),
]


VERSIONS: Mapping[str, int] = {}
"""The version of each event whose form has changed since its first; ledger/upcast.py reads the earlier ones."""


def type_of(body: Body) -> str:
    """The event's name in the ledger: a decision's own name, or what else happened."""
    return body.decision.decision if isinstance(body, DecisionTaken) else body.type


class RecordedEvent(Model):
    """One event at its place in the stream of a case.

    `recorded_at` is the workflow's UTC instant; `effective` is when it happened. `cause` is the id of the decision
    that caused it, or the part of the procedure; `actor` is the id of who sent it. `taken_over` marks what was decided
    before the service had the case.
    """

    stream: str
    position: int = Field(ge=1)
    version: int = 1
    recorded_at: AwareDatetime
    effective: Moment
    cause: str
    actor: str
    taken_over: bool = False
    framework: str
    calendar: str
    body: Body

    @property
    def type(self) -> str:
        """The event's name in the ledger: a decision's own name, or what else happened."""
        return type_of(self.body)
