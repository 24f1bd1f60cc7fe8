"""When stage 5 happens: summaries, meeting and signatures side by side, and at once to the Panel when complete."""

from temporalio import workflow

from domain.document import Document
from domain.rapid_review import letter_wanted
from domain.steps import submit_rapid_review
from workflows.case_file import CaseFile
from workflows.errands import ASSEMBLE_RAPID_REVIEW, ReviewToAssemble
from workflows.retries import MAIL_RETRY, ONE_ATTEMPT


async def rapid_review_held(file: CaseFile) -> None:
    """Until the review has gone to the Panel, where one is needed and it is not stood down.

    No missing summary is waited for: what is complete with its gaps stated goes as soon as all three have signed.
    """
    while file.case.under_review and file.case.submission is None:
        await file.until(lambda case: letter_wanted(case) or case.submission or not case.under_review)
        if letter_wanted(file.case):
            review = await workflow.execute_activity(
                ASSEMBLE_RAPID_REVIEW,
                ReviewToAssemble(case=file.case),
                result_type=Document,
                start_to_close_timeout=ONE_ATTEMPT,
                retry_policy=MAIL_RETRY,
                summary="For the Panel: the meeting, the signatures, and which summaries are missing",
            )
            if letter_wanted(file.case):
                file.do(submit_rapid_review, review)
