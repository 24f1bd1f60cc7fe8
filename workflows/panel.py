"""When stage 6 happens: the Panel's answers, as often as they come, and the partners' own decision."""

from domain.panel import has_settled
from workflows.case_file import CaseFile


async def panel_heard(file: CaseFile) -> None:
    """Until the Panel and the partners are of one mind: nothing is asked, and any national review has concluded."""
    await file.until(lambda case: not case.under_review or case.is_closed or has_settled(case))
