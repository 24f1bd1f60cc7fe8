"""The invented people of the demonstration, each with a key of their own, and the decisions that they take."""

from datetime import datetime
from typing import Any, TypeVar

from domain.actor import Seat
from domain.decisions.decision import Decision
from domain.moment import Moment
from domain.people import Decider, Role
from settings import Settings
from vault.identities import Identities
from vault.people import Person, read_people
from vault.people_changes import add_person, set_key

PARTNERS = {"local_authority": "example-la-partner", "icb": "example-icb", "police": "example-police"}
COORDINATOR, DIRECTOR = "example-coordinator", "example-director"
CAST = {
    COORDINATOR: ("Example Coordinator", Role.COORDINATOR, "partnership"),
    "example-manager": ("Example Manager", Role.BUSINESS_MANAGER, "partnership"),
    DIRECTOR: ("Example Director", Role.LOCAL_AUTHORITY_DECISION_MAKER, "local_authority"),
    "example-la-partner": ("Example Signatory of the authority", Role.PARTNER, "local_authority"),
    "example-icb": ("Example Signatory of the board", Role.PARTNER, "icb"),
    "example-police": ("Example Signatory of the police", Role.PARTNER, "police"),
    "example-social-care": ("Example Contact of social care", Role.AGENCY_CONTACT, "childrens_social_care"),
    "example-education": ("Example Contact of education", Role.AGENCY_CONTACT, "education"),
    "example-health": ("Example Contact of health", Role.AGENCY_CONTACT, "health_trust"),
}
"""By id: the name, the role, the organisation."""

Taken = TypeVar("Taken", bound=Decision)


def enrol(settings: Settings) -> None:
    """Make everybody known, with a private key on this machine; who is known already stays as they are."""
    identities, people = Identities(settings.identities), read_people(settings.people_file).people
    here = identities.ids()
    for person, (name, role, organisation) in CAST.items():
        key = (identities.get(person) if person in here else identities.make(person)).thumbprint()
        if person not in people:
            seat = Seat(role=role, organisation=organisation)
            add_person(settings.people_file, person, Person(name=name, keys=(key,), seats=(seat,)))
        elif person not in here:
            set_key(settings.people_file, person, key)


def by(person: str) -> Decider:
    """Who decides, in their seat."""
    name, role, organisation = CAST[person]
    return Decider(name=name, role=role, organisation=organisation)


def contact_of(agency: str) -> str:
    """The id of the one who returns an agency's summary."""
    return next(person for person, (_, role, of) in CAST.items() if role is Role.AGENCY_CONTACT and of == agency)


def taken(kind: type[Taken], person: str, at: datetime, reason: str, **about: Any) -> Taken:  # noqa: ANN401 - its fields
    """A decision of the demonstration at a UTC instant.

    Nobody takes two of a kind here, so that kind and person make the id, and a second start repeats nothing.
    """
    return kind(
        id=f"demo:{kind.__name__}:{person}",
        by=by(person),
        at=Moment.at(at),
        reason=reason,
        **about,
    )
