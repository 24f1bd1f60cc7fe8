"""How long records are kept, as the partnership's policy says it.

No statute fixes a period; practice ranges from 30 years to 75 from birth. So all of it is policy, and none of it law.
"""

from enum import StrEnum

from pydantic import Field

from domain.model import Model
from domain.people import Role


class RecordType(StrEnum):
    """What a closed case's record is kept as; a case of several kinds is the first of them."""

    PUBLISHED_REVIEW = "published_review"
    REVIEW = "review"
    NOTIFIED = "notified"
    LINKED_DUPLICATE = "linked_duplicate"
    NOT_MET = "not_met"
    NOT_TAKEN_FORWARD = "not_taken_forward"


class Trigger(StrEnum):
    """The day from which a retention period counts."""

    CASE_CLOSED = "case_closed"
    PUBLISHED = "published"
    YOUNGEST_CHILD_BORN = "youngest_child_born"


TRIGGER_WORDS = {
    Trigger.CASE_CLOSED: "the closing of the case",
    Trigger.PUBLISHED: "the publication of the report",
    Trigger.YOUNGEST_CHILD_BORN: "the birth of the youngest child",
}


class RetentionRule(Model):
    """For how many years a type of record is kept, from when, and who may approve its disposal.

    `review_before_months` says how long before the end somebody looks whether it is to be kept for longer. `approvers`
    are roles. `unconfirmed` says that no published source was found for it.
    """

    record: RecordType
    trigger: Trigger
    years: int = Field(gt=0, le=200)
    review_before_months: int = Field(ge=0, le=120)
    approvers: tuple[Role, ...] = Field(min_length=1)
    source: str
    unconfirmed: bool = False

    def say(self) -> str:
        """The period in words: "30 years from the closing of the case"."""
        return f"{self.years} {'year' if self.years == 1 else 'years'} from {TRIGGER_WORDS[self.trigger]}"
