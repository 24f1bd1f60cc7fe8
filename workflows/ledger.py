"""The ledger's clerk: appends what was recorded, in batches, however long the ledger is away."""

from temporalio import workflow

from domain.skeleton import in_clear
from workflows.case_file import CaseFile
from workflows.errands import WRITE_TO_LEDGER, LedgerBatch
from workflows.retries import LEDGER_RETRY, ONE_ATTEMPT
from workflows.telling import events_in_words

BATCH = 50


async def keep_ledger(file: CaseFile) -> None:
    """Append for ever; whoever runs this ends it."""
    while True:
        await workflow.wait_condition(lambda: bool(file.not_in_ledger))
        batch = tuple(file.not_in_ledger[:BATCH])
        await workflow.execute_activity(
            WRITE_TO_LEDGER,
            LedgerBatch(events=batch, skeletons=tuple(in_clear(event) for event in batch)),
            start_to_close_timeout=ONE_ATTEMPT,
            retry_policy=LEDGER_RETRY,
            summary=events_in_words(file.case, batch),
        )
        del file.not_in_ledger[: len(batch)]
