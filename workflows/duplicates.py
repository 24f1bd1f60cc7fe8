"""Two referrals of one incident: recognised, linked by a person, and carried on in the case that survives."""

from temporalio import workflow
from temporalio.exceptions import FailureError

from domain.case import Case
from domain.decisions import LinkDuplicate
from domain.refusal import Refusal, RefusalCode
from domain.steps import suspect_duplicate, take_over_referral
from workflows.case_file import CaseFile
from workflows.errands import FIND_SAME_INCIDENT, Fingerprints, SameIncident
from workflows.messages import TAKE_OVER_SIGNAL, LinkedReferral
from workflows.retries import LEDGER_RETRY, ONE_ATTEMPT


async def look_for_same_incident(file: CaseFile) -> None:
    """Once a case: compare its fingerprints with those of all others, however long the ledger is away."""
    if file.case.suspected_duplicates or file.case.reopened:
        return
    found = await workflow.execute_activity(
        FIND_SAME_INCIDENT,
        Fingerprints(reference=file.case.reference, digests=file.case.fingerprints),
        result_type=SameIncident,
        start_to_close_timeout=ONE_ATTEMPT,
        retry_policy=LEDGER_RETRY,
        summary="Is the incident known under another reference?",
    )
    if found.references and not file.case.is_closed:
        file.do(suspect_duplicate, found.references)


async def hand_over(case: Case, decision: LinkDuplicate) -> None:
    """Give the referral to the case that survives. Raises Refusal when that one is not open."""
    survivor = workflow.get_external_workflow_handle(decision.survivor)
    first = case.referrals[0]
    try:
        await survivor.signal(
            TAKE_OVER_SIGNAL,
            LinkedReferral(referral=first.referral, from_case=case.reference, acknowledged=first.acknowledged),
        )
    except FailureError as error:
        raise Refusal(RefusalCode.UNKNOWN, "survivor: there is no open case of that reference") from error


def take_over(file: CaseFile, linked: LinkedReferral) -> None:
    """The surviving case keeps the referral and acknowledges its sender, if nobody has."""
    file.do(take_over_referral, linked.referral, linked.from_case, linked.acknowledged)
