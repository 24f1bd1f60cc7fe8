"""The errands of a disposal: the last event of a record, its key, its documents, its histories."""

import asyncio
from contextlib import suppress

from temporalio import activity
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.house import House
from activities.projecting import Projector
from archive.histories import open_archive, open_store
from archive.remains import RemainsArchive
from archive.runs import runs_of
from domain.case import Case
from domain.destroyed import Destroyed
from domain.digest import digest
from domain.evolve import fold
from domain.rule_files import load_policy
from ledger.matching import forget
from ledger.read import read_rows, read_stream
from vault.case_keys import KeyDestroyed
from vault.documents import count_documents, remove_documents
from vault.proofs import Command
from vault.service_signer import service_signer
from workflows.errands import (
    DESTROY_KEY,
    END_RECORD,
    REMOVE_HISTORIES,
    REMOVE_REMAINS,
    RecordEnded,
    RecordToDispose,
)
from workflows.messages import DISPOSE_UPDATE, WORKFLOW, DisposeOfRecord, Disposing, Start
from workflows.refusals import refusal_in


class NotDestroyed(Exception):  # noqa: N818 - what it says
    """The record cannot be destroyed yet, or has still its key, so that nothing of it is removed."""


class DisposalDesk:
    """Destroys one record, step by step; each step looks whether its turn has come."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._archive = open_archive(house.settings, house.keys)
        self._remains = RemainsArchive(open_store(house.settings))

    @activity.defn(name=END_RECORD)
    async def end(self, order: RecordToDispose) -> RecordEnded:
        """Have the case record its last event, and say what there is to be destroyed.

        Raises:
            ApplicationError: it may not be destroyed.
        """
        with suppress(KeyDestroyed):  # done before; what a backup has brought back is removed
            await self._tell(await self._case(order.reference))
        documents = await asyncio.to_thread(count_documents, self._house.settings.documents, order.reference)
        archived = await asyncio.to_thread(self._archive.count, order.reference)
        histories = len(await runs_of(activity.client(), order.reference))
        return RecordEnded(documents=documents, histories=histories, archived=archived)

    @activity.defn(name=DESTROY_KEY)
    async def destroy_key(self, order: RecordToDispose) -> Destroyed:
        """Destroy the key of a record that has its last event in the ledger; how that was done the first time."""
        try:
            case = await self._case(order.reference)
        except KeyDestroyed as known:
            return known.destroyed
        if case.disposed is None:
            raise NotDestroyed(f"the ledger does not have the last event of {order.reference}")
        # The key store may have been away since: its backups had the key until now.
        now = case.disposed.model_copy(update={"at": activity.info().started_time})
        return await asyncio.to_thread(self._house.keys.destroy, order.reference, now)

    @activity.defn(name=REMOVE_REMAINS)
    async def remove_remains(self, order: RecordToDispose) -> None:
        """Remove documents, archived histories, the fingerprints that would recognise the incident, and listed rows.

        No history will have what is left of it in the ledger; so the archive gets a copy first.
        """
        self._check_destroyed(order.reference)
        if rows := await read_rows(self._house.ledger, order.reference):
            await asyncio.to_thread(self._remains.put, order.reference, rows)
        await asyncio.to_thread(remove_documents, self._house.settings.documents, order.reference)
        await asyncio.to_thread(self._archive.remove, order.reference)
        await forget(self._house.ledger, order.reference)
        await Projector(self._house.ledger, self._house.keys).project(order.reference)

    @activity.defn(name=REMOVE_HISTORIES)
    async def remove_histories(self, order: RecordToDispose) -> int:
        """Have Temporal remove every run of the case; how many it still has. It takes its time over the last ones."""
        self._check_destroyed(order.reference)
        client = activity.client()
        runs = await runs_of(client, order.reference)
        for run in sorted(runs):
            await _remove(client, order.reference, run)
        return len(runs)

    async def _case(self, reference: str) -> Case:
        key = await self._house.keys.get(reference)
        case = fold(reference, await read_stream(self._house.ledger, reference, key.cipher))
        if case.rules is None:
            raise NotDestroyed(f"the ledger has no case {reference}")
        return case

    def _check_destroyed(self, reference: str) -> None:
        if self._house.keys.destroyed(reference) is None:
            raise NotDestroyed(f"the key of {reference} is not destroyed")

    async def _tell(self, case: Case) -> None:
        """Tell the case, which is begun again for that. It alone knows what was decided a moment ago."""
        start: WithStartWorkflowOperation[object, object] = WithStartWorkflowOperation(
            WORKFLOW,
            Start(reference=case.reference),
            id=case.reference,
            task_queue=self._house.settings.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        survivor = case.linked.survivor if case.linked else None
        wanted = DisposeOfRecord(
            current=load_policy(self._house.settings.policy_file),
            survivor_is_destroyed=survivor is not None and self._house.keys.destroyed(survivor) is not None,
        )
        try:
            await activity.client().execute_update_with_start_workflow(
                DISPOSE_UPDATE,
                await self._signed(case.reference, wanted),
                start_workflow_operation=start,
                id=f"disposal:{activity.info().workflow_run_id}",
                result_type=Destroyed,
            )
        except WorkflowUpdateFailedError as error:
            refused = error.cause
            if not isinstance(refused, ApplicationError) or refusal_in(refused) is None:
                raise  # its run ended before it answered; asked again, the next one does
            raise ApplicationError(refused.message, type=refused.type, non_retryable=True) from None

    async def _signed(self, reference: str, order: DisposeOfRecord) -> Disposing:
        unsigned = Disposing(order=order, proof="")
        signer = await service_signer(self._house.keys)
        command = Command(reference, unsigned.id, digest(order))
        return unsigned.model_copy(update={"proof": signer.prove(command, activity.info().started_time)})


async def _remove(client: Client, reference: str, run: str) -> None:
    try:
        await client.workflow_service.delete_workflow_execution(
            DeleteWorkflowExecutionRequest(
                namespace=client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=reference, run_id=run),
            )
        )
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
