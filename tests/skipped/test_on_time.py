"""A local review of six months and a year in public, everything in time."""

from collections import Counter

from domain.duty import DutyStatus
from tests.skipped.paths import all_on_time
from tests.skipped.telling import check_record, counted, lines, story
from tests.skipped.world import World

# Referred and aware Mon 7 Jan 2030. 2, 3 and 5 working days: Wed 9, Thu 10, Mon 14 Jan. Criteria met Wed 9 Jan, and
# 10 working days: Wed 23 Jan. Notified Thu 10 Jan, and 15 working days: Thu 31 Jan (had it been sent on the last day,
# Mon 4 Feb); 3 and 1 working days before: Mon 28 and Wed 30 Jan. To the Panel Fri 25 Jan, and 10: Fri 8 Feb. Its
# answer Mon 4 Feb, and 10: Mon 18 Feb. Local review decided Thu 7 Feb, and 6 months: Wed 7 Aug; 7 and 12 working days
# before: Mon 29 and Mon 22 Jul; 7 before the day that was planned, Wed 31 Jul: Mon 22 Jul.
STORY = """
2030-01-07 case_opened
2030-01-07 rules_resolved
2030-01-07 facts_assessed
2030-01-07 owed acknowledgement:1 by 2030-01-09
2030-01-07 owed criteria_decision by 2030-01-10
2030-01-07 owed notification by 2030-01-14
2030-01-07 met acknowledgement:1 +2
2030-01-08 reminder-2 criteria_decision
2030-01-09 criteria
2030-01-09 met criteria_decision +1
2030-01-09 owed agency_summary:education by 2030-01-23
2030-01-09 owed agency_summary:health_trust by 2030-01-23
2030-01-09 owed rapid_review by 2030-02-04 at the latest
2030-01-09 owed rapid_review_meeting by 2030-01-30 at the latest
2030-01-09 owed signature:local_authority by 2030-02-01 at the latest
2030-01-09 owed signature:icb by 2030-02-01 at the latest
2030-01-09 owed signature:police by 2030-02-01 at the latest
2030-01-10 reminder-2 notification
2030-01-10 notification
2030-01-10 met notification +2
2030-01-10 moved rapid_review from 2030-02-04 to 2030-01-31
2030-01-10 moved rapid_review_meeting from 2030-01-30 to 2030-01-28
2030-01-10 moved signature:local_authority from 2030-02-01 to 2030-01-30
2030-01-10 moved signature:icb from 2030-02-01 to 2030-01-30
2030-01-10 moved signature:police from 2030-02-01 to 2030-01-30
2030-01-18 agency_summary
2030-01-18 met agency_summary:education +3
2030-01-21 reminder-2 agency_summary:health_trust
2030-01-22 agency_summary
2030-01-22 met agency_summary:health_trust +1
2030-01-24 reminder-2 rapid_review_meeting
2030-01-24 rapid_review_meeting
2030-01-24 met rapid_review_meeting +2
2030-01-25 signature
2030-01-25 met signature:local_authority +3
2030-01-25 signature
2030-01-25 met signature:icb +3
2030-01-25 signature
2030-01-25 met signature:police +3
2030-01-25 met rapid_review +4
2030-01-25 owed panel_answer:1 by 2030-02-08
2030-02-04 panel_answer
2030-02-04 met panel_answer:1 +4
2030-02-04 owed lcspr_decision:1 by 2030-02-18
2030-02-07 local_review_decision
2030-02-07 met lcspr_decision:1 +7
2030-02-07 owed review_step:appoint_reviewer by 2030-02-28
2030-02-07 owed review_step:terms_of_reference by 2030-03-07
2030-02-07 owed review_step:agency_reports by 2030-04-04
2030-02-07 owed review_step:combined_chronology by 2030-04-18
2030-02-07 owed review_step:practitioner_event by 2030-05-07
2030-02-07 owed review_step:family_engagement by 2030-05-07
2030-02-07 owed review_step:draft_report by 2030-06-07
2030-02-07 owed publication by 2030-08-07
2030-02-07 owed advance_copy by 2030-07-29
2030-02-07 owed local_review_signature:local_authority by 2030-07-22
2030-02-07 owed local_review_signature:icb by 2030-07-22
2030-02-07 owed local_review_signature:police by 2030-07-22
2030-02-20 local_review_step
2030-02-20 met review_step:appoint_reviewer +6
2030-02-27 local_review_step
2030-02-27 met review_step:terms_of_reference +6
2030-03-26 local_review_step
2030-03-26 met review_step:agency_reports +7
2030-04-09 local_review_step
2030-04-09 met review_step:combined_chronology +7
2030-04-24 local_review_step
2030-04-24 met review_step:practitioner_event +8
2030-04-25 local_review_step
2030-04-25 met review_step:family_engagement +7
2030-05-28 local_review_step
2030-05-28 met review_step:draft_report +8
2030-07-17 signature
2030-07-17 met local_review_signature:local_authority +3
2030-07-17 signature
2030-07-17 met local_review_signature:icb +3
2030-07-17 signature
2030-07-17 met local_review_signature:police +3
2030-07-17 advance_copy
2030-07-17 moved advance_copy from 2030-07-29 to 2030-07-22
2030-07-17 met advance_copy +3
2030-07-31 publication
2030-07-31 met publication +5
2030-07-31 owed public_for_a_year by 2031-07-31
2031-08-01 public_year_ended
2031-08-01 met public_for_a_year +0
2031-08-01 case_closed
"""

MAILS = Counter(
    {
        ("acknowledgement", "referrer"): 1,
        ("reminder", "local_authority"): 2,  # criteria decision, notification
        ("reminder", "health_trust"): 1,  # its summary
        ("reminder", "partnership"): 1,  # rapid review meeting
        ("summary_request", "education"): 1,
        ("summary_request", "health_trust"): 1,
        ("notified", "local_authority"): 1,
        ("notified", "icb"): 1,
        ("notified", "police"): 1,
        ("rapid_review", "panel"): 1,
        ("panel_answer", "local_authority"): 1,
        ("panel_answer", "icb"): 1,
        ("panel_answer", "police"): 1,
        ("lcspr_decision", "panel"): 1,
        ("lcspr_decision", "ofsted"): 1,
        ("lcspr_decision", "dfe"): 1,
        ("advance_copy", "panel"): 1,
        ("advance_copy", "secretary_of_state"): 1,
        ("published", "panel"): 1,
        ("published", "local_authority"): 1,
        ("published", "icb"): 1,
        ("published", "police"): 1,
    }
)


async def test_from_referral_through_a_local_review_and_its_year_in_public_to_closure(world: World) -> None:
    case = await all_on_time(world, "all on time")

    events = await check_record(case)
    assert story(events) == lines(STORY)
    assert counted(await case.mails()) == MAILS
    state = await case.handle.result()
    assert state == await case.case()
    assert state.outcome == "published"
    assert {duty.status for duty in state.duties.values()} == {DutyStatus.MET}
    assert min(duty.margin for duty in state.duties.values() if duty.margin is not None) == 0
