"""The errand of two cases that become one: what the one hands over goes to the other."""

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from activities.house import House
from domain.digest import digest
from vault.case_keys import KeyDestroyed, NoKey
from vault.proofs import LEFT, Command
from vault.service_signer import service_signer
from workflows.errands import HAND_OVER, HandedOver, HandOver
from workflows.messages import TAKE_OVER_SIGNAL, Linked


class LinkingDesk:
    """Carries what one case holds to another one."""

    def __init__(self, house: House) -> None:
        self._house = house

    @activity.defn(name=HAND_OVER)
    async def hand_over(self, order: HandOver) -> HandedOver:
        """Tell the surviving case. A second time tells it nothing new.

        Here and not by the workflow itself: what is sealed for a case that does not exist would stop the workflow.
        """
        handle: WorkflowHandle[object, object] = activity.client().get_workflow_handle(order.survivor)
        try:
            await handle.signal(TAKE_OVER_SIGNAL, await self._signed(order))
        except (NoKey, KeyDestroyed):
            return HandedOver(taken=False)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return HandedOver(taken=False)
        return HandedOver(taken=True)

    async def _signed(self, order: HandOver) -> Linked:
        unsigned = Linked(linked=order.linked, proof="")
        command = Command(order.survivor, unsigned.id, digest(order.linked))
        signer = await service_signer(self._house.keys)
        proof = signer.prove(command, activity.info().started_time, LEFT)
        return unsigned.model_copy(update={"proof": proof})
