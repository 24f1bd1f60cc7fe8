"""Who decides: a person in a role, in an organisation, perhaps by a dated delegation."""

from datetime import date
from enum import StrEnum

from domain.model import Model
from domain.text import Key, Line


class Role(StrEnum):
    """The part in which somebody takes a decision."""

    SAFEGUARDING_LEAD = "safeguarding_lead"
    COORDINATOR = "coordinator"
    BUSINESS_MANAGER = "business_manager"
    LOCAL_AUTHORITY_DECISION_MAKER = "local_authority_decision_maker"
    PARTNER = "partner"
    DELEGATE = "delegate"
    AGENCY_CONTACT = "agency_contact"
    REVIEWER = "reviewer"
    PANEL = "panel"
    PROCEDURE = "procedure"


class Delegation(Model):
    """The authority by which a delegate acts: who gave it, and the London date it bears."""

    given_by: Line
    dated: date


class Decider(Model):
    """The named person who decided; `organisation` is a key of the policy's directory."""

    name: Line
    role: Role
    organisation: Key
    delegation: Delegation | None = None
