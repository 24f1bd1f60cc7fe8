"""Up to where the ledger had a case, by what others remember of it: it says nothing of what it has lost."""

from collections.abc import AsyncIterator

import structlog
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from archive.done_errands import acknowledged_up_to
from archive.histories import open_archive
from archive.store import ArchiveDamaged
from settings import Settings
from vault.case_keys import CaseKeys
from vault.converter import data_converter

_log = structlog.get_logger()


async def acknowledged(client: Client, settings: Settings, keys: CaseKeys, reference: str) -> int:
    """The position up to which the ledger had a case when its earlier runs ended; 0 where no history of one is left.

    Args:
        client: of Temporal, which is asked first.
        settings: where the archive is, which is asked where Temporal has none any more.
        keys: open the histories.
        reference: the case.

    Raises:
        ArchiveUnavailable: the archive cannot be reached.
        RPCError: Temporal does not answer.
    """
    converter = data_converter(keys)
    found = [await acknowledged_up_to(each, converter) async for each in _at_temporal(client, reference)]
    if not found:
        found = [await acknowledged_up_to(each, converter) async for each in _archived(settings, keys, reference)]
    return max(found, default=0)


async def _at_temporal(client: Client, reference: str) -> AsyncIterator[WorkflowHistory]:
    async for run in client.list_workflows(f"WorkflowId = '{reference}' AND ExecutionStatus != 'Running'"):
        try:
            yield await client.get_workflow_handle(reference, run_id=run.run_id).fetch_history()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:  # deleted since it was listed
                raise


async def _archived(settings: Settings, keys: CaseKeys, reference: str) -> AsyncIterator[WorkflowHistory]:
    archive = open_archive(settings, keys)
    try:
        for manifest in archive.manifests(reference):
            history = await archive.get(reference, manifest.run)
            if history is not None:
                yield history
    except ArchiveDamaged as damage:  # cspr archive check says so every day; a hold on the case cannot wait for it
        _log.error("what the ledger had is not known for certain", case=reference, why=str(damage))
