"""When a case moves to another statutory framework: its data is read first, outside of the workflow."""

from temporalio import workflow

from domain.decisions.any_decision import AnyDecision
from domain.decisions.dates import MoveToFramework
from domain.framework import Framework
from domain.refusal import Refusal, RefusalCode
from workflows.errands import READ_FRAMEWORK, FrameworkFound, FrameworkWanted
from workflows.retries import LEDGER_RETRY, ONE_ATTEMPT


async def framework_of(decision: AnyDecision) -> Framework | None:
    """The framework that the decision moves the case to; None for every other decision.

    Raises:
        Refusal: there is none of that name; the message says which there are.
    """
    if not isinstance(decision, MoveToFramework):
        return None
    found: FrameworkFound = await workflow.execute_activity(
        READ_FRAMEWORK,
        FrameworkWanted(name=decision.framework),
        result_type=FrameworkFound,
        start_to_close_timeout=ONE_ATTEMPT,
        retry_policy=LEDGER_RETRY,
        summary="The statutory framework that the case moves to",
    )
    if found.framework is None:
        known = ", ".join(found.known)
        raise Refusal(RefusalCode.UNKNOWN, f"framework: there is none of that name; there are {known}")
    return found.framework
