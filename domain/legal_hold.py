"""Stage 8, legal hold: a record that somebody requires is kept, whatever its retention, until the hold is lifted."""

from domain.case import Case, LegalHold
from domain.decisions.closed_case import LiftLegalHold, PlaceLegalHold
from domain.disposal import set_aside
from domain.refusal import Refusal, RefusalCode
from domain.retention import holds_in_force


def check_placing(_case: Case, _decision: PlaceLegalHold) -> None:
    """At any time before the record is destroyed, and as often as somebody requires it."""


def place(case: Case, decision: PlaceLegalHold) -> Case:
    """The hold is in force; a disposal that was proposed or approved has to be proposed anew when it is lifted."""
    return set_aside(case).having(legal_holds=(*case.legal_holds, LegalHold(placed=decision)))


def check_lifting(case: Case, decision: LiftLegalHold) -> None:
    """A hold that is in force."""
    in_force = holds_in_force(case)
    if decision.hold not in in_force:
        known = ", ".join(map(str, in_force)) or "none"
        raise Refusal(RefusalCode.UNKNOWN, f"hold: no hold of that number is in force; in force: {known}")


def lift(case: Case, decision: LiftLegalHold) -> Case:
    """The hold and its lifting stay on record."""
    holds = list(case.legal_holds)
    holds[decision.hold - 1] = holds[decision.hold - 1].model_copy(update={"lifted": decision})
    return case.having(legal_holds=tuple(holds))
