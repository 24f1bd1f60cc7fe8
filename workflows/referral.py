"""When stage 1 happens: the Safeguarding Lead decides, where the case starts with a consultation."""

from domain.case import Case
from workflows.case_file import CaseFile


async def safeguarding_lead_decides(file: CaseFile) -> None:
    """Until the organisation has decided whether to refer."""
    await file.until(lambda case: case.referred or case.not_referred or left_the_path(case))


def left_the_path(case: Case) -> bool:
    """Whether the referral was withdrawn, or its incident goes on as another case."""
    return case.withdrawn is not None or case.linked is not None or case.is_closed
