"""What must hold between the parts of a framework or a policy, beyond the shape of each field.

Every function gives the faults as lines "field: what is wrong and what would be right", none when all is well.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import get_args

from email_validator import EmailNotValidError, validate_email

from domain.duty_rule import NO_ALLOWANCE, DutyRule, Force, Unit
from domain.framework import Framework
from domain.months import MONTHS_A_YEAR
from domain.policy import PARTNER_KINDS, LadderRung, OrganisationKind, Policy, ReviewStep
from domain.retention_policy import RecordType

_KINDS: tuple[OrganisationKind, ...] = get_args(OrganisationKind)
_OWNERS: set[str] = {"coordinator", "business_manager", "partner", "partners", "reviewer", *_KINDS}
_ANY_NUMBER: set[OrganisationKind] = {"agency", "other_local_authority"}
_LADDER_ROLES = {"owner", "coordinator", "business_manager", "partners"}

# The duties that the procedure asks the rules for by name.
_FRAMEWORK_DUTIES = ("notification", "rapid_review", "publication", "advance_copy", "public_for_a_year")
_WARNINGS = ("rapid_review_from_awareness",)
_LOCAL_TARGETS = (
    "acknowledgement",
    "criteria_decision",
    "agency_summary",
    "rapid_review_meeting",
    "signature",
    "local_review_signature",
    "panel_answer",
    "information_to_panel",
    "reconsideration",
    "lcspr_decision",
    "delay_review",
)


def framework_faults(framework: Framework) -> list[str]:
    """The faults of one framework."""
    return [
        *_missing("duties", _FRAMEWORK_DUTIES, framework.duties),
        *_missing("warnings", _WARNINGS, framework.warnings),
        *_owners("duties", framework.duties),
        *_owners("warnings", framework.warnings),
        *_statutory(framework),
    ]


def policy_faults(policy: Policy, frameworks: Mapping[str, Framework]) -> list[str]:
    """The faults of a policy, given the frameworks that it may run beside."""
    return [
        *_pinned(policy, frameworks),
        *_missing("duties", _LOCAL_TARGETS, policy.duties),
        *_owners("duties", policy.duties),
        *_local(policy, frameworks),
        *_rungs(policy),
        *_allowances(policy),
        *_steps(policy.review_steps),
        *_retention(policy),
        *_directory(policy),
        *_addresses(policy),
    ]


def _missing(section: str, needed: Iterable[str], rules: tuple[DutyRule, ...]) -> Iterator[str]:
    present = {rule.duty for rule in rules}
    return (f"{section}.{duty}: is missing" for duty in needed if duty not in present)


def _owners(section: str, rules: tuple[DutyRule, ...]) -> Iterator[str]:
    return (
        f"{section}.{rule.duty}.owner: {_unknown(rule.owner, _OWNERS)}" for rule in rules if rule.owner not in _OWNERS
    )


def _statutory(framework: Framework) -> Iterator[str]:
    for rule in framework.duties:
        if rule.force is Force.LOCAL_TARGET:
            yield f"duties.{rule.duty}.force: a local target belongs in the policy"
        if rule.allowance != NO_ALLOWANCE:
            yield f"duties.{rule.duty}.allowance: only a local target can be extended or suspended; leave it out"
    duties = {rule.duty for rule in framework.duties}
    for rule in framework.warnings:
        if rule.duty in duties:
            yield f"warnings.{rule.duty}: a duty has the same name"
    for number, reading in enumerate(framework.readings, start=1):
        if reading.duty not in duties:
            yield f"readings #{number}.duty: {_unknown(reading.duty, duties)}"


def _pinned(policy: Policy, frameworks: Mapping[str, Framework]) -> Iterator[str]:
    if policy.pinned_framework is not None and policy.pinned_framework not in frameworks:
        yield f"pinned_framework: {_unknown(policy.pinned_framework, frameworks)}"


def _local(policy: Policy, frameworks: Mapping[str, Framework]) -> Iterator[str]:
    national = {rule.duty for each in frameworks.values() for rule in each.duties + each.warnings}
    for rule in policy.duties:
        if rule.duty in national:
            yield f"duties.{rule.duty}: the framework sets this duty, a policy cannot"
        elif rule.force is not Force.LOCAL_TARGET:
            yield f"duties.{rule.duty}.force: must be 'local_target': a policy makes no law"


def _allowances(policy: Policy) -> Iterator[str]:
    limits: dict[str, DutyRule | ReviewStep] = {f"duties.{rule.duty}": rule for rule in policy.duties}
    limits |= {f"review_steps.{step.step}": step for step in policy.review_steps}
    allowing = {where: limit for where, limit in limits.items() if limit.allowance != NO_ALLOWANCE}
    for where, limit in allowing.items():
        if limit.unit is not Unit.WORKING_DAYS:
            counted = limit.unit.say()
            yield f"{where}.allowance: only what is counted in working days can have one; this counts {counted}"
    if allowing and not policy.allowance_reasons:
        yield f"allowance_reasons: is missing, and {next(iter(allowing))} needs a reason code for each extension"


def _rungs(policy: Policy) -> Iterator[str]:
    limit = policy.escalation_limit_working_days
    for rung in policy.ladder:
        where = f"ladder.{rung.name}"
        if not rung.to:
            yield f"{where}.to: names nobody; it needs one of {_listed(_LADDER_ROLES)}"
        for role in rung.to:
            if role not in _LADDER_ROLES:
                yield f"{where}.to: {_unknown(role, _LADDER_ROLES)}"
        wanted = _offset_fault(rung, limit)
        if wanted:
            yield f"{where}.offset_working_days: {wanted}, not {rung.offset_working_days}"


def _offset_fault(rung: LadderRung, limit: int) -> str | None:
    offset = rung.offset_working_days
    match rung.kind:
        case "reminder":
            return None if offset < 0 else "a reminder comes before the due date and is negative"
        case "escalation":
            return None if 1 <= offset <= limit else f"an escalation comes 1 to {limit} working days after"
        case "due" | "overdue":
            return None if offset == 0 else f"what is {rung.kind} belongs to the due date and is 0"


def _steps(steps: tuple[ReviewStep, ...]) -> Iterator[str]:
    names = {step.step for step in steps}
    for step in steps:
        where = f"review_steps.{step.step}"
        if step.owner not in _OWNERS:
            yield f"{where}.owner: {_unknown(step.owner, _OWNERS)}"
        for before in step.prerequisites:
            if before not in names:
                yield f"{where}.prerequisites: {_unknown(before, names)}"
    try:
        TopologicalSorter({step.step: step.prerequisites for step in steps}).prepare()
    except CycleError as error:
        yield f"review_steps: each of these waits for the next for ever: {' → '.join(reversed(error.args[1]))}"


def _retention(policy: Policy) -> Iterator[str]:
    for record in RecordType:
        rule = policy.retention_of(record)
        if rule is None:
            yield f"retention.{record.value}: is missing"
        elif rule.review_before_months >= rule.years * MONTHS_A_YEAR:
            months = rule.years * MONTHS_A_YEAR
            yield f"retention.{record.value}.review_before_months: must be less than the whole period, {months} months"


def _directory(policy: Policy) -> Iterator[str]:
    count = Counter(each.kind for each in policy.organisations)
    for kind in _KINDS:
        if kind in _ANY_NUMBER or count[kind] == 1:
            continue
        why = "the three safeguarding partners are one each" if kind in PARTNER_KINDS else "letters go there"
        yield f"organisations: exactly one must be of the kind {kind!r} ({why}), there are {count[kind]}"


def _addresses(policy: Policy) -> Iterator[str]:
    addresses = {f"organisations.{each.key}.email": each.email for each in policy.organisations}
    for where, address in {"sender_email": policy.sender_email, **addresses}.items():
        try:
            validate_email(address, check_deliverability=False)
        except EmailNotValidError as error:
            yield f"{where}: {error}"


def _unknown(value: str, known: Iterable[str]) -> str:
    return f"{value!r} is not known; it must be one of {_listed(known)}"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))
