"""The errands of proclaimed days: keep one on record, read them, give one to a page of the open cases."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import structlog
from pydantic import TypeAdapter
from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.house import House
from domain.authority import check_authority
from domain.calendar_change import check_day
from domain.proclamation import Reception, effect
from domain.refusal import Refusal
from domain.rule_files import load_policy
from ledger.proclaimed import keep_proclaimed, read_proclaimed
from vault.scope import SERVICE
from workflows.errands import (
    GIVE_TO_OPEN_CASES,
    KEEP_PROCLAIMED_DAY,
    READ_PROCLAIMED_DAYS,
    DayToKeep,
    PageGiven,
    PageOfCases,
    ProclaimedDays,
)
from workflows.messages import CASE_QUERY, OPEN_CASES, CaseView, Receipt

PAGE = 100
AT_ONCE = 8
"""So many cases are asked side by side; the same workers have their own work to do meanwhile."""

ANSWER_SECONDS = 20
STILL_HERE_SECONDS = 2

_ANSWERS: TypeAdapter[dict[str, Reception]] = TypeAdapter(dict[str, Reception])
_log = structlog.get_logger()


class ProclaimingDesk:
    """Works on the partnership's record of proclaimed days, and brings one to the open cases."""

    def __init__(self, house: House) -> None:
        self._house = house

    @activity.defn(name=READ_PROCLAIMED_DAYS)
    async def read(self) -> ProclaimedDays:
        """All days that are on record as proclaimed."""
        key = await self._house.keys.get(SERVICE)
        return ProclaimedDays(decisions=await read_proclaimed(self._house.ledger, key.cipher))

    @activity.defn(name=KEEP_PROCLAIMED_DAY)
    async def keep(self, day: DayToKeep) -> None:
        """Put the day on record; a second time changes nothing. Nobody but the partnership's team may."""
        try:
            check_authority(load_policy(self._house.settings.policy_file), day.decision, day.decision.decision)
            check_day(day.decision.day)
        except Refusal as refusal:
            kind = f"Refused:{refusal.code.value}"
            raise ApplicationError(refusal.message, type=kind, non_retryable=True) from None
        key = await self._house.keys.get(SERVICE)
        await keep_proclaimed(self._house.ledger, day.decision, day.now, key.cipher)

    @activity.defn(name=GIVE_TO_OPEN_CASES)
    async def give(self, wanted: PageOfCases) -> PageGiven:
        """Give the day to each case of a page, some side by side; a case that has it is left alone.

        Each answer is in the heartbeat: where a worker dies, the next one goes on with the rest of the page.
        """
        client = activity.client()
        token = base64.b64decode(wanted.token) if wanted.token else None
        runs = client.list_workflows(OPEN_CASES, page_size=PAGE, next_page_token=token)
        await runs.fetch_next_page()
        answers = _answers_so_far()
        waiting = asyncio.Semaphore(AT_ONCE)

        async def ask(reference: str) -> None:
            async with waiting:
                answers[reference] = await _give(client, reference, wanted)

        async with _heartbeats(answers), asyncio.TaskGroup() as asking:
            for run in runs.current_page or ():
                if run.id not in answers:
                    asking.create_task(ask(run.id))
        counted = await client.count_workflows(OPEN_CASES)
        following = runs.next_page_token
        return PageGiven(
            answers=answers,
            next_token=base64.b64encode(following).decode() if following else None,
            open=counted.count,
        )


async def _give(client: Client, reference: str, wanted: PageOfCases) -> Reception:
    handle: WorkflowHandle[object, object] = client.get_workflow_handle(reference)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await _ask(handle, wanted)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return Reception.CLOSED
        return _silent(reference, error)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one case, the others get their day
        return _silent(reference, error)


async def _ask(handle: WorkflowHandle[object, object], wanted: PageOfCases) -> Reception:
    decision = wanted.decision
    view: CaseView = await handle.query(CASE_QUERY, result_type=CaseView)
    if view.case.rules is None:
        return Reception.SILENT  # it is just being opened
    if not (wanted.first_pass and decision.id in view.case.handled):
        expected = effect(view.case, decision, _now()).reception
        if expected not in (Reception.MOVED, Reception.GIVEN):
            return expected
    # The decision's id: Temporal answers a repetition with the receipt of the first.
    receipt: Receipt = await handle.execute_update(decision.title, decision, id=decision.id, result_type=Receipt)
    return Reception.MOVED if "duty_redated" in receipt.events else Reception.GIVEN


def _silent(reference: str, error: Exception) -> Reception:
    _log.warning("a case does not take a proclaimed day; it is asked again", case=reference, error=type(error).__name__)
    return Reception.SILENT


def _now() -> datetime:
    return activity.info().started_time


def _answers_so_far() -> dict[str, Reception]:
    """What an earlier attempt at this page has brought; whoever was silent then is asked again."""
    details = activity.info().heartbeat_details
    known = _ANSWERS.validate_python(details[0]) if details else {}
    return {reference: answer for reference, answer in known.items() if answer is not Reception.SILENT}


@asynccontextmanager
async def _heartbeats(answers: dict[str, Reception]) -> AsyncIterator[None]:
    """Tell the server again and again how far we are."""

    async def tell() -> None:
        while True:
            activity.heartbeat(dict(answers))
            await asyncio.sleep(STILL_HERE_SECONDS)

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()
