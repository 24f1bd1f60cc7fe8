"""A case moves to another framework, and right dates of birth take it across 18 and back: every date on the way."""

from domain.event import CaseOpened, RulesResolved
from domain.notifiable import Path
from tests.skipped import paths
from tests.skipped.beginnings import PARTNERS, UNDER_REVIEW
from tests.skipped.paths import day
from tests.skipped.telling import check_record, counted, lines, story
from tests.skipped.world import World
from tests.unit import builders as b

# By the framework of 2018 the 15 working days count from awareness: Mon 7 Jan, so Mon 28 Jan; the meeting 3 before,
# signatures 1 before. Who is 18 on Sun 6 Jan, the day of the incident, is an adult; who is so the day after, a child.
# A decision asked for on Fri 11 Jan is due in 3 working days, Wed 16; one on Mon 14, Thu 17. Decided on Tue 15.
MOVED_AND_CORRECTED = """
2030-01-11 framework_move
2030-01-11 rules_resolved
2030-01-11 facts_assessed
2030-01-11 moved rapid_review from 2030-01-31 to 2030-01-28
2030-01-11 moved rapid_review_meeting from 2030-01-28 to 2030-01-23
2030-01-11 moved signature:local_authority from 2030-01-30 to 2030-01-25
2030-01-11 moved signature:icb from 2030-01-30 to 2030-01-25
2030-01-11 moved signature:police from 2030-01-30 to 2030-01-25
2030-01-11 correction
2030-01-11 owed criteria_confirmation:1 by 2030-01-16
2030-01-14 reminder-2 criteria_confirmation:1
2030-01-14 correction
2030-01-14 owed criteria_confirmation:2 by 2030-01-17
2030-01-15 reminder-2 criteria_confirmation:2
2030-01-15 criteria
2030-01-15 met criteria_confirmation:1 +1
2030-01-15 met criteria_confirmation:2 +2
"""


async def test_a_case_moves_to_another_framework_and_then_across_18_and_back(world: World) -> None:
    case = await paths.under_review(world, "moved and corrected")
    await case.on(day(1, 11), b.moved_to(b.WORKING_TOGETHER_2018))
    await case.decide(b.corrected(child=1, date_of_birth=day(1, 6, 2012)))
    adult = await case.case()
    await case.on(day(1, 14), b.corrected(child=1, date_of_birth=day(1, 7, 2012)))
    await case.on(day(1, 15), b.criteria_met())

    events = await check_record(case)
    assert story(events) == [*UNDER_REVIEW, *lines(MOVED_AND_CORRECTED)]
    assert adult.assessment is not None
    assert adult.assessment.path is Path.NOTHING_TO_NOTIFY
    assert adult.under_review  # nothing is reversed before a person confirms it
    state = await case.case()
    assert state.assessment is not None
    assert state.assessment.path is Path.REVIEW
    assert state.duties["notification"] == adult.duties["notification"]  # met, and by the framework of that day
    frameworks = [event.body.rules.framework.name for event in events if isinstance(event.body, RulesResolved)]
    assert frameworks == [b.PANEL_2025, b.WORKING_TOGETHER_2018]
    opened = events[0].body
    assert isinstance(opened, CaseOpened)
    assert opened.referral.children[0].date_of_birth == day(6, 1, 2018)
    moved = {to: number for (kind, to), number in counted(await case.mails()).items() if kind == "date_moved"}
    assert moved == {"partnership": 1, **dict.fromkeys(PARTNERS, 2)}  # each its signature, and all the rapid review
