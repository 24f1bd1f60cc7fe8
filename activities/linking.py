"""The errand of two cases that become one: what the one hands over goes to the other."""

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from vault.case_keys import KeyDestroyed, NoKey
from workflows.errands import HAND_OVER, HandedOver, HandOver
from workflows.messages import TAKE_OVER_SIGNAL


@activity.defn(name=HAND_OVER)
async def hand_over(order: HandOver) -> HandedOver:
    """Tell the surviving case. A second time tells it nothing new.

    Here and not by the workflow itself: what is sealed for a case that does not exist would stop the workflow.
    """
    handle: WorkflowHandle[object, object] = activity.client().get_workflow_handle(order.survivor)
    try:
        await handle.signal(TAKE_OVER_SIGNAL, order.linked)
    except (NoKey, KeyDestroyed):
        return HandedOver(taken=False)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return HandedOver(taken=False)
    return HandedOver(taken=True)
