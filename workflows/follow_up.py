"""When stage 8 happens: a year in public, then the end of the case once nothing of it is open."""

from datetime import timedelta

from temporalio import workflow

from domain.closure import outcome
from domain.decide import decide
from domain.decisions.local_review import EndPublicYear
from domain.follow_up import public_until
from domain.grants import OF_THE_SERVICE
from domain.london import end_of_day, say_day
from domain.moment import Moment
from domain.people import Decider, Role
from domain.steps import close
from workflows.case_file import CaseFile, now


async def kept_public(file: CaseFile) -> None:
    """Until the report has been public for its year, where one was published."""
    until = public_until(file.case)
    while until is not None:
        left = end_of_day(until) - now()
        if left > timedelta():
            await workflow.sleep(left, summary=f"Publicly available until {say_day(until)}")
        if public_until(file.case) is None:
            return
        file.record(decide(file.case, _year_is_over(file), now(), OF_THE_SERVICE))
        until = public_until(file.case)


def _year_is_over(file: CaseFile) -> EndPublicYear:
    (partnership,) = file.case.organisations_of("partnership")[:1]
    return EndPublicYear(
        id=f"{file.case.reference}:public-year",
        by=Decider(name="cspr", role=Role.PROCEDURE, organisation=partnership.key),
        at=Moment.at(now()),
        reason="The year in public has ended.",
    )


async def closed_when_nothing_is_open(file: CaseFile, since: int) -> None:
    """Close the case, or go through the procedure again when something has happened since that position."""
    await file.until(lambda case: outcome(case) or case.position != since)
    file.do(close)
