"""Two referrals of one incident: recognised, linked by a person, and carried on in the case that survives."""

from temporalio import workflow

from domain import merging
from domain.case import Case
from domain.merging import LinkedCase, handed_over, letters_pending
from domain.refusal import Refusal, RefusalCode
from domain.steps import suspect_duplicate
from workflows.case_file import CaseFile
from workflows.errands import FIND_SAME_INCIDENT, HAND_OVER, Fingerprints, HandedOver, HandOver, SameIncident
from workflows.retries import LEDGER_RETRY, ONE_ATTEMPT


async def look_for_same_incident(file: CaseFile) -> None:
    """Compare the case's fingerprints with those of all others, again when they change; the ledger may be away."""
    compared: tuple[str, ...] = file.case.fingerprints if file.case.reopened else ()
    while True:
        await workflow.wait_condition(lambda compared=compared: file.case.fingerprints != compared)  # type: ignore[misc]
        compared = file.case.fingerprints
        found = await workflow.execute_activity(
            FIND_SAME_INCIDENT,
            Fingerprints(reference=file.case.reference, digests=compared),
            result_type=SameIncident,
            start_to_close_timeout=ONE_ATTEMPT,
            retry_policy=LEDGER_RETRY,
            summary="Is the incident known under another reference?",
        )
        file.do(suspect_duplicate, found.references)


async def hand_over(case: Case, survivor: str) -> None:
    """Give what the case holds to the one that survives. Raises Refusal when that one is not open."""
    told = await workflow.execute_activity(
        HAND_OVER,
        HandOver(survivor=survivor, linked=handed_over(case)),
        result_type=HandedOver,
        start_to_close_timeout=ONE_ATTEMPT,
        retry_policy=LEDGER_RETRY,
        summary=f"What this case holds, to {survivor}",
    )
    if not told.taken:
        raise Refusal(
            RefusalCode.UNKNOWN,
            "survivor: there is no open case of that reference; where it was linked itself, link to the case in "
            "which it goes on, and where it is closed, reopen it first",
        )


async def report_acknowledgements(file: CaseFile) -> None:
    """Letters of a linked case that were under way have gone or have failed: the survivor hears which."""
    await file.until(lambda case: case.is_closed or (case.linked and not letters_pending(case)))
    if file.case.linked is None:
        return
    try:
        await hand_over(file.case, file.case.linked.survivor)
    except Refusal:  # it has closed meanwhile, and waited for nothing
        return


def take_over(file: CaseFile, linked: LinkedCase) -> None:
    """The surviving case keeps what the other held."""
    file.do(merging.take_over, linked)
