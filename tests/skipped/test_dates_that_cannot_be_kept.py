"""One summary is extended, another suspended and resumed early, and a late notification explained, in one case."""

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.duty import Timeliness
from domain.lateness import unexplained
from tests.skipped.beginnings import CRITERIA_MET
from tests.skipped.paths import day, referred
from tests.skipped.telling import check_record, counted, lines, story
from tests.skipped.world import World
from tests.unit import builders as b

SCHOOL, TRUST = "agency_summary:education", "agency_summary:health_trust"


async def test_dates_that_cannot_be_kept_are_moved_where_that_is_allowed_and_else_explained(world: World) -> None:
    case = await referred(world, "dates that cannot be kept")
    await case.on(day(1, 9), b.criteria_met())
    await case.on(day(1, 15), b.notified())
    await case.on(day(1, 16), b.lateness_explained("notification"), b.extended(SCHOOL, day(1, 28)))
    with pytest.raises(WorkflowUpdateFailedError):
        await case.decide(b.extended("rapid_review", day(2, 8)))
    await case.on(day(1, 17), b.suspended(TRUST, day(1, 30)))  # 9 working days: due Tue 5 Feb
    await case.on(day(1, 22), b.resumed(TRUST))  # 3 of them: due Mon 28 Jan
    await case.on(day(1, 25), b.summary_of("education"))
    await case.on(day(1, 29), b.summary_of("health_trust"))

    assert story(await check_record(case)) == [
        *CRITERIA_MET,
        *lines("""
            2030-01-10 reminder-2 notification
            2030-01-14 due notification
            2030-01-15 overdue notification
            2030-01-15 escalation+1 notification
            2030-01-15 notification
            2030-01-15 met notification -1
            2030-01-15 moved rapid_review from 2030-02-04 to 2030-02-05
            2030-01-15 moved rapid_review_meeting from 2030-01-30 to 2030-01-31
            2030-01-15 moved signature:local_authority from 2030-02-01 to 2030-02-04
            2030-01-15 moved signature:icb from 2030-02-01 to 2030-02-04
            2030-01-15 moved signature:police from 2030-02-01 to 2030-02-04
            2030-01-16 lateness_explained
            2030-01-16 duty_extended
            2030-01-16 moved agency_summary:education from 2030-01-23 to 2030-01-28
            2030-01-16 refused duty_extended not_allowed
            2030-01-17 duty_suspended
            2030-01-17 moved agency_summary:health_trust from 2030-01-23 to 2030-02-05
            2030-01-22 duty_resumed
            2030-01-22 moved agency_summary:health_trust from 2030-02-05 to 2030-01-28
            2030-01-24 reminder-2 agency_summary:education
            2030-01-24 reminder-2 agency_summary:health_trust
            2030-01-25 agency_summary
            2030-01-25 met agency_summary:education +1 extended
            2030-01-28 due agency_summary:health_trust
            2030-01-28 warning rapid_review
            2030-01-29 overdue agency_summary:health_trust
            2030-01-29 escalation+1 agency_summary:health_trust
            2030-01-29 reminder-2 rapid_review_meeting
            2030-01-29 agency_summary
            2030-01-29 met agency_summary:health_trust -1
        """),
    ]
    mails = counted(await case.mails())
    assert (mails["date_moved", "education"], mails["date_moved", "health_trust"]) == (1, 2)
    assert mails["reminder", "education"] == mails["reminder", "health_trust"] == 1
    state = await case.case()
    assert state.duties[SCHOOL].timeliness is Timeliness.EXTENDED
    assert [state.duties[key].timeliness for key in (TRUST, "notification")] == [Timeliness.LATE] * 2
    assert [duty.key for duty in unexplained(state, await case.now())] == [TRUST]
