"""A record on its way out of the world: one workflow a disposal, which begins where two people have agreed to it.

The key goes first: from that moment nobody reads anything of the record, and what is left of it is rubbish to be
cleared away. Each errand changes nothing the second time, so that a crash in between costs nothing.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError

from domain.destroyed import Destroyed
from domain.model import Model
from workflows.calendar import LISTED_WITHIN
from workflows.errands import (
    DESTROY_KEY,
    END_RECORD,
    REMOVE_HISTORIES,
    REMOVE_REMAINS,
    RecordEnded,
    RecordToDispose,
)
from workflows.retries import LEDGER_RETRY, ONE_ATTEMPT

DISPOSAL = "Disposal"
OUTCOME_UPDATE = "Await the destruction"
LOOK_AGAIN = timedelta(minutes=2)
"""Temporal keeps the history of a run for a while after it has ended, also when it is told to remove it."""


class Disposed(Model):
    """How a record was destroyed, and how many documents and histories (at Temporal, archived) go with its key."""

    destroyed: Destroyed
    documents: int
    histories: int
    archived: int


def disposal_id(reference: str) -> str:
    """The id of a record's disposal, which is no case: its key is the service's own, and outlives the record's."""
    return f"disposal/{reference}"


@workflow.defn(name=DISPOSAL)
class RecordDisposal:
    """Destroys the record of one closed case. Begun again on a destroyed one, it removes what a backup brought back."""

    def __init__(self) -> None:
        self._disposed: Disposed | None = None
        self._refusal: BaseException | None = None

    @workflow.run
    async def run(self, order: RecordToDispose) -> Disposed:
        """Destroy it, and look once more when Temporal lists every run for certain.

        Raises:
            ActivityError: it may not be destroyed, and nothing was; its cause says why.
        """
        try:
            ended = await self._end(order)
        except ActivityError as error:
            self._refusal = error.cause
            await workflow.wait_condition(workflow.all_handlers_finished)
            raise
        destroyed = await self._destroy_key(order)
        await self._remove(order)
        self._disposed = Disposed(destroyed=destroyed, **ended.model_dump())
        await workflow.sleep(LISTED_WITHIN, summary="Until Temporal lists every run of the case for certain")
        while await self._remove(order):
            await workflow.sleep(LOOK_AGAIN, summary="Until Temporal has removed what it was told to")
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._disposed

    @workflow.update(
        name=OUTCOME_UPDATE,
        description="Answers when the record is destroyed, or why it is not. With cspr retention dispose.",
    )
    async def _outcome(self) -> Disposed | None:
        await workflow.wait_condition(lambda: bool(self._disposed or self._refusal))
        if self._refusal:
            raise self._refusal
        return self._disposed

    async def _end(self, order: RecordToDispose) -> RecordEnded:
        ended: RecordEnded = await workflow.execute_activity(
            END_RECORD,
            order,
            result_type=RecordEnded,
            start_to_close_timeout=ONE_ATTEMPT,
            retry_policy=LEDGER_RETRY,
            summary="The case's last event, while its key is there",
        )
        return ended

    async def _destroy_key(self, order: RecordToDispose) -> Destroyed:
        destroyed: Destroyed = await workflow.execute_activity(
            DESTROY_KEY,
            order,
            result_type=Destroyed,
            start_to_close_timeout=ONE_ATTEMPT,
            retry_policy=LEDGER_RETRY,
            summary="From now on nothing of the record can be read",
        )
        return destroyed

    async def _remove(self, order: RecordToDispose) -> int:
        """How many histories Temporal had still to remove."""
        await workflow.execute_activity(
            REMOVE_REMAINS,
            order,
            start_to_close_timeout=ONE_ATTEMPT,
            retry_policy=LEDGER_RETRY,
            summary="What nobody can open any more, and fingerprints that would still be recognised",
        )
        left: int = await workflow.execute_activity(
            REMOVE_HISTORIES,
            order,
            result_type=int,
            start_to_close_timeout=ONE_ATTEMPT,
            retry_policy=LEDGER_RETRY,
            summary="Every run of the case's workflow",
        )
        return left
