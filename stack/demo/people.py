"""The invented people of the demonstration, and the decisions that they take."""

from datetime import datetime
from typing import Any, TypeVar

from domain.decisions import Decision
from domain.moment import Moment
from domain.people import Decider, Role

COORDINATOR = Decider(name="Example Coordinator", role=Role.COORDINATOR, organisation="partnership")
DIRECTOR = Decider(name="Example Director", role=Role.LOCAL_AUTHORITY_DECISION_MAKER, organisation="local_authority")
PARTNERS = ("local_authority", "icb", "police")

Taken = TypeVar("Taken", bound=Decision)


def partner(organisation: str) -> Decider:
    """The one who signs for a safeguarding partner."""
    return Decider(name="Example Signatory", role=Role.PARTNER, organisation=organisation)


def agency_contact(organisation: str) -> Decider:
    """The one who returns an agency's summary."""
    return Decider(name="Example Contact", role=Role.AGENCY_CONTACT, organisation=organisation)


def taken(kind: type[Taken], by: Decider, at: datetime, reason: str, **about: Any) -> Taken:  # noqa: ANN401 - its fields
    """A decision of the demonstration at a UTC instant.

    Nobody takes two of a kind here, so that kind and organisation make the id, and a second start repeats nothing.
    """
    return kind(
        id=f"demo:{kind.__name__}:{by.organisation}",
        by=by,
        at=Moment.at(at),
        reason=reason,
        recorded_by="demo",
        **about,
    )
