"""The rules as versioned data: statutory frameworks, and the partnership's own policy beside them."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from domain.calendar import Calendar
from domain.model import Model
from domain.retention_policy import RecordType, RetentionRule
from domain.text import Key, Line


class Unit(StrEnum):
    """What a time limit counts. Calendar days occur only in what others have published (`Reading`)."""

    WORKING_DAYS = "working_days"
    CALENDAR_MONTHS = "calendar_months"
    CALENDAR_DAYS = "calendar_days"


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
        unit = self.unit.value.replace("_", " ")
        return f"{self.amount} {unit if self.amount > 1 else unit.removesuffix('s')}"


class UnknownDuty(LookupError):  # noqa: N818 - a fact about the rules, named as one
    """No rule has this name. `duty` is the name that was asked for."""

    def __init__(self, duty: str) -> None:
        super().__init__(f"no rule is named {duty!r} in the framework or the policy")
        self.duty = duty


Notifiable = Literal["serious_case", "looked_after_child_death", "care_leaver_death"]


class Framework(Model):
    """A statutory framework: who is notifiable, and the duties that law and national guidance set.

    A case runs under the one in force on the day the local authority became aware, unless the policy pins
    another. `warnings` are counted beside the duties whatever those say, so that a lenient reading hides
    nothing. `care_leaver_until_age` is the first age at which a care leaver's death is no longer notifiable.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    source: str
    in_force_from: date
    in_force_from_unconfirmed: bool = False
    notifiable: tuple[Notifiable, ...]
    care_leaver_until_age: int = 25
    duties: tuple[DutyRule, ...]
    warnings: tuple[DutyRule, ...] = ()
    readings: tuple[Reading, ...] = ()

    def rule(self, duty: str) -> DutyRule:
        """The rule of a duty or a warning. Raises UnknownDuty."""
        return _find(duty, self.duties + self.warnings)


RungKind = Literal["reminder", "due", "overdue", "escalation"]


class LadderRung(Model):
    """One rung of every duty's ladder: how many working days from the due date (before: negative), to whom.

    `to` holds roles; "owner" is whoever must act on the duty.
    """

    name: str = Field(min_length=1)
    kind: RungKind
    offset_working_days: int
    to: tuple[str, ...]


class ReviewStep(Model):
    """One step of the local review by the regional framework's method.

    Due `amount` of `unit` after the local review was decided. It may start when every step in `prerequisites`
    is done. With `only_with_proceedings` it applies to cases with criminal or other proceedings alone; where
    it does not apply, it counts as done.
    """

    step: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    owner: str
    prerequisites: tuple[str, ...] = ()
    amount: int = Field(gt=0)
    unit: Unit
    only_with_proceedings: bool = False
    allowance: Allowance = NO_ALLOWANCE


OrganisationKind = Literal[
    "partnership",
    "local_authority",
    "icb",
    "police",
    "other_local_authority",
    "agency",
    "panel",
    "dfe",
    "ofsted",
    "secretary_of_state",
]

PARTNER_KINDS: tuple[OrganisationKind, ...] = ("local_authority", "icb", "police")


class Organisation(Model):
    """Somebody the procedure writes to. `key` names it in decisions and files."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    name: str
    kind: OrganisationKind
    email: str


class Policy(Model):
    """What the partnership decides for itself: local targets, the ladder, the method, the directory.

    `area` is the key of its own local authority's area. `late_after_minutes` is how long after its planned
    instant a reminder or an escalation is marked late. `allowance_reasons` are the codes that an extension or a
    suspension is given under, each with its words; which targets may have one, their `allowance` says. `retention`
    says for how long the record of a closed case is kept.
    """

    name: str
    version: str
    area: str
    pinned_framework: str | None = None
    sender_email: str
    late_after_minutes: int = Field(gt=0)
    escalation_limit_working_days: int = Field(gt=0)
    duties: tuple[DutyRule, ...]
    allowance_reasons: Mapping[Key, Line] = {}
    ladder: tuple[LadderRung, ...]
    review_steps: tuple[ReviewStep, ...]
    organisations: tuple[Organisation, ...]
    retention: tuple[RetentionRule, ...] = ()

    @property
    def partners(self) -> tuple[Organisation, ...]:
        """The three safeguarding partners (Children Act 2004, s. 16E)."""
        return tuple(each for each in self.organisations if each.kind in PARTNER_KINDS)

    def organisation(self, key: str) -> Organisation | None:
        """The organisation of that key, if the directory has it."""
        return next((each for each in self.organisations if each.key == key), None)

    def rule(self, duty: str) -> DutyRule:
        """The local target of that name. Raises UnknownDuty."""
        return _find(duty, self.duties)

    def retention_of(self, record: RecordType) -> RetentionRule | None:
        """How long a type of record is kept; None where the policy does not say."""
        return next((each for each in self.retention if each.record is record), None)


class Rules(Model):
    """Everything that a case counts by, recorded with it when it opens."""

    framework: Framework
    calendar: Calendar
    policy: Policy

    def rule(self, duty: str) -> DutyRule:
        """The framework's rule of that name, else the policy's. Raises UnknownDuty."""
        try:
            return self.framework.rule(duty)
        except UnknownDuty:
            return self.policy.rule(duty)


def _find(duty: str, rules: tuple[DutyRule, ...]) -> DutyRule:
    for rule in rules:
        if rule.duty == duty:
            return rule
    raise UnknownDuty(duty)
