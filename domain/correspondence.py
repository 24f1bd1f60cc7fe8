"""Letters as the procedure words them: who gets which kind, filled with what."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.case import Case
from domain.decisions.decision import Decision
from domain.document import Document
from domain.letter import Correspondent
from domain.policy import Organisation, Policy

ROLE_WORDS = {
    "safeguarding_lead": "Safeguarding Lead",
    "coordinator": "coordinator",
    "business_manager": "business manager",
    "local_authority_decision_maker": "local authority's decision maker",
    "partner": "safeguarding partner",
    "delegate": "delegate",
    "agency_contact": "agency contact",
    "reviewer": "reviewer",
    "panel": "the Panel",
    "procedure": "the service itself",
}


@dataclass(frozen=True)
class Note:
    """A letter without its key and date, which it gets when it is recorded."""

    kind: str
    to: Correspondent
    values: dict[str, str]
    attachments: tuple[Document, ...] = ()
    about: str = field(default="")


def to_organisations(
    organisations: Iterable[Organisation],
    kind: str,
    values: dict[str, str],
    attachments: tuple[Document, ...] = (),
    about: str = "",
) -> list[Note]:
    """The same letter to each of these organisations."""
    to = [Correspondent(name=each.name, email=each.email) for each in organisations]
    return [Note(kind, each, values, attachments, about) for each in to]


def to_referrers(case: Case, kind: str, values: dict[str, str]) -> list[Note]:
    """The same letter to everyone who referred the incident."""
    referrers = [received.referral.referrer for received in case.referrals]
    return [Note(kind, Correspondent(name=each.name, email=each.email), values) for each in referrers]


def organisation_name(case: Case, key: str) -> str:
    """The name of an organisation in the case's directory, or the key in words for a role that is none."""
    return name_in(case.in_force.policy, key)


def name_in(policy: Policy, key: str) -> str:
    """The name of an organisation in a policy's directory, or the key in words for a role that is none."""
    found = policy.organisation(key)
    return found.name if found else ROLE_WORDS.get(key, key.replace("_", " "))


def decided_by(case: Case, decision: Decision) -> str:
    """The role and organisation of who decided; letters carry no names of staff."""
    role = ROLE_WORDS[decision.by.role.value]
    return f"{role}, {organisation_name(case, decision.by.organisation)}"


def panel_reference(case: Case) -> str:
    """The reference of the notification, or words that say that there is none yet."""
    return case.notification.panel_reference if case.notification else "not yet notified"
