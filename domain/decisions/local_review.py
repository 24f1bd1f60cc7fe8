"""What is decided in a local review, up to its publication and the actions from its learning."""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.decisions.decision import Decision
from domain.document import Document
from domain.text import Key, Line


class CompleteStep(Decision):
    """A step of the local review was completed."""

    title = "Record a local review step"
    purpose = "That a step of the regional framework's method was completed, in its order."
    verb = "step"

    decision: Literal["local_review_step"] = "local_review_step"
    step: Key
    result: Document | None = None


class DelayPublication(Decision):
    """Publication is delayed, by criminal proceedings for example; the Panel and Secretary of State are told."""

    title = "Record a delay of publication"
    purpose = "Why publication is delayed; reported to the Panel and the Secretary of State, asked again each month."
    verb = "delay"

    decision: Literal["publication_delay"] = "publication_delay"


class SendAdvanceCopy(Decision):
    """The report goes to the Panel and the Secretary of State ahead of its planned publication."""

    title = "Send the advance copy"
    purpose = "Sends the report to the Panel and the Secretary of State, with the day on which it will be published."
    verb = "advance-copy"

    decision: Literal["advance_copy"] = "advance_copy"
    publish_on: date
    report: Document | None = None


class Publish(Decision):
    """The report was published."""

    title = "Record the publication"
    purpose = "When and where the report was made public."
    verb = "publish"

    decision: Literal["publication"] = "publication"
    where: Line
    report: Document | None = None


class EndPublicYear(Decision):
    """The report has been public for the year that it must be; taken by the procedure itself on the day."""

    title = "Record the end of the year in public"
    purpose = "That the report was publicly available for at least one year."
    verb = "end-public-year"

    decision: Literal["public_year_ended"] = "public_year_ended"


class AgreeAction(Decision):
    """The partners agreed an action from the learning."""

    title = "Record an action"
    purpose = "What is to be done, by which organisation, by which day."
    verb = "action"

    decision: Literal["action"] = "action"
    action: Line
    owner: Key
    due: date


class CompleteAction(Decision):
    """An action was completed, with evidence of its impact (the reason)."""

    title = "Record an action as done"
    purpose = "That an agreed action is done, with the evidence of its impact."
    verb = "action-done"

    decision: Literal["action_completed"] = "action_completed"
    number: int = Field(ge=1)
