"""Cases that the ledger has as open, and that no workflow carries on any more: found, and started again."""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Literal

import asyncpg
from temporalio.client import WorkflowExecutionStatus

from domain.case import Case
from domain.evolve import fold
from domain.model import Model
from ledger.read import read_stream, streams
from starter.client.cases import Cases
from starter.client.errors import ServiceUnavailable, UnknownCase
from vault.case_keys import CaseKeys, KeyDestroyed
from vault.cipher import Unreadable
from vault.key_store import KeyStoreUnavailable
from vault.master import WrongMaster

Why = Literal["terminated", "cancelled", "failed", "timed out", "deleted", "reset"]

ENDED: dict[WorkflowExecutionStatus, Why] = {
    WorkflowExecutionStatus.TERMINATED: "terminated",
    WorkflowExecutionStatus.CANCELED: "cancelled",
    WorkflowExecutionStatus.FAILED: "failed",
    WorkflowExecutionStatus.TIMED_OUT: "timed out",
}

LOOKS, BETWEEN_LOOKS_SECONDS = 3, 1

AT_ONCE = 16
"""So many cases are looked at side by side; the workers have their own work to do meanwhile."""

PATIENCE_SECONDS = 5
"""A worker answers in well under a second, and a case that is slower than this is only named, never touched."""

Tell = Callable[[int, int], None]


class Astray(Model):
    """A case that nothing carries on, and what became of its workflow."""

    reference: str
    why: Why


class Unclear(Model):
    """A case that could not be judged, so that somebody has to look at it; it may be only slow."""

    reference: str
    why: Literal["does not answer", "its record cannot be opened"]


class Found(Model):
    """What became of all open cases, but for those that are carried on; sorted by reference."""

    astray: tuple[Astray, ...]
    unclear: tuple[Unclear, ...]


async def find_astray(cases: Cases, ledger: asyncpg.Pool, keys: CaseKeys, tell: Tell) -> Found:
    """Every open case of the ledger whose workflow has ended, is gone, or knows less than the ledger.

    Args:
        cases: the client that asks Temporal and the workers.
        ledger: what is on record.
        keys: open the record.
        tell: told how many of how many cases have been looked at.

    Raises:
        LedgerUnavailable, ServiceUnavailable: the ledger or Temporal's server cannot be reached.
        MasterUnavailable: the key service does not answer.
    """
    references = await streams(ledger)
    waiting, done = asyncio.Semaphore(AT_ONCE), count(1)

    async def one(reference: str) -> Astray | Unclear | None:
        async with waiting:
            found = await _look(cases, ledger, keys, reference)
        tell(next(done), len(references))
        return found

    looking = [asyncio.create_task(one(reference)) for reference in references]
    try:
        found = await asyncio.gather(*looking)
    finally:
        for task in looking:
            task.cancel()
    return Found(
        astray=tuple(each for each in found if isinstance(each, Astray)),
        unclear=tuple(each for each in found if isinstance(each, Unclear)),
    )


async def _look(cases: Cases, ledger: asyncpg.Pool, keys: CaseKeys, reference: str) -> Astray | Unclear | None:
    try:
        key = await keys.get(reference)
        case = fold(reference, await read_stream(ledger, reference, key.cipher))
    except KeyDestroyed:  # disposed of, and closed before that
        return None
    except (Unreadable, WrongMaster, KeyStoreUnavailable):
        return Unclear(reference=reference, why="its record cannot be opened")
    if case.is_closed:
        return None
    try:
        why = await _gone_astray(cases, case)
    except TimeoutError:
        return Unclear(reference=reference, why="does not answer")
    return Astray(reference=reference, why=why) if why else None


async def _gone_astray(cases: Cases, case: Case) -> Why | None:
    """Why nothing carries the case on, if so. Raises TimeoutError when it does not answer."""
    try:
        status = await cases.check_known(case.reference)
        if status is WorkflowExecutionStatus.RUNNING:
            return "reset" if await _was_taken_back(cases, case) else None
    except UnknownCase:
        return "deleted"
    return ENDED.get(status) if status else None


async def _was_taken_back(cases: Cases, case: Case) -> bool:
    """Whether the workflow does not know that the ledger has what it had when we looked.

    The ledger only ever follows the workflow, and the workflow hears of what was written a moment later.
    """
    for look in range(LOOKS):
        if look:
            await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                view = await cases.case(case.reference)
        except ServiceUnavailable:  # the server has answered just now, so it is the worker, or this case
            raise TimeoutError from None
        if view.case.position - view.not_in_ledger >= case.position:
            return False
    return True
