"""When stage 7 happens: the regional framework's steps, three signatures, advance copy, publication."""

from workflows.case_file import CaseFile


async def local_review_published(file: CaseFile) -> None:
    """Until the report is published, where the partners initiated a local review; its steps and delays are duties."""
    await file.until(
        lambda case: case.publication or case.local_review is None or not case.under_review or case.is_closed
    )
