"""What can be answered to a question about a decision, as far as it is known here: keys, each with its name."""

from collections.abc import Callable, Iterable, Mapping

from domain.case import Case
from domain.decisions.dates import ExplainLateness
from domain.decisions.decision import Decision
from domain.duty import DutyStatus
from domain.london import say_day
from domain.policy import Organisation, Policy
from domain.rule_files import load_frameworks


def known_answers(kind: type[Decision], field: str, policy: Policy, look: Callable[[], Case]) -> Mapping[str, str]:
    """The keys that a field may be answered with; nothing where any text may be.

    Args:
        kind: the decision.
        field: the field's name.
        policy: the partnership's policy, with its directory.
        look: gives the case as it stands, for whoever may read it; called only where the answer lies in the case.
    """
    if field == "duty":
        return _duties(look(), late=kind is ExplainLateness)
    known: Mapping[str, Mapping[str, str]] = {
        "agency": _names(policy.organisations),
        "owner": _names(policy.organisations),
        "partner": _names(policy.partners),
        "step": {each.step: each.title for each in policy.review_steps},
        "code": policy.allowance_reasons,
        "framework": {name: each.title for name, each in load_frameworks().items()},
    }
    return known.get(field, {})


def _names(organisations: Iterable[Organisation]) -> dict[str, str]:
    return {each.key: each.name for each in organisations}


def _duties(case: Case, *, late: bool) -> dict[str, str]:
    """What can be explained, which is all that ever had a date; or what is still owed."""
    duties = sorted(case.duties.values(), key=lambda duty: (duty.due, duty.key))
    wanted = [duty for duty in duties if (not duty.provisional if late else duty.status is DutyStatus.OPEN)]
    return {duty.key: f"{duty.title}, due {say_day(duty.due)}" for duty in wanted}
