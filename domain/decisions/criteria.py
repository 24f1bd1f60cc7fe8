"""What the local authority decides: whether the criteria are met, the notification, and what another area answers."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from domain.decisions.decision import Decision
from domain.document import Document
from domain.text import Line


class CriteriaOutcome(StrEnum):
    """What the local authority decided about the definition of a serious child safeguarding case."""

    MET = "met"
    NOTIFY_ONLY = "notify_only"
    NOT_MET = "not_met"
    OTHER_AREA = "other_area"


class DecideCriteria(Decision):
    """The local authority decides, with its partners, whether the incident meets the definition."""

    title = "Record the criteria decision"
    purpose = "Whether the incident is a serious child safeguarding case; again on new evidence, to reverse it."
    verb = "criteria"

    decision: Literal["criteria"] = "criteria"
    outcome: CriteriaOutcome
    local_learning_review: bool = Field(
        default=False, description="where the criteria are not met: passed to a local learning review"
    )


class Notify(Decision):
    """The notification was submitted in the national system by a person."""

    title = "Record the notification"
    purpose = "When the notification was submitted to the Panel, by whom, with its reference and a copy."
    verb = "notify"

    decision: Literal["notification"] = "notification"
    panel_reference: Line
    copy_of_form: Document | None = None


class RecordOtherAreaAnswer(Decision):
    """The local authority of the area where it took place told us what it decided about the incident."""

    title = "Record the other area's answer"
    purpose = "Whether the responsible local authority notified the incident, and its reference: we contribute."
    verb = "area-answer"

    decision: Literal["other_area_answer"] = "other_area_answer"
    notified: bool
    their_reference: Line | None = Field(default=None, description="reference of their notification or case")
