"""What a time limit is: how much of what, from which day, and what that rests on."""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import Field

from domain.model import Model


class Unit(StrEnum):
    """What a time limit counts. Calendar days occur only in what others have published (`Reading`)."""

    WORKING_DAYS = "working_days"
    CALENDAR_MONTHS = "calendar_months"
    CALENDAR_DAYS = "calendar_days"

    def say(self, amount: int | None = None) -> str:
        """In words, with how many of them if that is given: "working days", "5 working days", "1 calendar month"."""
        words = self.value.replace("_", " ")
        if amount is None:
            return words
        return f"{amount} {words.removesuffix('s') if amount == 1 else words}"


class Direction(StrEnum):
    """Whether a time limit runs from its anchor or up to it."""

    AFTER = "after"
    BEFORE = "before"


class Force(StrEnum):
    """What a time limit rests on. Only a local target can be extended or suspended."""

    STATUTE = "statute"
    STATUTORY_GUIDANCE = "statutory_guidance"
    PANEL_GUIDANCE = "panel_guidance"
    LOCAL_TARGET = "local_target"

    def say(self) -> str:
        """In words: "statutory guidance"."""
        return self.value.replace("_", " ")


class Anchor(StrEnum):
    """The day from which a time limit counts: its day 0."""

    INCIDENT = "incident"
    AGENCY_AWARE = "agency_aware"
    LA_AWARE = "la_aware"
    REFERRAL_RECEIVED = "referral_received"
    CRITERIA_MET = "criteria_met"
    OTHER_AREA_TOLD = "other_area_told"
    NOTIFICATION_SENT = "notification_sent"
    RAPID_REVIEW_DUE = "rapid_review_due"
    RAPID_REVIEW_SUBMITTED = "rapid_review_submitted"
    PANEL_ANSWERED = "panel_answered"
    LCSPR_DECIDED = "lcspr_decided"
    PUBLICATION_DUE = "publication_due"
    PUBLICATION_PLANNED = "publication_planned"
    PUBLISHED = "published"
    DELAYED = "delayed"


ANCHOR_WORDS = {
    Anchor.INCIDENT: "the day of the incident",
    Anchor.AGENCY_AWARE: "the day the agency became aware",
    Anchor.LA_AWARE: "the day the local authority became aware",
    Anchor.REFERRAL_RECEIVED: "the day the referral was received",
    Anchor.CRITERIA_MET: "the day the criteria were found to be met",
    Anchor.OTHER_AREA_TOLD: "the day it was found to be for another area, whose authority was told",
    Anchor.NOTIFICATION_SENT: "the day the notification was sent to the Panel",
    Anchor.RAPID_REVIEW_DUE: "the day the rapid review is due",
    Anchor.RAPID_REVIEW_SUBMITTED: "the day the rapid review went to the Panel",
    Anchor.PANEL_ANSWERED: "the day the Panel answered",
    Anchor.LCSPR_DECIDED: "the day the local review was decided",
    Anchor.PUBLICATION_DUE: "the day publication is due",
    Anchor.PUBLICATION_PLANNED: "the day publication is planned for",
    Anchor.PUBLISHED: "the day of publication",
    Anchor.DELAYED: "the day the delay was last explained",
}


class Reading(Model):
    """Another published reading of a time limit, shown beside the one that counts, never instead of it."""

    duty: str
    title: str
    amount: int = Field(gt=0)
    unit: Unit
    anchor: Anchor
    source: str


class Allowance(Model):
    """By how many working days in total the policy lets a local target be extended, and how long its clock stopped.

    Both are caps for one duty, and 0 allows nothing. They are the partnership's own; no published source sets them.
    """

    extend_up_to_working_days: int = Field(default=0, ge=0)
    suspend_up_to_working_days: int = Field(default=0, ge=0)


NO_ALLOWANCE = Allowance()


class RuleName(Model):
    """Which rule it is, and what it rests on."""

    duty: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    force: Force


class DutyRule(RuleName):
    """Who must do what by when, and what that rests on.

    `amount` counts in `unit`, from the day of `anchor` (or up to it: `direction`), which is day 0. `owner` is
    the role or kind of organisation that must act. `unconfirmed` says that no published source was found for
    it: it is then the partnership's to confirm or change, and is not to be shown as law.
    """

    amount: int = Field(gt=0)
    unit: Unit
    anchor: Anchor
    direction: Direction = Direction.AFTER
    source: str
    unconfirmed: bool = False
    owner: str
    allowance: Allowance = NO_ALLOWANCE

    def say(self) -> str:
        """The limit in words: "5 working days from the day the local authority became aware"."""
        preposition = "from" if self.direction is Direction.AFTER else "before"
        return f"{self.say_amount()} {preposition} {ANCHOR_WORDS[self.anchor]}"

    def say_force(self) -> str:
        """What it rests on, for people: "statute", "local target (unconfirmed)"."""
        return f"{self.force.say()} (unconfirmed)" if self.unconfirmed else self.force.say()

    def say_amount(self) -> str:
        """How much is counted: "5 working days", "1 calendar month"."""
        return self.unit.say(self.amount)


class UnknownDuty(LookupError):  # noqa: N818 - a fact about the rules, named as one
    """No rule has this name. `duty` is the name that was asked for."""

    def __init__(self, duty: str) -> None:
        super().__init__(f"no rule is named {duty!r} in the framework or the policy")
        self.duty = duty


def rule_of(duty: str, rules: Iterable[DutyRule]) -> DutyRule:
    """The rule of that name among these. Raises UnknownDuty."""
    for rule in rules:
        if rule.duty == duty:
            return rule
    raise UnknownDuty(duty)
