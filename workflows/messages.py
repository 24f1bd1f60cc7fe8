"""What goes over the wire between clients and the workflow of a case."""

from typing import get_args

from pydantic import Field, TypeAdapter, ValidationError

from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.event import RecordedEvent
from domain.merging import LinkedCase
from domain.model import Model
from domain.opening import Opening
from domain.policy import Policy

WORKFLOW = "SeriousIncident"
OPEN_CASES = f"WorkflowType = '{WORKFLOW}' AND ExecutionStatus = 'Running'"
"""Temporal's list of the cases that are open."""

CASE_QUERY = "Show the case"
TAKE_OVER_SIGNAL = "Take over a linked case"
DISPOSE_UPDATE = "Dispose of the record"

DECISIONS: tuple[type[Decision], ...] = get_args(get_args(AnyDecision)[0])
"""Every decision; the update and the signal that carry it bear its `title`."""

_ANY_DECISION: TypeAdapter[AnyDecision] = TypeAdapter(AnyDecision)


class Carried(Model):
    """What one run of the workflow hands to the next: the state, and the events that the ledger has yet to get."""

    case: Case
    not_in_ledger: tuple[RecordedEvent, ...] = ()
    malformed_seen: int = 0


class Sent(Model):
    """A decision as it is sent, with the proof of who sends it."""

    decision: AnyDecision
    proof: str


class Linked(Model):
    """What a linked duplicate hands over, with the proof that it is the service that does."""

    linked: LinkedCase
    proof: str

    @property
    def id(self) -> str:
        """The same for the same again."""
        return f"link:{self.linked.from_case}"


class Start(Model):
    """How a run begins: with an opening, with what an earlier run carried on, or else from the ledger.

    From the ledger begins a case whose workflow was ended by somebody, and a closed one that is to take a decision.
    """

    reference: str
    opening: Opening | None = None
    proof: str = ""
    carried: Carried | None = None


class Receipt(Model):
    """The answer to an accepted decision: the events that it brought, by position in the stream and name.

    `late` names the duties that were met late by it; why is to be explained.
    `repeated` says that it had been taken before under the same id, and that nothing changed now.
    """

    reference: str
    events: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    position: int = Field(ge=0)
    repeated: bool = False


class DisposeOfRecord(Model):
    """The record of the case is destroyed now. The answer is `domain.destroyed.Destroyed`, as it is on record.

    With what the case cannot know: the partnership's policy of today, and of a linked duplicate whether the case is
    destroyed in which its incident goes on.
    """

    current: Policy
    survivor_is_destroyed: bool


class Disposing(Model):
    """The order to dispose of the record, with the proof that it is the service that gives it."""

    order: DisposeOfRecord
    proof: str

    @property
    def id(self) -> str:
        """A record is disposed of once."""
        return "disposal"


class CaseView(Model):
    """The state of a case, with what still waits to reach the ledger."""

    case: Case
    not_in_ledger: int = 0


def read_decision(value: object) -> AnyDecision:
    """The decision that a decoded JSON value holds. Raises pydantic's ValidationError."""
    return _ANY_DECISION.validate_python(value)


def read_start(value: object) -> Start | None:
    """How a run is to begin; None where nobody can understand it."""
    try:
        return Start.model_validate(value)
    except ValidationError:
        return None
