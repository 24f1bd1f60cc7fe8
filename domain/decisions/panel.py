"""What the national Panel and the partners tell each other, up to the decision on a local review."""

from enum import StrEnum
from typing import Literal

from domain.decisions.decision import Decision
from domain.document import Document


class PanelAnswer(StrEnum):
    """The five answers of the national Panel."""

    AGREES_NO_LOCAL_REVIEW = "agrees_no_local_review"
    AGREES_LOCAL_REVIEW = "agrees_local_review"
    ASKS_TO_RECONSIDER = "asks_to_reconsider"
    ASKS_FOR_INFORMATION = "asks_for_information"
    NATIONAL_REVIEW = "national_review"


class RecordPanelAnswer(Decision):
    """The Panel answered; answers repeat and change, and each stays on record."""

    title = "Record the Panel's answer"
    purpose = "Which of its five answers the Panel gave, and its words."
    verb = "panel-answer"

    decision: Literal["panel_answer"] = "panel_answer"
    answer: PanelAnswer
    letter: Document | None = None


class SupplyInformation(Decision):
    """The partners sent the Panel the information that it asked for."""

    title = "Record information sent to the Panel"
    purpose = "That what the Panel asked for was sent, and what it was."
    verb = "information"

    decision: Literal["information_to_panel"] = "information_to_panel"
    information: Document | None = None


class Ground(StrEnum):
    """Criteria of regulation 11 of the 2018 Regulations; the list is open."""

    IMPROVEMENTS = "improvements_needed"
    RECURRENT_THEMES = "recurrent_themes"
    AGENCIES_TOGETHER = "agencies_working_together"
    PANEL_CONCLUDED = "panel_concluded"
    OTHER = "other"


class DecideLocalReview(Decision):
    """The partners decide whether to initiate a local child safeguarding practice review."""

    title = "Record the local review decision"
    purpose = "Whether the partners initiate a local child safeguarding practice review, and on which grounds."
    verb = "local-review"

    decision: Literal["local_review_decision"] = "local_review_decision"
    initiate: bool
    grounds: tuple[Ground, ...] = ()


class ConcludeNationalReview(Decision):
    """The Panel's national review has concluded."""

    title = "Record the national review's conclusion"
    purpose = "That the national review into which the Panel took the case has concluded."
    verb = "national-review-concluded"

    decision: Literal["national_review_concluded"] = "national_review_concluded"
