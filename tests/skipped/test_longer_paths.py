"""Paths with a local review that does not go straight: after reconsideration, and delayed by a trial."""

from domain.duty import DutyStatus
from tests.skipped import paths
from tests.skipped.beginnings import MAILS_WITH_THE_PANEL, PARTNERS, WITH_THE_PANEL
from tests.skipped.telling import check_record, counted, lines, story
from tests.skipped.world import World

LOCAL_REVIEW_STEPS = 7

# The Panel asks Mon 4 Feb, and 10 working days: Mon 18 Feb. Decided Thu 14 Feb, and 6 months: Wed 14 Aug; before that
# 7 and 12 working days: Mon 5 Aug and Mon 29 Jul. To be published Tue 26 Feb, and 7 before: Fri 15 Feb.
# Left from 26 Feb to 14 Aug: 2 + 21 + 20 + 21 + 20 + 23 + 10 = 117 working days.
RECONSIDERED = """
2030-01-28 local_review_decision
2030-02-04 panel_answer
2030-02-04 met panel_answer:1 +4
2030-02-04 owed reconsideration:1 by 2030-02-18
2030-02-14 reminder-2 reconsideration:1
2030-02-14 local_review_decision
2030-02-14 met reconsideration:1 +2
2030-02-14 owed publication by 2030-08-14
2030-02-14 owed advance_copy by 2030-08-05
2030-02-14 owed local_review_signature:local_authority by 2030-07-29
2030-02-14 owed local_review_signature:icb by 2030-07-29
2030-02-14 owed local_review_signature:police by 2030-07-29
2030-02-14 advance_copy
2030-02-14 moved advance_copy from 2030-08-05 to 2030-02-15
2030-02-14 met advance_copy +1
2030-02-26 publication
2030-02-26 met publication +117
2030-02-26 owed public_for_a_year by 2031-02-26
2031-02-27 public_year_ended
2031-02-27 met public_for_a_year +0
2031-02-27 case_closed
"""


async def test_partners_decide_on_a_local_review_after_the_panel_asks_them_to_reconsider(world: World) -> None:
    case = await paths.local_review_after_reconsideration(world, "reconsidered")

    told = story(await check_record(case))
    assert told[: len(WITH_THE_PANEL)] == WITH_THE_PANEL
    rest = [each for each in told[len(WITH_THE_PANEL) :] if "review_step" not in each and "signature" not in each]
    assert rest == [each for each in lines(RECONSIDERED) if "signature" not in each]
    assert [each for each in told if "owed local_review_signature" in each] == [
        each for each in lines(RECONSIDERED) if "signature" in each
    ]
    assert counted(await case.mails()) == {
        **MAILS_WITH_THE_PANEL,
        **{("panel_answer", partner): 1 for partner in PARTNERS},
        **{("lcspr_decision", told): 2 for told in ("panel", "ofsted", "dfe")},
        **{("reminder", partner): 1 for partner in PARTNERS},  # to reconsider
        ("reminder", "local_authority"): 3,
        ("advance_copy", "panel"): 1,
        ("advance_copy", "secretary_of_state"): 1,
        **{("published", to): 1 for to in ("panel", *PARTNERS)},
    }
    state = await case.handle.result()
    decisions = [entry.initiate for entry in state.panel_correspondence if entry.decision == "local_review_decision"]
    assert decisions == [False, True]
    assert len(state.steps) == LOCAL_REVIEW_STEPS
    assert state.outcome == "published"


# Publication stays due Wed 7 Aug, six months from 7 Feb: a delay explains and moves nothing. Its reasons again a month
# after 22 Jul: Thu 22 Aug; after that: Sun 22 Sep, of which the last working day is Fri 20 Sep.
DELAYED = """
2030-07-22 publication_delay
2030-07-22 owed delay_review:1 by 2030-08-22
2030-07-22 action
2030-07-22 owed action:1 by 2030-08-30
2030-07-25 reminder-2 advance_copy
2030-07-29 due advance_copy
2030-07-30 overdue advance_copy
2030-07-30 escalation+1 advance_copy
2030-07-31 escalation+2 advance_copy
2030-08-01 escalation+3 advance_copy
2030-08-02 escalation+4 advance_copy
2030-08-05 escalation+5 advance_copy
2030-08-05 reminder-2 publication
2030-08-07 due publication
2030-08-08 overdue publication
2030-08-08 escalation+1 publication
2030-08-09 escalation+2 publication
2030-08-12 escalation+3 publication
2030-08-13 escalation+4 publication
2030-08-14 escalation+5 publication
2030-08-20 reminder-2 delay_review:1
2030-08-22 due delay_review:1
2030-08-22 publication_delay
2030-08-22 met delay_review:1 +0
2030-08-22 owed delay_review:2 by 2030-09-22
2030-08-27 action_completed
2030-08-27 met action:1 +3
2030-09-10 advance_copy
2030-09-10 moved advance_copy from 2030-07-29 to 2030-09-10
2030-09-10 met advance_copy +0 late
2030-09-18 reminder-2 delay_review:2
2030-09-19 publication
2030-09-19 met publication -30
2030-09-19 met delay_review:2 +1
2030-09-19 owed public_for_a_year by 2031-09-19
2031-09-20 public_year_ended
2031-09-20 met public_for_a_year +0
2031-09-20 case_closed
"""


async def test_a_delay_is_explained_each_month_and_hides_no_lateness(world: World) -> None:
    case = await paths.delayed_by_a_trial(world, "delayed")

    told = story(await check_record(case))
    assert told[told.index("2030-07-22 publication_delay") :] == lines(DELAYED)
    mails = await case.mails()
    notices = [mail.to for mail in mails if mail.kind == "delay_notice"]
    assert sorted(notices) == ["panel", "panel", "secretary_of_state", "secretary_of_state"]
    again = [(mail.kind, mail.to) for mail in mails if mail.about.startswith("delay_review")]
    assert again == [("reminder", "partnership"), ("due", "partnership"), ("reminder", "partnership")]
    state = await case.handle.result()
    assert {duty.status for duty in state.duties.values()} == {DutyStatus.MET}
    assert state.outcome == "published"
