"""The client of disposals: begin one, and wait until the record is destroyed."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from temporalio.client import WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from starter.client.connection import Connection
from starter.client.errors import Refused, ServiceUnavailable
from starter.client.looking import check_on_record
from starter.client.reaching import reaching_temporal
from starter.client.session import reaching_the_keys
from workflows.disposal import DISPOSAL, OUTCOME_UPDATE, Disposed, disposal_id
from workflows.errands import RecordToDispose
from workflows.refusals import refusal_in

PATIENCE = timedelta(minutes=2)


class Disposals(Connection):
    """Disposals of one service."""

    async def dispose(self, reference: str) -> Disposed:
        """Destroy the record of a case whose disposal is approved; where that is under way, wait for it.

        A record that is destroyed already is destroyed again, as far as a backup has brought something back.

        Raises:
            Refused: it may not be destroyed, and nothing was.
            UnknownCase: there is no such case.
            ServiceUnavailable: nobody answers; what has begun goes on as soon as it can.
        """
        with reaching_the_keys():
            is_destroyed = self.keys.destroyed(reference) is not None
        if not is_destroyed:
            await check_on_record(self, reference)
        start: WithStartWorkflowOperation[object, object] = WithStartWorkflowOperation(
            DISPOSAL,
            RecordToDispose(reference=reference),
            id=disposal_id(reference),
            task_queue=self.settings.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=f"Disposal of the record of {reference}",
        )
        try:
            async with reaching_temporal(within=PATIENCE):
                disposed: Disposed = await self.client.execute_update_with_start_workflow(
                    OUTCOME_UPDATE, start_workflow_operation=start, result_type=Disposed
                )
                return disposed
        except WorkflowUpdateFailedError as error:
            refused = refusal_in(error.cause)
            if refused:
                raise Refused(*refused) from None
            raise ServiceUnavailable("The disposal was ended by somebody; begin it again.") from None
        except ServiceUnavailable as error:
            with suppress(asyncio.CancelledError, RPCError):  # the library keeps the same failure there too
                await start.workflow_handle()
            again = "What has begun goes on as soon as it can; the same command waits for it again."
            raise ServiceUnavailable(f"{error.message} {again}") from None
