"""A case goes on under another statutory framework: open duties follow it, what was met stays as it was met.

Frameworks move by policy: in March 2020 the 15-day and 6-month expectations were relaxed and the 5-day one was not.
"""

from domain.case import Case
from domain.decisions.dates import MoveToFramework
from domain.event import Body, FactsAssessed, RulesResolved
from domain.framework import Framework
from domain.notifiable import assess
from domain.refusal import Refusal, RefusalCode


def check(case: Case, decision: MoveToFramework) -> None:
    """It is another one."""
    if case.in_force.framework.name == decision.framework:
        raise Refusal(RefusalCode.ALREADY_DECIDED, f"the case runs under {decision.framework} already")


def apply(case: Case, decision: MoveToFramework) -> Case:
    """The move is on record; the rules themselves follow as an event of their own."""
    return case.having(framework_moves=(*case.framework_moves, decision))


def brings(case: Case, framework: Framework | None) -> list[Body]:
    """The rules that the case goes on under, and what its facts suggest by them.

    Args:
        case: the case, with its present rules.
        framework: the one that the decision names, as it was read from the released data.

    Raises:
        Refusal: nobody has read it. A history that is taken over begins under one framework and keeps it.
    """
    if framework is None:
        raise Refusal(
            RefusalCode.WRONG_STAGE,
            "framework: a history is counted by one framework; name that when the case is referred (--framework), "
            "and move the case once it is open",
        )
    rules = case.in_force.model_copy(update={"framework": framework})
    assessment = assess(case.referral, framework, rules.policy.area)
    return [RulesResolved(rules=rules), FactsAssessed(assessment=assessment)]
