"""Cases that the ledger has as open, and that no workflow carries on any more: found, and started again."""

import asyncio
from typing import Literal

import asyncpg
from temporalio.client import WorkflowExecutionStatus

from domain.case import Case
from domain.evolve import fold
from domain.model import Model
from ledger.read import read_stream, streams
from starter.client import Cases
from starter.errors import UnknownCase
from vault.case_keys import CaseKeys, KeyDestroyed

Why = Literal["terminated", "cancelled", "failed", "timed out", "deleted", "reset"]

ENDED: dict[WorkflowExecutionStatus, Why] = {
    WorkflowExecutionStatus.TERMINATED: "terminated",
    WorkflowExecutionStatus.CANCELED: "cancelled",
    WorkflowExecutionStatus.FAILED: "failed",
    WorkflowExecutionStatus.TIMED_OUT: "timed out",
}

LOOKS, BETWEEN_LOOKS_SECONDS = 3, 1


class Astray(Model):
    """A case that nothing carries on, and what became of its workflow."""

    reference: str
    why: Why


async def find_astray(cases: Cases, ledger: asyncpg.Pool, keys: CaseKeys) -> list[Astray]:
    """Every open case of the ledger whose workflow has ended, is gone, or knows less than the ledger.

    Raises:
        LedgerUnavailable, ServiceUnavailable: the ledger, Temporal's server or a worker cannot be reached.
        Unreadable: a row of the ledger cannot be opened.
    """
    found = []
    for reference in await streams(ledger):
        try:
            key = await keys.get(reference)
        except KeyDestroyed:  # disposed of, and closed before that
            continue
        case = fold(reference, await read_stream(ledger, reference, key.cipher))
        why = None if case.is_closed else await _gone_astray(cases, case)
        if why:
            found.append(Astray(reference=reference, why=why))
    return found


async def _gone_astray(cases: Cases, case: Case) -> Why | None:
    try:
        status = await cases.check_known(case.reference)
    except UnknownCase:
        return "deleted"
    if status in ENDED:
        return ENDED[status]
    if status is not WorkflowExecutionStatus.RUNNING:
        return None
    return "reset" if await _was_taken_back(cases, case) else None


async def _was_taken_back(cases: Cases, case: Case) -> bool:
    """Whether the workflow does not know that the ledger has what it had when we looked.

    The ledger only ever follows the workflow, and the workflow hears of what was written a moment later.
    """
    for look in range(LOOKS):
        if look:
            await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
        view = await cases.case(case.reference)
        if view.case.position - view.not_in_ledger >= case.position:
            return False
    return True
