"""When stage 3 happens: the local authority decides whether the incident meets the definition."""

from workflows.case_file import CaseFile
from workflows.referral import left_the_path


async def criteria_decided(file: CaseFile) -> None:
    """Until a criteria decision is in force."""
    await file.until(lambda case: case.criteria or case.not_referred or left_the_path(case))
