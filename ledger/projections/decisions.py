"""The decisions of all cases, those too that were refused: what, by which role of which organisation, and when."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import AwareDatetime

from domain.case import Case
from domain.event import DecisionRefused, DecisionTaken, RecordedEvent
from domain.moment import Moment
from domain.people import Role
from domain.skeleton import skeleton
from ledger.projections.naming import known_organisation
from ledger.projections.projection import Projection, Query, Record, Row


class ListedDecision(Row):
    """One decision, at its position in the stream. It says neither who took it nor why: that is sealed.

    `outcome` is what was decided, where that is one of a few codes; `refused` the code of the refusal. `organisation`
    is a key of the directory, or None where the sender named one that is not in it.
    """

    position: int
    decision: str
    role: Role
    organisation: str | None
    happened: Moment
    recorded_at: AwareDatetime
    taken_over: bool
    outcome: str | None
    refused: str | None


def rows_of(record: Record) -> Iterator[ListedDecision]:
    """One row for each decision that was taken or refused."""
    if case := record.ruled:
        yield from (row for event in record.events if (row := _row(case, event)))


def _row(case: Case, event: RecordedEvent) -> ListedDecision | None:
    match event.body:
        case DecisionTaken(decision=decision):
            name, role, organisation, refused = decision.decision, decision.by.role, decision.by.organisation, None
        case DecisionRefused(decision=name, role=given, organisation=organisation, code=refused):
            role = Role(given)
        case _:
            return None
    return ListedDecision(
        stream=event.stream,
        position=event.position,
        decision=name,
        role=role,
        organisation=known_organisation(case, organisation),
        happened=event.effective,
        recorded_at=event.recorded_at,
        taken_over=event.taken_over,
        outcome=skeleton(event).code,
        refused=refused,
    )


DECISIONS = Projection("decisions", 1, "listed_decision", ListedDecision, rows_of)


def listed_decisions(  # noqa: PLR0913 - what can be asked for
    *,
    case: str | None = None,
    organisation: str | None = None,
    decision: str | None = None,
    since: datetime | None = None,
    before: datetime | None = None,
    refused: bool = False,
) -> Query[ListedDecision]:
    """All decisions in the order in which they were recorded.

    Args:
        case: of the case of this reference.
        organisation: of an organisation, by its key in the directory.
        decision: of this kind, by its name in the ledger.
        since: recorded at this UTC instant or after.
        before: recorded before this UTC instant.
        refused: those that were refused alone.
    """
    return DECISIONS.asked(
        {
            "stream = {}": case,
            "organisation = {}": organisation,
            "decision = {}": decision,
            "recorded_at >= {}": since,
            "recorded_at < {}": before,
        },
        "recorded_at, stream, position",
        only="refused is not null" if refused else None,
    )
