"""What is decided in a rapid review, up to its submission, and that it is stood down."""

from enum import StrEnum
from typing import Literal

from domain.decisions.decision import Decision
from domain.document import Document
from domain.text import Key, Prose


class ReturnSummary(Decision):
    """An agency returned its individual agency summary."""

    title = "Record an agency's summary"
    purpose = "That an agency has secured its files and returned its individual agency summary."
    verb = "summary"

    decision: Literal["agency_summary"] = "agency_summary"
    agency: Key
    summary: Document | None = None


class Recommendation(StrEnum):
    """What the rapid review recommends."""

    LOCAL_REVIEW = "local_review"
    NO_LOCAL_REVIEW = "no_local_review"


class HoldMeeting(Decision):
    """The rapid review meeting was held, with what it found and recommends."""

    title = "Record the rapid review meeting"
    purpose = "The meeting's facts, immediate safety, learning and next steps, and its recommendation."
    verb = "meeting"

    decision: Literal["rapid_review_meeting"] = "rapid_review_meeting"
    recommendation: Recommendation
    facts: Prose
    immediate_safety: Prose
    learning: Prose
    next_steps: Prose


class Paper(StrEnum):
    """What the three safeguarding partners sign."""

    RAPID_REVIEW = "rapid_review"
    LOCAL_REVIEW = "local_review"


class Sign(Decision):
    """One safeguarding partner, or its named and dated delegate, signs for itself."""

    title = "Record a partner's signature"
    purpose = "That one of the three safeguarding partners signed the rapid review or the local review."
    verb = "sign"

    decision: Literal["signature"] = "signature"
    paper: Paper
    partner: Key


class SubmitRapidReview(Decision):
    """The rapid review went to the Panel otherwise than by the service's own e-mail."""

    title = "Record the rapid review's submission"
    purpose = "That the signed rapid review was sent to the Panel by a person."
    verb = "submit-review"

    decision: Literal["rapid_review_submission"] = "rapid_review_submission"
    review: Document | None = None


class StandDown(Decision):
    """After notification it is found that the criteria were not met after all."""

    title = "Stand the review down"
    purpose = "Cancels the review with its reasons; the Panel is told and the history stays."
    verb = "stand-down"

    decision: Literal["stand_down"] = "stand_down"
