"""The last event of a record: from then on the case takes nothing more, and all that it holds is destroyed."""

from datetime import datetime

from domain.case import Case
from domain.correspondence import decided_by
from domain.disposal import check_carrying_out
from domain.event import RecordDisposed, RecordedEvent
from domain.london import london_date
from domain.policy import Policy
from domain.recording import Recording


def dispose(case: Case, current: Policy, survivor_is_destroyed: bool, now: datetime) -> list[RecordedEvent]:  # noqa: FBT001 - a fact
    """What is recorded when an approved disposal is carried out at the UTC instant `now`; a second time nothing.

    `current` and `survivor_is_destroyed` are what the case cannot know, as in `check_carrying_out`.

    Raises:
        Refusal: the record may not be destroyed.
    """
    if case.disposed:
        return []
    approval, rule = check_carrying_out(case, london_date(now), current, survivor_is_destroyed=survivor_is_destroyed)
    step = Recording(case=case, now=now, cause=approval.id)
    step.add(
        RecordDisposed(
            record=rule.record,
            approved_by=f"{approval.by.name} ({decided_by(case, approval)})",
            reason=f"it had been kept for {rule.say()}",
        )
    )
    return step.events
