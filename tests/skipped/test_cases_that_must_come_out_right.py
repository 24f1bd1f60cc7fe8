"""The thirteen cases that practice knows to go wrong, each through the whole service in skipped time.

Referred and aware Mon 7 Jan 2030: 2, 3, 5 and 15 working days are Wed 9, Thu 10, Mon 14 and Mon 28 Jan. Notified
Thu 10 Jan, and 15: Thu 31 Jan; its working day 14 is Wed 30 Jan.
"""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path as Folder

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import WorkflowAlreadyStartedError

from domain.case import Case
from domain.death_review import to_be_linked
from domain.decisions.any_decision import AnyDecision
from domain.duty import DutyStatus
from domain.event import CaseOpened, DecisionRefused, LetterRequested, RecordedEvent, RungFired
from domain.letter import Letter
from domain.moment import Moment
from domain.notifiable import Path
from domain.notification import NOTIFIED_ONLY
from domain.notification_form import notification_form
from domain.people import Delegation, Role
from settings import Settings
from stack.mailbox import Mailbox
from starter.reading.case_as_of import then
from starter.reading.then_words import show_then
from tests.conftest import as_service, create_database
from tests.skipped import paths
from tests.skipped.beginnings import (
    MAILS_WITH_THE_PANEL,
    PARTNERS,
    WITH_THE_PANEL,
)
from tests.skipped.outage import Outage
from tests.skipped.paths import day
from tests.skipped.player import Player, london, refer
from tests.skipped.telling import check_record, counted, lines, story
from tests.skipped.world import RunningServer, World, a_free_port
from tests.unit import builders as b
from workflows.messages import Carried, Start

LOCAL_REVIEW_STEPS = 7
REVIEW = ("rapid_review", "agency_summary", "signature", "panel_answer", "publication")


def duties_of_a_review(state: Case) -> list[str]:
    return [key for key in state.duties if key.startswith(REVIEW)]


def letters_asked(events: list[RecordedEvent]) -> list[Letter]:
    return [event.body.letter for event in events if isinstance(event.body, LetterRequested)]


async def ended(case: Player, outcome: str) -> Case:
    """The state with which the case has ended."""
    state = await case.handle.result()
    assert state.outcome == outcome
    return state


async def refused(case: Player, decision: AnyDecision, code: str) -> None:
    """The procedure refuses the decision, and keeps that on record."""
    with pytest.raises(WorkflowUpdateFailedError):
        await case.decide(decision)
    await case.settle()
    last = (await case.events())[-1].body
    assert isinstance(last, DecisionRefused)
    assert last.code == code


async def test_1_looked_after_child_dies_of_natural_causes(world: World) -> None:
    case = await paths.looked_after_child(world, "case 1")

    events = await check_record(case)
    state = await ended(case, "notified_only")
    assert state.assessment is not None
    assert (state.assessment.path, state.assessment.reasons) == (
        Path.NOTIFY_ONLY,
        ("child 1: a looked-after child died",),
    )
    assert (state.duties["notification"].due, state.duties["notification"].margin) == (day(1, 14), 2)
    assert duties_of_a_review(state) == []
    assert story(events)[-1] == "2030-01-10 case_closed"
    assert {(mail.kind, mail.to) for mail in await case.mails() if mail.kind != "reminder"} == {
        ("acknowledgement", "referrer"),
        *(("notified", partner) for partner in PARTNERS),
    }
    told = [letter for letter in letters_asked(events) if letter.kind == "notified"]
    assert {letter.values["what_follows"] for letter in told} == {NOTIFIED_ONLY}


async def test_2_care_leaver_dies_the_day_before_the_25th_birthday_and_on_it(world: World) -> None:
    before = await paths.care_leaver(world, "case 2, the day before")
    birthday = paths.death_without_abuse(care_leaver=True, date_of_birth=day(1, 6, 2005))
    on_it = await paths.referred(world, "case 2, on the birthday", birthday)
    await on_it.on(day(1, 9))
    await refused(on_it, b.criteria("notify_only"), "incomplete")
    await on_it.decide(b.criteria("not_met"))

    await check_record(before)
    state = await ended(before, "notified_only")
    assert (state.duties["notification"].due, state.duties["notification"].margin) == (day(1, 14), 2)
    assert duties_of_a_review(state) == []
    await check_record(on_it)
    state = await ended(on_it, "criteria_not_met")
    assert state.assessment is not None
    assert state.assessment.path is Path.NOTHING_TO_NOTIFY
    assert set(state.duties) == {"acknowledgement:1", "criteria_decision"}
    assert "notified" not in {mail.kind for mail in await on_it.mails()}


async def test_3_five_siblings_are_one_incident_and_one_notification(world: World) -> None:
    siblings = tuple(b.a_child(name=f"Child {number}") for number in range(1, 6))
    case = await paths.under_review(world, "case 3", paths.a_referral(children=siblings))
    await refused(case, b.notified(), "already_decided")

    events = await check_record(case)
    state = await case.case()
    form = notification_form(state)
    assert [child.name for child in form.children] == ["Child 1", "Child 2", "Child 3", "Child 4"]
    assert form.other_children.startswith("The incident also concerns: Child 5, ")
    assert [key for key in state.duties if key.startswith("notification")] == ["notification"]
    assert story(events).count("2030-01-10 notification") == 1
    assert counted(await case.mails())["notified", "police"] == 1


async def test_4_two_referrals_ten_minutes_apart_and_a_retry_are_one_incident(world: World) -> None:
    first = await paths.referred(world, "case 4, the school's", fingerprints=("case 4",))
    with pytest.raises(WorkflowAlreadyStartedError):
        await paths.referred(world, "case 4, the school's", fingerprints=("case 4",))
    received = Moment.at(london(paths.MONDAY, 12, 10))
    from_police = paths.a_referral(referrer=b.a_referrer("police"), received=received)
    second = await refer(
        world, from_police, london(paths.MONDAY, 12, 10), "case 4, the police's", fingerprints=("case 4",)
    )
    await first.on(day(1, 8))
    await second.on(day(1, 8), b.linked(first.reference))
    await first.settle()
    await first.on(day(1, 9), b.criteria_met())
    await first.on(day(1, 10), b.notified())

    await check_record(first)
    await check_record(second)
    state = await first.case()
    assert len(state.referrals) == 2
    assert all(received.acknowledged for received in state.referrals)
    assert state.duties["acknowledgement:2"].status is DutyStatus.MET
    assert state.notification is not None
    linked = await ended(second, "linked_as_duplicate")
    assert linked.notification is None
    assert linked.suspected_duplicates == (first.reference,)
    mails = [*await first.mails(), *await second.mails()]
    assert counted(mails)["acknowledgement", "referrer"] == 2
    assert counted(mails)["linked", "referrer"] == 1
    assert counted(mails)["possible_duplicate", "partnership"] == 1
    assert counted(mails)["notified", "icb"] == 1


async def test_5_harmed_in_another_area_that_one_notifies_and_in_wales_we_do(world: World) -> None:
    coventry = paths.a_referral(incident=b.an_incident(at=Moment.on(day(1, 6)), area="coventry"))
    case = await paths.referred(world, "case 5, Coventry", coventry)
    await case.on(day(1, 9), b.criteria("other_area"))
    assert not (await case.case()).is_closed
    await case.on(day(1, 14), b.other_area_answered())

    await check_record(case)
    state = await ended(case, "other_area")
    assert set(state.duties) == {"acknowledgement:1", "criteria_decision", "other_area_answer"}
    assert state.duties["other_area_answer"].due == day(1, 23)  # 10 working days after the decision
    assert state.other_area_answer is not None
    assert state.other_area_answer.their_reference == "INVENTED-2"
    assert counted(await case.mails()) == {
        ("acknowledgement", "referrer"): 1,
        ("reminder", "local_authority"): 1,
        ("not_our_area", "referrer"): 1,
        ("not_our_area", "coventry"): 1,
    }

    wales = paths.a_referral(incident=b.an_incident_abroad("cardiff").model_copy(update={"at": Moment.on(day(1, 6))}))
    case = await paths.under_review(world, "case 5, Wales", wales)
    await check_record(case)
    state = await case.case()
    assert state.assessment is not None
    assert state.assessment.path is Path.REVIEW
    assert (state.duties["notification"].due, state.duties["notification"].margin) == (day(1, 14), 2)


@pytest.mark.parametrize("looked_after", [False, True])
async def test_6_post_mortem_shows_no_abuse_after_the_notification(world: World, *, looked_after: bool) -> None:
    died = b.a_child(died_on=day(1, 6), seriously_harmed=False, looked_after=looked_after)
    case = await paths.under_review(world, f"case 6 {looked_after}", paths.a_referral(children=(died,)))
    await case.on(day(1, 18), b.stood_down())

    events = await check_record(case)
    state = await ended(case, "stood_down")
    assert {state.duties[key].status for key in duties_of_a_review(state)} == {DutyStatus.CANCELLED}
    assert state.duties["notification"].status is DutyStatus.MET
    assert state.stood_down is not None
    assert state.stood_down.reason == "Invented reason."
    told = [letter for letter in letters_asked(events) if letter.kind == "stand_down"]
    stands = "The notification of the death of a looked-after child stands." if looked_after else ""
    assert {(letter.values["reasons"], letter.values["what_stands"]) for letter in told} == {
        ("Invented reason.", stands)
    }
    assert {mail.to for mail in await case.mails() if mail.kind == "stand_down"} == {"panel", *PARTNERS}


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


async def test_7_panel_disagrees_and_the_partners_then_decide_on_a_local_review(world: World) -> None:
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


async def test_8_partner_who_has_not_signed_by_working_day_14_is_escalated(world: World) -> None:
    case = await paths.under_review(world, "case 8")
    await case.on(day(1, 24), b.meeting_held())
    await case.on(day(1, 25), b.signed("local_authority"), b.signed("police"))
    await case.on(day(1, 31))
    told = story(await check_record(case))
    assert (await case.case()).submission is None  # two never make three
    undated = b.by(Role.DELEGATE, "icb")
    await refused(case, b.signed("icb", by=undated), "not_authorised")
    dated = Delegation(given_by="Invented Chief", dated=day(1, 30))
    await case.decide(b.signed("icb", by=b.by(Role.DELEGATE, "icb", dated)))

    assert [each for each in told if each.endswith(" signature:icb")] == lines("""
        2030-01-28 reminder-2 signature:icb
        2030-01-30 due signature:icb
        2030-01-31 overdue signature:icb
        2030-01-31 escalation+1 signature:icb
    """)
    assert not any("escalation" in each for each in told if "signature:police" in each)
    await check_record(case)
    state = await case.case()
    assert (state.duties["signature:icb"].margin, state.duties["rapid_review"].margin) == (-1, 0)
    mails = await case.mails()
    assert [(mail.kind, mail.to) for mail in mails if mail.about.startswith("signature:icb")] == [
        ("reminder", "icb"),
        ("due", "icb"),
        ("overdue", "icb"),
        ("overdue", "partnership"),
        ("escalation", "partnership"),
    ]
    assert counted(mails)["rapid_review", "panel"] == 1


async def test_9_agency_never_returns_its_summary(world: World) -> None:
    case = await paths.under_review(world, "case 9")
    await case.on(day(1, 22), b.summary_of("education"))
    await case.on(day(1, 24), b.meeting_held(recommendation="no_local_review"))
    await case.on(day(1, 31), *b.signed_by_all())
    await case.decide(b.panel_answers("agrees_no_local_review"))

    events = await check_record(case)
    state = await ended(case, "no_local_review")
    assert (state.duties["rapid_review"].due, state.duties["rapid_review"].margin) == (day(1, 31), 0)
    assert state.duties["agency_summary:health_trust"].status is DutyStatus.CANCELLED
    assert set(state.summaries) == {"education"}
    (sent,) = (letter for letter in letters_asked(events) if letter.kind == "rapid_review")
    assert sent.values["gaps"] == "The health trust"
    mails = await case.mails()
    assert counted(mails)["rapid_review", "panel"] == 1
    assert {mail.to for mail in mails if "summary:health_trust escalation" in mail.about} == {"partnership", *PARTNERS}


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


async def test_10_trial_is_pending_at_month_six(world: World) -> None:
    case = await paths.delayed_by_a_trial(world, "delayed")

    events = await check_record(case)
    told = story(events)
    assert told[told.index("2030-07-22 publication_delay") :] == lines(DELAYED)
    mails = await case.mails()
    notices = [mail.to for mail in mails if mail.kind == "delay_notice"]
    assert sorted(notices) == ["panel", "panel", "secretary_of_state", "secretary_of_state"]
    again = [(mail.kind, mail.to) for mail in mails if mail.about.startswith("delay_review")]
    assert again == [("reminder", "partnership"), ("due", "partnership"), ("reminder", "partnership")]
    reasons = {letter.values["reasons"] for letter in letters_asked(events) if letter.kind == "delay_notice"}
    assert reasons == {"Invented reason."}
    state = await case.handle.result()
    assert {duty.status for duty in state.duties.values()} == {DutyStatus.MET}
    assert state.outcome == "published"


async def test_11_corrected_date_of_birth_moves_someone_across_18(world: World) -> None:
    case = await paths.referred(world, "case 11")
    await case.on(day(1, 9), b.criteria_met(), b.corrected(child=1, date_of_birth=day(6, 1, 2011)))
    asked = await case.case()
    await case.on(day(1, 10), b.criteria("not_met"))

    assert asked.assessment is not None
    assert asked.assessment.path is Path.NOTHING_TO_NOTIFY
    assert asked.under_review  # nothing is reversed before a person confirms it
    assert asked.duties["criteria_confirmation:1"].due == day(1, 14)  # 3 working days after the correction
    events = await check_record(case)
    state = await ended(case, "criteria_not_met")
    assert state.duties["criteria_confirmation:1"].margin == 2
    assert [decision.outcome for decision in state.criteria_decisions] == ["met", "not_met"]
    opened = events[0].body
    assert isinstance(opened, CaseOpened)
    assert opened.referral.children[0].date_of_birth == day(6, 1, 2018)
    assert state.referral.children[0].date_of_birth == day(6, 1, 2011)
    assert {mail.to for mail in await case.mails() if mail.kind == "criteria_reversed"} == set(PARTNERS)


async def test_12_death_at_16_or_over_is_linked_with_its_death_review(world: World) -> None:
    died = b.a_child(
        date_of_birth=day(6, 1, 2009),
        died_on=day(1, 6),
        seriously_harmed=False,
        care_leaver=True,
        domestic_abuse_related_death=True,
    )
    case = await paths.referred(world, "case 12", paths.a_referral(children=(died,)))
    await case.on(day(1, 9), b.criteria("notify_only"))
    asked = to_be_linked(await case.case())
    await case.decide(b.death_review_linked("INVENTED-7"))
    await refused(case, b.death_review_linked("INVENTED-7"), "already_decided")
    await case.on(day(1, 10), b.notified())

    assert asked is not None
    assert "link the domestic abuse related death review" in asked
    events = await check_record(case)
    assert "2030-01-09 death_review_link" in story(events)
    state = await ended(case, "notified_only")
    assert to_be_linked(state) is None
    (linked,) = state.death_reviews
    assert (linked.review_reference, linked.told_by) == ("INVENTED-7", "Invented community safety partnership")


# Of what fell due from Wed 30 Jan, 17:00 to Fri 1 Feb, 09:00, only the rungs of that very hour are in time.
AFTER_THE_OUTAGE = """
2030-02-01 overdue signature:icb LATE
2030-02-01 escalation+1 signature:icb LATE
2030-02-01 due rapid_review LATE
2030-02-01 overdue rapid_review LATE
2030-02-01 escalation+2 signature:icb
2030-02-01 escalation+1 rapid_review
"""


@pytest.fixture
async def outage(
    server: RunningServer, settings: Settings, postgres_dsn: str, migrated_database: str, tmp_path: Folder
) -> AsyncIterator[Outage]:
    """A worker, a ledger and a mail server of one test's own."""
    mailbox = Mailbox(tmp_path / "mail", a_free_port())
    await mailbox.start()
    dsn = as_service(await create_database(postgres_dsn, "outage", migrated_database))
    own = settings.model_copy(update={"ledger_dsn": dsn, "smtp_port": mailbox.port, "task_queue": "outage"})
    yield Outage(server.client, own, mailbox, postgres_dsn)
    await mailbox.stop()


async def test_13_everything_is_down_from_day_14_to_day_16(outage: Outage, capsys: pytest.CaptureFixture[str]) -> None:
    down, back = london(day(1, 30), 17), london(day(2, 1), 9)
    async with outage.working() as world:
        first = await paths.under_review(world, "case 13")
        await first.on(day(1, 18), b.summary_of("education"), b.summary_of("health_trust"))
        await first.on(day(1, 24), b.meeting_held(), b.signed("local_authority"), b.signed("police"))
        await first.forward_to(down)
        before = await check_record(first)
        state = await first.case()
    await outage.begins()
    # No clock of this server goes on while a task of the workflow waits for a worker. So this run ends where the worker
    # stopped, and another takes its state up when the worker is back: by then all of it has fallen due.
    await first.handle.terminate("everything is down")
    start = Start(reference=first.reference, carried=Carried(case=state))
    async with outage.working() as world:
        case = await outage.begin_again(world, first, start, back)
        events = await check_record(case)
        mails = await case.mails()

    after = events[len(before) :]
    assert story(after) == lines(AFTER_THE_OUTAGE)
    fired = [event.body for event in after if isinstance(event.body, RungFired)]
    assert [body.planned for body in fired] == [
        london(day(1, 31), 0),
        *[london(day(1, 31), 9)] * 2,
        london(day(2, 1), 0),
        *[london(day(2, 1), 9)] * 2,
    ]
    assert max(Counter((mail.about, mail.to) for mail in mails if mail.about).values()) == 1
    asked = max(event.recorded_at for event in after if isinstance(event.body, LetterRequested))
    for instant, became in ((asked, "waits"), (after[-1].recorded_at, "sent")):
        show_then(then(case.reference, events, instant))
        told = f"overdue: rapid review to the Panel\tWarwickshire Safeguarding\t{became}\t"
        assert told in capsys.readouterr().out
