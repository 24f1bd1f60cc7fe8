"""What is decided about a closed case: it is opened again, its record is kept, or is to be destroyed."""

from typing import Literal

from pydantic import Field

from domain.decisions.decision import Decision
from domain.text import Line


class Reopen(Decision):
    """A closed case is opened again: a challenge, new evidence, a correction."""

    title = "Reopen the case"
    purpose = "Opens a closed case again on a challenge or new evidence; a fresh criteria decision is then due."
    verb = "reopen"
    closed_too = True

    decision: Literal["reopening"] = "reopening"


class PlaceLegalHold(Decision):
    """The record is to be kept whatever the policy says: for a court, an inquiry, an inquest, a claim."""

    title = "Place a legal hold"
    purpose = "That the record is kept, however long its retention is, until the hold is lifted."
    verb = "legal-hold"
    closed_too = True

    decision: Literal["legal_hold"] = "legal_hold"
    required_by: Line = Field(description="who requires it: a court, an inquiry, a coroner, a solicitor")


class LiftLegalHold(Decision):
    """A legal hold has come to its end; others may go on."""

    title = "Lift a legal hold"
    purpose = "That a legal hold is no longer required; the record is kept for as long as the policy says."
    verb = "lift-legal-hold"
    closed_too = True

    decision: Literal["legal_hold_lifted"] = "legal_hold_lifted"
    hold: int = Field(default=1, ge=1, description="number of the hold in the case, counted from 1")


class ProposeDisposal(Decision):
    """Somebody of the team proposes that the record of a closed case be destroyed."""

    title = "Propose to dispose of the record"
    purpose = "That the record of a closed case is to be destroyed when its retention has ended; another one approves."
    verb = "propose-disposal"
    closed_too = True

    decision: Literal["disposal_proposed"] = "disposal_proposed"


class ApproveDisposal(Decision):
    """Somebody else approves that the record be destroyed. Nothing is, before cspr retention dispose."""

    title = "Approve the disposal of the record"
    purpose = "That the record may be destroyed as proposed; by somebody else, in a role that the policy names."
    verb = "approve-disposal"
    closed_too = True

    decision: Literal["disposal_approved"] = "disposal_approved"


class DeclineDisposal(Decision):
    """A proposed disposal is declined, or an approved one taken back before it was carried out."""

    title = "Decline the disposal of the record"
    purpose = "That the record is kept after all; ends a proposal, and an approval that was not carried out yet."
    verb = "decline-disposal"
    closed_too = True

    decision: Literal["disposal_declined"] = "disposal_declined"
