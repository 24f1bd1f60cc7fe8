"""The errands of proclaimed days: keep one on record, read them, give one to a page of the open cases."""

import asyncio
import base64
from datetime import datetime

import structlog
from pydantic import TypeAdapter
from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from activities.attempts import NOT_KNOWN, record_refused
from activities.heartbeats import heartbeats
from activities.house import House
from activities.proving import mandate_of
from domain.authority import check_authority
from domain.calendar_change import check_day
from domain.digest import digest
from domain.london import london_date
from domain.proclamation import Reception, effect
from domain.refusal import Refusal, RefusalCode
from domain.rule_files import load_policy
from ledger.proclaimed import keep_proclaimed, read_proclaimed
from vault.proofs import BadProof, Command, Signer
from vault.scope import SERVICE
from vault.service_signer import service_signer
from workflows.errands import (
    CHECK_PROCLAIMED_DAY,
    GIVE_TO_OPEN_CASES,
    KEEP_PROCLAIMED_DAY,
    READ_PROCLAIMED_DAYS,
    DayToCheck,
    DayToKeep,
    PageGiven,
    PageOfCases,
    ProclaimedDays,
)
from workflows.messages import CASE_QUERY, OPEN_CASES, CaseView, Receipt, Sent
from workflows.proclamation import proclamation_id
from workflows.refusals import failure

PAGE = 100
AT_ONCE = 8
"""So many cases are asked side by side; the same workers have their own work to do meanwhile."""

ANSWER_SECONDS = 20

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

    @activity.defn(name=CHECK_PROCLAIMED_DAY)
    async def check(self, day: DayToCheck) -> None:
        """Whether who sends it may proclaim a day. Raises ApplicationError for a refusal, once that is on record."""
        decision = day.decision
        command = Command(proclamation_id(decision.day), decision.id, digest(decision))
        who = NOT_KNOWN
        try:
            mandate = await mandate_of(self._house, day.proof, command, day.at, (decision.decision,))
            who = mandate.actor.id
            seats = list(mandate.actor.seats_on(london_date(day.at)))
            check_authority(load_policy(self._house.settings.policy_file), decision, mandate, seats)
            check_day(decision.day)
        except BadProof as reason:
            refusal = Refusal(RefusalCode.UNPROVEN, str(reason))
        except Refusal as reason:
            refusal = reason
        else:
            return
        await record_refused(self._house, None, "calendar", who, refusal)
        raise failure(refusal)

    @activity.defn(name=KEEP_PROCLAIMED_DAY)
    async def keep(self, day: DayToKeep) -> None:
        """Put the day on record; a second time changes nothing."""
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

        signer = await service_signer(self._house.keys)

        async def ask(reference: str) -> None:
            async with waiting:
                answers[reference] = await _give(client, reference, wanted, signer)

        async with heartbeats(lambda: dict(answers)), asyncio.TaskGroup() as asking:
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


async def _give(client: Client, reference: str, wanted: PageOfCases, signer: Signer) -> Reception:
    handle: WorkflowHandle[object, object] = client.get_workflow_handle(reference)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await _ask(handle, wanted, signer)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return Reception.CLOSED
        return _silent(reference, error)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one case, the others get their day
        return _silent(reference, error)


async def _ask(handle: WorkflowHandle[object, object], wanted: PageOfCases, signer: Signer) -> Reception:
    decision = wanted.decision
    view: CaseView = await handle.query(CASE_QUERY, result_type=CaseView)
    if view.case.rules is None:
        return Reception.SILENT  # it is just being opened
    if not (wanted.first_pass and decision.id in view.case.handled):
        expected = effect(view.case, decision, _now()).reception
        if expected not in (Reception.MOVED, Reception.GIVEN):
            return expected
    # The decision's id: Temporal answers a repetition with the receipt of the first.
    proof = signer.prove(Command(handle.id, decision.id, digest(decision)), _now())
    receipt: Receipt = await handle.execute_update(
        decision.title, Sent(decision=decision, proof=proof), id=decision.id, result_type=Receipt
    )
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
