"""How a decision gets to its case, and what becomes of it where nothing takes it."""

import asyncio
from contextlib import suppress
from typing import NoReturn

from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.service import RPCError

from domain.decisions.decision import Decision
from domain.refusal import RefusalCode
from starter.client.connection import Connection
from starter.client.errors import Refused, ServiceUnavailable, UnknownCase
from starter.client.looking import check_on_record, status_of
from starter.client.reaching import log_refusal, raise_refusal, reaching_temporal
from starter.client.starting import unless_it_runs
from vault.proofs import LEFT
from workflows.messages import Receipt


async def decide(connection: Connection, reference: str, decision: Decision) -> Receipt:
    """Send a decision and wait for its answer. Raises as `Cases.decide` does."""
    if decision.closed_too:
        return await _decide_even_if_closed(connection, reference, decision)
    try:
        async with reaching_temporal(decision):
            receipt: Receipt = await connection.handle(reference).execute_update(
                decision.title,
                connection.sent(reference, decision),
                id=decision.id,
                result_type=Receipt,
            )
            return receipt
    except WorkflowUpdateFailedError as error:
        raise_refusal(reference, decision, error)
    except RPCError as error:
        await _raise_absence(connection, reference, decision, error)


async def signal(connection: Connection, reference: str, decision: Decision) -> None:
    """Send a decision without waiting for its answer. Raises as `Cases.signal` does."""
    try:
        async with reaching_temporal():
            await connection.handle(reference).signal(decision.title, connection.sent(reference, decision, LEFT))
    except RPCError as error:
        await _raise_absence(connection, reference, decision, error)


async def _decide_even_if_closed(connection: Connection, reference: str, decision: Decision) -> Receipt:
    """Where its workflow has ended it starts anew from the ledger, with this decision as its first."""
    await check_on_record(connection, reference)
    start = unless_it_runs(connection, reference)
    try:
        async with reaching_temporal(decision):
            receipt: Receipt = await connection.client.execute_update_with_start_workflow(
                decision.title,
                connection.sent(reference, decision),
                start_workflow_operation=start,
                id=decision.id,
                result_type=Receipt,
            )
            return receipt
    except WorkflowUpdateFailedError as error:
        raise_refusal(reference, decision, error)
    except ServiceUnavailable:
        with suppress(asyncio.CancelledError, RPCError):  # the library keeps the same failure there too
            await start.workflow_handle()
        raise


async def _raise_absence(connection: Connection, reference: str, decision: Decision, error: RPCError) -> NoReturn:
    """Nothing took the decision: there is no such case, or its workflow has ended."""
    try:
        status = await status_of(connection, reference)
    except UnknownCase:
        await check_on_record(connection, reference)
        log_refusal(reference, decision, RefusalCode.CLOSED.value)
        raise Refused(
            RefusalCode.CLOSED.value,
            f"Nothing carries the case {reference} on any more. If it is closed, reopen it first (cspr reopen); "
            "if it is open, cspr recover starts it again.",
        ) from None
    if status is WorkflowExecutionStatus.RUNNING:
        raise error
    log_refusal(reference, decision, RefusalCode.CLOSED.value)
    right = "send this without --no-wait" if decision.closed_too else "reopen it first (cspr reopen)"
    raise Refused(RefusalCode.CLOSED.value, f"The case {reference} is closed; {right}.")
