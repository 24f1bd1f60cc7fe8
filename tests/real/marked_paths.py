"""Every path of the procedure, and every decision, with a mark in each text; all side by side."""

import asyncio
import tempfile
from datetime import date, timedelta
from pathlib import Path

from domain.decisions.rapid_review import Paper
from domain.moment import Moment
from domain.people import Delegation, Role
from domain.referral import LeadDecision, Referral
from starter.client.cases import Cases
from starter.client.proclamations import Proclamations
from tests.real.disposals import archive_on
from tests.real.live import Everybody, LiveCase
from tests.real.marked import MarkedCases
from tests.real.this_day import a_death, days_ago, fresh, today, under_review
from tests.unit import builders as b


async def play_every_path(cases: MarkedCases) -> None:
    """All of them, and as many cases."""
    await asyncio.gather(*(path(cases) for path in PATHS))


def with_siblings(cases: MarkedCases) -> Referral:
    """Three children, proceedings beside, and keys of no directory where those of one are expected."""
    lives_in, agency = cases.key("Child.lives_in"), cases.key("Referral.agencies")
    children = (b.a_child(lives_in=lives_in), b.a_child(died_on=days_ago(1)), b.a_child(name="Child Three"))
    return fresh(children=children, proceedings=(b.a_trial(),), agencies=("education", "health_trust", agency))


async def reviewed(cases: MarkedCases, referral: Referral | None = None) -> LiveCase:
    """A case whose rapid review has gone to the Panel."""
    case = await cases.open(referral or fresh())
    await cases.take(case, *under_review())
    await case.until(lambda state: state.submission)
    return case


async def published_locally(cases: MarkedCases) -> None:
    """With a question of the Panel, a delay, an action, and all steps that proceedings bring."""
    case = await reviewed(cases, with_siblings(cases))
    steps = [b.step_done(step.step, today()) for step in b.the_rules().policy.review_steps]
    await cases.take(
        case,
        b.panel_answers("asks_for_information", today()),
        b.information_sent(today()),
        b.panel_answers("agrees_local_review", today()),
        b.local_review(at=today()),
        *steps,
        *b.signed_by_all(today(), Paper.LOCAL_REVIEW),
        b.delayed(today()),
        b.advance_copy(today(), today()),
        b.published(today()),
        b.action_agreed(today() + timedelta(days=30), today()),
        b.action_done(1, today()),
    )


async def taken_over(cases: MarkedCases) -> None:
    """All of it long ago, with what is done by hand there alone, and a year in public that has ended."""
    then = days_ago(760)
    lead = LeadDecision(name="Invented Lead", refer=True, reason="Invented.", at=Moment.on(then))
    await cases.open(
        b.a_referral(
            safeguarding_lead=lead,
            incident=b.an_incident(at=Moment.on(then - timedelta(days=1))),
            la_aware=Moment.on(then),
            received=Moment.on(then),
        ),
        history=[*b.up_to_publication(then, notified_after=4), b.year_ended(then + timedelta(days=600))],
    )


async def in_a_national_review(cases: MarkedCases) -> None:
    """From a consultation, with a delegate's signature."""
    incident = b.an_incident(at=Moment.on(days_ago(1)))
    case = await cases.open(b.a_consultation(incident=incident, la_aware=Moment.on(today())))
    delegate = b.by(Role.DELEGATE, "police", Delegation(given_by="Invented Chief", dated=days_ago(9)))
    await cases.take(
        case,
        b.lead_decides(at=today()),
        b.criteria_met(today()),
        b.notified(today()),
        b.meeting_held(today()),
        b.signed("police", today(), by=delegate),
        b.signed("icb", today()),
        b.signed("local_authority", today()),
    )
    await case.until(lambda state: state.submission)
    await cases.take(case, b.panel_answers("national_review", today()), b.national_review_concluded(today()))


async def reconsidered(cases: MarkedCases) -> None:
    """No local review, until the Panel asks to think again."""
    case = await reviewed(cases)
    await cases.take(
        case,
        b.local_review(initiate=False, at=today()),
        b.panel_answers("asks_to_reconsider", today()),
        b.local_review(at=today()),
    )


async def not_met_and_reopened(cases: MarkedCases) -> None:
    """And stood down in the end."""
    case = await cases.open(fresh())
    await cases.take(case, b.criteria("not_met", today()))
    await case.handle.result()
    reopening = cases.marked(b.reopened(today()))
    client = await Cases.connect(cases.live.settings, cases.live.cast.signer(reopening.by))
    await client.decide(case.reference, reopening)
    await cases.take(case, b.criteria_met(today()), b.notified(today()), b.stood_down(today()))


async def corrected(cases: MarkedCases) -> None:
    """Facts, framework and calendar change, targets are extended, suspended and resumed."""
    case = await cases.open(fresh())
    await cases.take(case, b.criteria_met(today()), b.notified(today()))
    calendar = (await case.case()).in_force.calendar
    await cases.take(
        case,
        b.extended("agency_summary:education", calendar.add_working_days(today(), 12), today()),
        b.suspended("agency_summary:health_trust", calendar.add_working_days(today(), 2), today()),
        b.resumed("agency_summary:health_trust", today()),
        b.calendar_changed(calendar.add_working_days(today(), 4), at=today()),
        b.corrected(today(), child=1, date_of_birth=date(2018, 7, 1)),
        b.moved_to(b.WORKING_TOGETHER_2023, today()),
        b.stood_down(today()),  # or its calendar would differ from those of all other open cases
    )


async def late(cases: MarkedCases) -> None:
    """Everything was overdue when it came in, and is explained."""
    case = await cases.open(fresh(incident=b.an_incident(at=Moment.on(days_ago(60))), la_aware=Moment.on(days_ago(50))))
    await cases.take(case, b.criteria_met(today()), b.notified(today()))
    await cases.take(case, b.lateness_explained("notification", today()))


async def of_a_young_adult(cases: MarkedCases) -> None:
    """A care leaver dies, and another body reviews the death too."""
    case = await cases.open(a_death(21, care_leaver=True, domestic_abuse_related_death=True))
    await cases.take(case, b.death_review_linked("INVENTED-3", today()))
    await cases.take(case, b.criteria("notify_only", today()), b.notified(today()))


async def elsewhere(cases: MarkedCases) -> None:
    """Another area's authority notifies it."""
    where = b.an_incident(at=Moment.on(days_ago(1)), area=cases.key("Incident.area"))
    case = await cases.open(fresh(incident=where))
    await cases.take(case, b.criteria("other_area", today()), b.other_area_answered(at=today()))


async def withdrawn(cases: MarkedCases) -> None:
    """A referral made in error."""
    await cases.take(await cases.open(fresh()), b.withdrawn(today()))


async def linked(cases: MarkedCases) -> None:
    """Two referrals of one incident."""
    first, second = await cases.open(fresh()), await cases.open(fresh(referrer=b.a_referrer("police")))
    await cases.take(second, b.linked(first.reference, today()))
    await first.until(lambda state: len(state.referrals) == 2)


async def proclaimed(cases: MarkedCases) -> None:
    """A bank holiday for the partnership's record, so long ago that no case takes it."""
    day = date(1999, 1, 4)
    decision = cases.marks.on(b.calendar_changed(day, at=today()), cases.keep)
    proclamations = await Proclamations.connect(cases.live.settings, cases.live.cast.signer(decision.by))
    await proclamations.proclaim(decision)
    await proclamations.follow(day, lambda _done, _total: None)


async def in_an_emergency(cases: MarkedCases) -> None:
    """Somebody has a conflict of interest, and somebody else takes the team's place for a day."""
    case = await cases.open(fresh())
    await cases.take(case, b.access_changed("p-17", "excluded", at=today()), b.glass_broken(today(), at=today()))


async def let_go(cases: MarkedCases) -> None:
    """What is decided about the record of a closed case, where a published review is kept for a year."""
    with tempfile.TemporaryDirectory() as folder:
        async with archive_on(cases.live, Path(folder)) as archive:
            case = await archive.a_published_case()
            for decision in (
                b.held(today()),
                b.hold_lifted(at=today()),
                b.disposal_proposed(today()),
                b.disposal_approved(today()),
                b.disposal_declined(today()),
            ):
                await Everybody(archive).decide(case.reference, cases.marked(decision))
            await case.handle.result()
    cases.ended.append(case)


PATHS = (
    published_locally,
    taken_over,
    in_a_national_review,
    reconsidered,
    not_met_and_reopened,
    corrected,
    late,
    of_a_young_adult,
    elsewhere,
    withdrawn,
    linked,
    proclaimed,
    in_an_emergency,
    let_go,
)
