"""When a record ends for good: its disposal asks the case, which alone writes to its stream."""

from temporalio import workflow

from domain.destroyed import Destroyed
from domain.destruction import dispose
from domain.refusal import Refusal
from workflows.case_file import CaseFile
from workflows.messages import Disposing
from workflows.proving import check_the_service_sends
from workflows.refusals import failure


async def record_disposal(file: CaseFile, order: object) -> Destroyed | None:
    """Record the last event, once, and answer when the ledger has it: from then on the key is not needed.

    Raises:
        ApplicationError: the record may not be destroyed; a legal hold may have come in the meantime.
    """
    given = Disposing.model_validate(order)
    wanted = given.order
    try:
        await check_the_service_sends(wanted, given.id, given.proof)
        file.do(dispose, wanted.current, wanted.survivor_is_destroyed)
    except Refusal as refusal:
        raise failure(refusal) from refusal
    await workflow.wait_condition(lambda: file.is_delivered)
    return file.case.disposed
