"""How a run of a case begins: with its referral, with what the run before carried, or from the ledger."""

from temporalio import workflow

from domain.authority import may_refer
from domain.case import Case
from domain.london import london_date
from domain.opening import Opening, decisions_in, open_case
from domain.refusal import Refusal, RefusalCode
from domain.rules import Rules
from workflows.case_file import CaseFile, now
from workflows.errands import READ_FROM_LEDGER, RESOLVE_RULES, CaseWanted, RulesWanted
from workflows.messages import Start
from workflows.proving import mandate_for
from workflows.retries import LEDGER_RETRY, ONE_ATTEMPT


async def begin(file: CaseFile, start: Start | None) -> None:
    """Fill the file. Raises Refusal where a case is not to be opened so: then nothing of it is on record."""
    if start is None or start.reference != workflow.info().workflow_id:
        raise Refusal(RefusalCode.MALFORMED, "nobody can understand how this case is to begin; use cspr refer")
    if start.carried:
        file.take_up(start.carried)
    elif start.opening:
        await _open(file, start.opening, start.proof)
    else:
        file.case = await workflow.execute_activity(
            READ_FROM_LEDGER,
            CaseWanted(reference=start.reference),
            result_type=Case,
            start_to_close_timeout=ONE_ATTEMPT,
            retry_policy=LEDGER_RETRY,
            summary="The case as it is on record",
        )


async def _open(file: CaseFile, opening: Opening, proof: str) -> None:
    mandate = await mandate_for(opening, file.case.reference, proof, decisions_in(opening), "The referral")
    if not may_refer(mandate, london_date(now())):
        raise Refusal(RefusalCode.NOT_AUTHORISED, f"{mandate.actor.id} may not refer an incident")
    rules = await workflow.execute_activity(
        RESOLVE_RULES,
        RulesWanted(referral=opening.referral, framework=opening.framework, as_of=now()),
        result_type=Rules,
        start_to_close_timeout=ONE_ATTEMPT,
        retry_policy=LEDGER_RETRY,
        summary="Statutory framework, bank holidays and local policy for this case",
    )
    file.record(open_case(opening, rules, now(), mandate))
