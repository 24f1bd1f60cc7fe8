"""Where a case stands: its stage, what is due next, what is overdue, and who has to act."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from pydantic import AwareDatetime

from domain.case import Case
from domain.decisions.criteria import CriteriaOutcome
from domain.duty import Duty, DutyStatus
from domain.london import london_date, say_day
from domain.model import Model
from domain.panel import in_national_review
from domain.turn import actionable

_SECOND = timedelta(seconds=1)

STAGES = (
    "Safeguarding Lead's decision",
    "criteria decision",
    "notification",
    "rapid review",
    "Panel",
    "national review",
    "local review",
    "follow-up",
    "closing",
    "closed",
)
"""What the name of a stage begins with, in the order of the procedure; a closed case says its outcome, too."""


class Standing(Model):
    """A case in one line. Holds no personal data, for it is shown to everyone with access to the service.

    `next_due` is the last second of a London day, as a UTC instant, so that all clocks in Britain show that day.
    `overdue` and `due_soon` count open duties; due soon is what its ladder has reminded of. `waiting_for` are those
    who can act now, `owed` what they owe: the names of the rules.
    """

    stage: str
    state: str
    next_due: AwareDatetime | None
    overdue: int
    due_soon: int
    waiting_for: tuple[str, ...]
    owed: tuple[str, ...]
    area: str
    kind: str
    framework: str


def standing(case: Case, now: datetime) -> Standing:
    """How the case stands at the UTC instant `now`."""
    duties = case.open_duties()
    dated = [duty for duty in duties if has_date(case, duty, now)]
    now_owed = actionable(case)
    return Standing(
        stage=stage(case),
        state="closed" if case.is_closed else "open",
        next_due=min((duty.breach - _SECOND for duty in dated if not duty.is_overdue(now)), default=None),
        overdue=len(case.overdue_duties(now)),
        due_soon=len([duty for duty in duties if is_due_soon(duty, now)]),
        waiting_for=waiting_for(case),
        owed=tuple(sorted({duty.rule.duty for duty in now_owed})),
        area=case.in_force.policy.area,
        kind=case.assessment.path.value if case.assessment else "",
        framework=case.in_force.framework.name,
    )


def waiting_for(case: Case) -> tuple[str, ...]:
    """Who can act now: roles, and organisations by their keys, sorted."""
    return tuple(sorted({duty.owner for duty in actionable(case)} | _without_a_duty(case)))


def is_due_soon(duty: Duty, now: datetime) -> bool:
    """Whether an open duty has been reminded of, by the date that it has now, and is not overdue."""
    reminded = any(duty.rung_id(rung) in duty.fired for rung in duty.rungs)
    return duty.status is DutyStatus.OPEN and reminded and not duty.is_overdue(now)


def _without_a_duty(case: Case) -> set[str]:
    """Who has to act where no rule says by when."""
    if case.is_closed or case.withdrawn or case.linked:
        return set()
    if not case.referred and not case.not_referred:
        return {"safeguarding_lead"}
    return {"panel"} if in_national_review(case) else set()


def stage(case: Case) -> str:  # noqa: PLR0911 - one line a stage
    """The name of the stage at which the case is, in plain words."""
    if case.is_closed:
        return f"closed: {(case.outcome or '').replace('_', ' ')}"
    if not case.referred and not case.not_referred:
        return "Safeguarding Lead's decision"
    if case.criteria is None:
        return "criteria decision"
    if case.criteria.outcome not in (CriteriaOutcome.MET, CriteriaOutcome.NOTIFY_ONLY) or case.stood_down:
        return "closing"
    if case.notification is None:
        return "notification"
    if not case.under_review:
        return "closing"
    if case.submission is None:
        return "rapid review"
    if case.publication:
        return "follow-up"
    if case.local_review:
        return "local review"
    return "national review" if in_national_review(case) else "Panel"


def is_named(stage: str, name: str) -> bool:
    """Whether somebody means this stage by a name, of which the letters count: "rapid-review", or a beginning of it."""
    return _letters(stage).startswith(_letters(name))


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))


def say_due(case: Case, duty: Duty, now: datetime) -> str:
    """When a duty is due at the UTC instant `now`, in words that stay true, with the date that it had first."""
    if duty.provisional and duty.status is not DutyStatus.OPEN:
        return "no date"  # it ended before it had one
    day = say_date(case, duty.due, now, provisional=duty.provisional)
    beside = beside_due(duty, now)
    return f"{day} ({'; '.join(beside)})" if beside else day


def beside_due(duty: Duty, now: datetime, say: Callable[[date], str] = say_day) -> list[str]:
    """What is to be known beside the due date at the UTC instant `now`: until when its clock stops, the first date."""
    suspension = duty.suspension(london_date(now))
    beside = [f"suspended until {say(suspension.until)}"] if suspension else []
    return [*beside, f"first {say(duty.original_due)}"] if duty.original_due else beside


def has_date(case: Case, duty: Duty, now: datetime) -> bool:
    """Whether any date can be named for a duty at the UTC instant `now`, be it the latest that it could get."""
    return not duty.provisional or (duty.status is DutyStatus.OPEN and not notification_overdue(case, now))


def say_date(case: Case, day: date, now: datetime, *, provisional: bool, say: Callable[[date], str] = say_day) -> str:
    """A date by the rules of a case at the UTC instant `now`, in words that stay true.

    What counts from the notification has the latest date that it could get; once the notification is overdue, no
    date can be named before it is sent. `say` is how a day is said.
    """
    if not provisional:
        return say(day)
    return "no date until the notification is sent" if notification_overdue(case, now) else f"at the latest {say(day)}"


def notification_overdue(case: Case, now: datetime) -> bool:
    """Whether the notification's day had ended by the UTC instant `now` without one."""
    notification = case.duties.get("notification")
    return notification is not None and notification.is_overdue(now)
