"""What can be answered to a question about a decision, as far as it is known here: keys, each with its name."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import cast

from domain.case import Case
from domain.decisions.dates import ExplainLateness, ExtendDuty, ResumeDuty, SuspendDuty
from domain.decisions.decision import Decision
from domain.extension import can_be
from domain.london import say_day
from domain.policy import Organisation, Policy
from domain.rule_files import load_frameworks
from starter.client import session

KEYS: Mapping[str, Callable[[Policy], Mapping[str, str]]] = {
    "agency": lambda policy: _names(policy.organisations),
    "owner": lambda policy: _names(policy.organisations),
    "partner": lambda policy: _names(policy.partners),
    "step": lambda policy: {each.step: each.title for each in policy.review_steps},
    "code": lambda policy: policy.allowance_reasons,
    "framework": lambda _policy: {name: each.title for name, each in load_frameworks().items()},
}
"""By a field's name its keys under the partnership's policy, each with what it is."""


def known_answers(kind: type[Decision], field: str, policy: Policy, look: Callable[[], Case]) -> Mapping[str, str]:
    """The keys that a field may be answered with; nothing where any text may be.

    Args:
        kind: the decision.
        field: the field's name.
        policy: the partnership's policy, with its directory.
        look: gives the case as it stands, for whoever may read it; called only where the answer lies in the case.
    """
    if field == "duty":
        return _duties(kind, look(), session.now())
    return KEYS[field](policy) if field in KEYS else {}


def _names(organisations: Iterable[Organisation]) -> dict[str, str]:
    return {each.key: each.name for each in organisations}


def _duties(kind: type[Decision], case: Case, now: datetime) -> dict[str, str]:
    """What is or was late, to be explained; or what can be extended, suspended or resumed."""
    duties = sorted(case.duties.values(), key=lambda duty: (duty.due, duty.key))
    if kind is ExplainLateness:
        wanted = [duty for duty in duties if duty.is_late(now)]
    else:
        given = cast("type[ExtendDuty | SuspendDuty | ResumeDuty]", kind)
        wanted = [duty for duty in duties if can_be(given, duty)]
    return {duty.key: f"{duty.title}, due {say_day(duty.due)}" for duty in wanted}
