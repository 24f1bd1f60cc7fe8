"""Referrals that are withdrawn or never made; a closed case that opens again; a case under way taken over."""

from tests.skipped import paths
from tests.skipped.beginnings import DECIDED, MAILS_WHEN_DECIDED, PARTNERS, REFERRED
from tests.skipped.telling import check_record, counted, lines, story
from tests.skipped.world import World
from tests.unit import builders as b


async def test_a_withdrawn_referral_ends_its_case(world: World) -> None:
    case = await paths.withdrawn(world, "withdrawn")

    assert story(await check_record(case)) == [
        *REFERRED,
        *lines("""
            2030-01-08 reminder-2 criteria_decision
            2030-01-08 withdrawal
            2030-01-08 cancelled criteria_decision
            2030-01-08 cancelled notification
            2030-01-08 case_closed
        """),
    ]
    assert counted(await case.mails()) == {**MAILS_WHEN_DECIDED, ("withdrawn", "referrer"): 1}
    assert (await case.handle.result()).outcome == "withdrawn"


async def test_a_consultation_that_is_not_referred_owes_nothing_and_writes_to_nobody(world: World) -> None:
    case = await paths.not_referred(world, "not referred")

    assert story(await check_record(case)) == lines("""
        2030-01-07 case_opened
        2030-01-07 rules_resolved
        2030-01-07 facts_assessed
        2030-01-08 safeguarding_lead_decision
        2030-01-08 case_closed
    """)
    assert await case.mails() == []
    assert (await case.handle.result()).outcome == "not_referred"


async def test_a_consultation_that_is_referred_is_received_on_the_day_of_the_decision(world: World) -> None:
    case = await paths.referred(world, "referred later", paths.a_referral(safeguarding_lead=None, received=None))
    await case.on(paths.day(1, 8), b.lead_decides())

    assert story(await check_record(case)) == lines("""
        2030-01-07 case_opened
        2030-01-07 rules_resolved
        2030-01-07 facts_assessed
        2030-01-08 safeguarding_lead_decision
        2030-01-08 owed acknowledgement:1 by 2030-01-10
        2030-01-08 owed criteria_decision by 2030-01-10
        2030-01-08 owed notification by 2030-01-14
        2030-01-08 reminder-2 criteria_decision LATE
        2030-01-08 met acknowledgement:1 +2
    """)
    assert counted(await case.mails()) == MAILS_WHEN_DECIDED


async def test_a_closed_case_opens_again_with_all_that_was_decided(world: World) -> None:
    case = await paths.reopened(world, "reopened")

    told = story(await check_record(case))
    before = [*REFERRED, *DECIDED, "2030-01-09 cancelled notification", "2030-01-09 case_closed"]
    assert told[: len(before)] == before
    # 3 working days after Mon 4 Feb: Thu 7 Feb. The notification is due when it was, 5 from 7 Jan: 17 late on 6 Feb.
    own = [each for each in told[len(before) :] if "LATE" not in each and "rapid_review" not in each]
    assert [each for each in own if "signature" not in each and "agency" not in each] == lines("""
        2030-02-04 reopening
        2030-02-04 owed criteria_decision:2 by 2030-02-07
        2030-02-04 owed notification by 2030-01-14
        2030-02-05 reminder-2 criteria_decision:2
        2030-02-05 criteria
        2030-02-05 met criteria_decision:2 +2
        2030-02-06 notification
        2030-02-06 met notification -17
        2030-02-07 stand_down
        2030-02-07 case_closed
    """)
    rungs = [each.split()[1] for each in told if each.endswith("notification LATE")]
    assert rungs == ["reminder-2", "due", "overdue", *(f"escalation+{number}" for number in range(1, 6))]
    state = await case.handle.result()
    assert [decision.outcome for decision in state.criteria_decisions] == ["not_met", "met"]
    assert state.outcome == "stood_down"


# With the Panel since Thu 13 Dec 2029, and 10 working days over Christmas: Mon 31 Dec.
TAKEN_OVER = """
2030-01-07 reminder-2 panel_answer:1 LATE
2030-01-07 due panel_answer:1 LATE
2030-01-07 overdue panel_answer:1 LATE
2030-01-07 escalation+1 panel_answer:1 LATE
2030-01-07 escalation+2 panel_answer:1 LATE
2030-01-07 escalation+3 panel_answer:1 LATE
2030-01-07 escalation+4 panel_answer:1 LATE
2030-01-08 escalation+5 panel_answer:1
2030-01-09 panel_answer
2030-01-09 met panel_answer:1 -6
2030-01-09 case_closed
"""


async def test_a_case_under_way_is_taken_over_with_its_dates_and_without_a_letter_about_the_past(world: World) -> None:
    case = await paths.taken_over(world, "taken-over")

    events = await check_record(case)
    past = [event for event in events if event.taken_over]
    days = [
        (event.body.decision.decision, event.effective.first_day)
        for event in past
        if event.body.type == "decision_taken"
    ]
    assert days == [(decision.decision, decision.at.first_day) for decision in paths.HISTORY]
    assert story(events[len(past) :]) == lines(TAKEN_OVER)
    state = await case.handle.result()
    review = state.duties["rapid_review"]
    assert (review.due, review.margin) == (paths.day(12, 21, 2029), 6)
    assert {mail.kind for mail in await case.mails() if not mail.about} == {"panel_answer"}
    assert {mail.about.split()[0] for mail in await case.mails() if mail.about} == {"panel_answer:1"}
    assert [mail.to for mail in await case.mails() if mail.kind == "panel_answer"] == list(PARTNERS)
    assert state.outcome == "no_local_review"
