"""What is decided about a referral: it is made, acknowledged, corrected, withdrawn, linked to another."""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.decisions.decision import Decision
from domain.moment import Moment
from domain.reference import REFERENCE
from domain.referral import Country
from domain.text import Key, Line


class DecideReferral(Decision):
    """The Safeguarding Lead of the organisation decides whether to refer."""

    title = "Record the Safeguarding Lead's decision"
    purpose = "Whether the organisation refers the incident to the partnership."
    verb = "lead-decision"

    decision: Literal["safeguarding_lead_decision"] = "safeguarding_lead_decision"
    refer: bool


class Acknowledge(Decision):
    """An acknowledgement given otherwise than by the service's own e-mail."""

    title = "Record an acknowledgement"
    purpose = "That a referrer was acknowledged by telephone or by an e-mail of one's own."
    verb = "acknowledge"

    decision: Literal["acknowledgement"] = "acknowledgement"
    referral: int = Field(default=1, ge=1, description="number of the referral in the case")


class CorrectFacts(Decision):
    """A fact of a referral was wrong; the earlier one stays on record.

    `fingerprints` are the keyed hashes of the right facts, by which the same incident is recognised. Only who sends
    the decision has the key to make them.
    """

    title = "Correct the facts"
    purpose = "A right date of birth, place, incident, awareness or receipt: dates follow, the path is assessed again."
    verb = "correct"

    decision: Literal["correction"] = "correction"
    referral: int = Field(default=1, ge=1, description="number of the referral in the case")
    child: int | None = Field(default=None, ge=1, description="number of the child whose date of birth is corrected")
    date_of_birth: date | None = None
    incident_at: Moment | None = None
    area: Key | None = Field(default=None, description="key of the area where the incident took place")
    country: Country | None = Field(default=None, description="where the incident took place")
    agency_aware: Moment | None = None
    la_aware: Moment | None = None
    received: Moment | None = None
    fingerprints: tuple[Line, ...] = Field(default=(), max_length=1000)


class Withdraw(Decision):
    """The referral is withdrawn before the criteria decision."""

    title = "Withdraw the referral"
    purpose = "Ends a case whose referral was made in error, before the criteria decision."
    verb = "withdraw"

    decision: Literal["withdrawal"] = "withdrawal"


class LinkDuplicate(Decision):
    """A person decides that this case is the same incident as another, which survives."""

    title = "Link a duplicate"
    purpose = "Ends this case as the same incident as another one, which takes its referral over."
    verb = "link"

    decision: Literal["link_duplicate"] = "link_duplicate"
    survivor: str = Field(pattern=REFERENCE)


class LinkDeathReview(Decision):
    """A domestic abuse related death review of the same death is known of; `at` is when we were told."""

    title = "Link a domestic abuse related death review"
    purpose = "That another body reviews the death of somebody of 16 or over: its reference, who told us, when."
    verb = "link-death-review"
    closed_too = True

    decision: Literal["death_review_link"] = "death_review_link"
    review_reference: Line = Field(description="reference of the domestic abuse related death review")
    told_by: Line = Field(description="the body that told us, such as the community safety partnership")
