"""The local policy, as its file has it: what a partnership decides for itself."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from domain.duty_rule import NO_ALLOWANCE, Allowance, DutyRule, Unit, rule_of
from domain.model import Model
from domain.retention_policy import RecordType, RetentionRule
from domain.text import Key, Line

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
        return rule_of(duty, self.duties)

    def retention_of(self, record: RecordType) -> RetentionRule | None:
        """How long a type of record is kept; None where the policy does not say."""
        return next((each for each in self.retention if each.record is record), None)
