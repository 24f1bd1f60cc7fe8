"""When stage 4 happens: a person submits the notification in the national system, and records it here."""

from domain.notification import NOTIFIED_OUTCOMES
from workflows.case_file import CaseFile
from workflows.referral import left_the_path


async def panel_notified(file: CaseFile) -> None:
    """Until the notification is recorded, where one is owed."""
    await file.until(
        lambda case: (
            case.notification
            or left_the_path(case)
            or case.criteria is None
            or case.criteria.outcome not in NOTIFIED_OUTCOMES
        )
    )
