"""Whether there is a case, and how it stands: asked of its workflow, and of the ledger for what Temporal forgot."""

from contextlib import suppress

from temporalio.client import WorkflowExecutionStatus, WorkflowQueryFailedError, WorkflowQueryRejectedError
from temporalio.service import RPCError

from ledger.connect import LedgerUnavailable, connect
from ledger.read import is_known
from starter.client.connection import Connection
from starter.client.errors import ServiceUnavailable, UnknownCase
from starter.client.reaching import reaching_temporal
from workflows.messages import CASE_QUERY, CaseView


async def view_of(connection: Connection, reference: str) -> CaseView:
    """The state of a case. Raises UnknownCase, Refused where its record was destroyed, and ServiceUnavailable."""
    try:
        async with reaching_temporal():
            await connection.keys.get(reference)
            view: CaseView = await connection.handle(reference).query(CASE_QUERY, result_type=CaseView)
            return view
    except RPCError:
        raise UnknownCase(reference) from None
    except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
        raise ServiceUnavailable(f"The worker cannot show the case {reference}: {error}") from None


async def status_of(connection: Connection, reference: str) -> WorkflowExecutionStatus | None:
    """The status of a case's workflow. Raises UnknownCase, and Refused where its record was destroyed."""
    try:
        async with reaching_temporal():
            await connection.keys.get(reference)
            return (await connection.handle(reference).describe()).status
    except RPCError:
        raise UnknownCase(reference) from None


async def view_if_it_runs(connection: Connection, reference: str) -> CaseView | None:
    """The state of a case whose workflow runs; None where none does, or Temporal has forgotten it.

    Raises:
        Refused: its record was destroyed.
        ServiceUnavailable: Temporal or the worker is away.
    """
    try:
        if await status_of(connection, reference) is not WorkflowExecutionStatus.RUNNING:
            return None
    except UnknownCase:
        return None
    return await view_of(connection, reference)


async def check_on_record(connection: Connection, reference: str) -> None:
    """Raises UnknownCase where neither Temporal, which forgets, nor the ledger has the case."""
    with suppress(UnknownCase):
        await status_of(connection, reference)
        return
    try:
        ledger = await connect(connection.settings.ledger_dsn)
        try:
            known = await is_known(ledger, reference)
        finally:
            await ledger.close()
    except LedgerUnavailable as error:
        raise ServiceUnavailable(f"{error}.") from None
    if not known:
        raise UnknownCase(reference)
