"""The paths that an incident can take, each played from its referral in the year 2030 to its end.

2030 is to come, and its bank holidays follow from the law as it stands: New Year's Day Tue 1 Jan, Good Friday 19 Apr,
Easter Monday 22 Apr, 6 and 27 May, 26 Aug, Christmas Wed 25 and Thu 26 Dec. Decisions are taken at noon in London.
"""

from datetime import date, timedelta
from typing import Any

from domain.decisions.any_decision import AnyDecision
from domain.decisions.rapid_review import Paper
from domain.moment import Moment
from domain.referral import LeadDecision, Referral
from tests.skipped.player import Player, london, refer
from tests.skipped.world import World
from tests.unit import builders as b

MONDAY = date(2030, 1, 7)
"""The day on which most cases here are referred, and on which the local authority became aware."""


def day(month: int, number: int, year: int = 2030) -> date:
    return date(year, month, number)


def a_referral(aware: date = MONDAY, **facts: Any) -> Referral:  # noqa: ANN401 - any field's value
    """A school refers on the day on which the local authority became aware; the incident was the day before."""
    known = {
        "incident": b.an_incident(at=Moment.on(aware - timedelta(days=1))),
        "safeguarding_lead": LeadDecision(name="Invented Lead", refer=True, reason="Invented.", at=Moment.on(aware)),
        "la_aware": Moment.on(aware),
        "received": Moment.on(aware),
    }
    return b.a_referral(**{**known, **facts})


async def referred(world: World, name: str, referral: Referral | None = None, **more: Any) -> Player:  # noqa: ANN401
    """A case that is referred at noon on the Monday."""
    return await refer(world, referral or a_referral(), london(MONDAY), name, **more)


async def under_review(world: World, name: str, referral: Referral | None = None) -> Player:
    """Criteria met on Wed 9 Jan, notified on Thu 10 Jan."""
    case = await referred(world, name, referral)
    await case.on(day(1, 9), b.criteria_met())
    await case.on(day(1, 10), b.notified())
    return case


async def with_the_panel(world: World, name: str, recommendation: str = "no_local_review") -> Player:
    """The rapid review goes to the Panel on Fri 25 Jan, with both agencies' summaries."""
    case = await under_review(world, name)
    await case.on(day(1, 18), b.summary_of("education"))
    await case.on(day(1, 22), b.summary_of("health_trust"))
    await case.on(day(1, 24), b.meeting_held(recommendation=recommendation))
    await case.on(day(1, 25), *b.signed_by_all())
    return case


async def in_local_review(world: World, name: str) -> Player:
    """The Panel agrees on Mon 4 Feb, and the partners initiate a local review on Thu 7 Feb."""
    case = await with_the_panel(world, name, "local_review")
    await case.on(day(2, 4), b.panel_answers("agrees_local_review"))
    await case.on(day(2, 7), b.local_review())
    return case


STEPS_ON_TIME = (
    (day(2, 20), "appoint_reviewer"),
    (day(2, 27), "terms_of_reference"),
    (day(3, 26), "agency_reports"),
    (day(4, 9), "combined_chronology"),
    (day(4, 24), "practitioner_event"),
    (day(4, 25), "family_engagement"),
    (day(5, 28), "draft_report"),
)


async def written_and_signed(world: World, name: str) -> Player:
    """Every step of the local review before its reminder, and three signatures on Wed 17 Jul."""
    case = await in_local_review(world, name)
    for when, step in STEPS_ON_TIME:
        await case.on(when, b.step_done(step))
    await case.on(day(7, 17), *b.signed_by_all(paper=Paper.LOCAL_REVIEW))
    return case


async def all_on_time(world: World, name: str) -> Player:
    """A local review of six months, published on Wed 31 Jul, in public for a year."""
    case = await written_and_signed(world, name)
    await case.decide(b.advance_copy(day(7, 31)))
    await case.on(day(7, 31), b.published())
    await case.on(day(8, 1, 2031))
    return case


async def rapid_review_late(world: World, name: str) -> Player:
    """Each duty is overdue and once escalated before it is met, and one agency never returns its summary."""
    case = await referred(world, name)
    await case.on(day(1, 11), b.criteria_met())
    await case.on(day(1, 15), b.notified())
    await case.on(day(1, 28), b.summary_of("education"))
    await case.on(day(2, 1), b.meeting_held(recommendation="no_local_review"))
    await case.on(day(2, 6), *b.signed_by_all())
    await case.on(day(2, 21), b.panel_answers("agrees_no_local_review"))
    return case


async def everything_late(world: World, name: str) -> Player:
    """Aware on Thu 20 Dec 2029, referred on 7 Jan, and all that is owed is left until its last escalation has gone."""
    case = await referred(world, name, a_referral(day(12, 20, 2029)))
    await case.on(day(2, 1), b.criteria_met())
    await case.on(day(2, 4), b.notified())
    await case.on(day(3, 5), b.meeting_held())
    await case.on(day(3, 6), b.summary_of("education"))
    await case.on(day(3, 7), *b.signed_by_all())
    await case.on(day(4, 5), b.panel_answers("agrees_local_review"))
    await case.on(day(5, 7), b.local_review())
    await case.on(day(11, 18), *b.every_step(), *b.signed_by_all(paper=Paper.LOCAL_REVIEW), b.advance_copy(day(11, 22)))
    await case.on(day(11, 22), b.published())
    await case.on(day(11, 24, 2031))
    return case


async def criteria_not_met(world: World, name: str) -> Player:
    """The local authority decides on Wed 9 Jan that the definition is not met."""
    case = await referred(world, name)
    await case.on(day(1, 9), b.criteria("not_met"))
    return case


async def national_review(world: World, name: str) -> Player:
    """The Panel takes the case into a national review on Mon 4 Feb, which concludes on Mon 2 Sep."""
    case = await with_the_panel(world, name)
    await case.on(day(2, 4), b.panel_answers("national_review"))
    await case.on(day(9, 2), b.national_review_concluded())
    return case


async def local_review_after_reconsideration(world: World, name: str) -> Player:
    """No local review on Mon 28 Jan; the Panel asks to reconsider on 4 Feb; the partners initiate one on Thu 14 Feb."""
    case = await with_the_panel(world, name)
    await case.on(day(1, 28), b.local_review(initiate=False))
    await case.on(day(2, 4), b.panel_answers("asks_to_reconsider"))
    await case.on(day(2, 14), b.local_review())
    await case.decide(*b.every_step(), *b.signed_by_all(paper=Paper.LOCAL_REVIEW), b.advance_copy(day(2, 26)))
    await case.on(day(2, 26), b.published())
    await case.on(day(2, 27, 2031))
    return case


async def stand_down(world: World, name: str) -> Player:
    """On Fri 18 Jan, after the notification, it is found that the criteria were not met after all."""
    case = await under_review(world, name)
    await case.on(day(1, 18), b.stood_down())
    return case


def death_without_abuse(**child: Any) -> Referral:  # noqa: ANN401 - any field's value
    """Somebody died of natural causes on Sun 6 Jan."""
    return a_referral(
        incident=b.an_incident(at=Moment.on(day(1, 6)), abuse_or_neglect=False),
        children=(b.a_child(seriously_harmed=False, died_on=day(1, 6), **child),),
    )


async def notified_only(world: World, name: str, referral: Referral) -> Player:
    """A death that is notified on Thu 10 Jan and alone needs no rapid review."""
    case = await referred(world, name, referral)
    await case.on(day(1, 9), b.criteria("notify_only"))
    await case.on(day(1, 10), b.notified())
    return case


async def looked_after_child(world: World, name: str) -> Player:
    """A looked-after child of 11 dies of natural causes."""
    return await notified_only(world, name, death_without_abuse(looked_after=True))


async def care_leaver(world: World, name: str) -> Player:
    """A care leaver dies on the day before the 25th birthday."""
    return await notified_only(world, name, death_without_abuse(care_leaver=True, date_of_birth=day(1, 7, 2005)))


async def delayed_by_a_trial(world: World, name: str) -> Player:
    """The report is written at once and then waits for a trial: reasons on 22 Jul and 22 Aug, published on 19 Sep."""
    case = await in_local_review(world, name)
    await case.decide(*b.every_step(), *b.signed_by_all(paper=Paper.LOCAL_REVIEW))
    await case.on(day(7, 22), b.delayed(), b.action_agreed(day(8, 30)))
    await case.on(day(8, 22), b.delayed())
    await case.on(day(8, 27), b.action_done())
    await case.on(day(9, 10), b.advance_copy(day(9, 19)))
    await case.on(day(9, 19), b.published())
    await case.on(day(9, 20, 2031))
    return case


async def withdrawn(world: World, name: str) -> Player:
    """The referral is withdrawn on Tue 8 Jan."""
    case = await referred(world, name)
    await case.on(day(1, 8), b.withdrawn())
    return case


async def not_referred(world: World, name: str) -> Player:
    """A consultation; on Tue 8 Jan the Safeguarding Lead decides not to refer."""
    case = await referred(world, name, a_referral(safeguarding_lead=None, received=None))
    await case.on(day(1, 8), b.lead_decides(refer=False))
    return case


async def reopened(world: World, name: str) -> Player:
    """Not met on 9 Jan; challenged and reopened on Mon 4 Feb; met the next day and notified, then stood down."""
    ended = await criteria_not_met(world, name)
    case = await ended.again(london(day(2, 4)), b.reopened())
    await case.on(day(2, 5), b.criteria_met())
    await case.on(day(2, 6), b.notified())
    await case.on(day(2, 7), b.stood_down())
    return case


HISTORY: tuple[AnyDecision, ...] = (
    b.acknowledged(day(11, 27, 2029)),
    b.criteria_met(day(11, 27, 2029)),
    b.notified(day(11, 30, 2029)),
    b.summary_of("education", day(12, 5, 2029)),
    b.summary_of("health_trust", day(12, 6, 2029)),
    b.meeting_held(day(12, 10, 2029), "no_local_review"),
    *b.signed_by_all(day(12, 12, 2029)),
    b.submitted(day(12, 13, 2029)),
)


async def taken_over(world: World, name: str) -> Player:
    """Under way since Mon 26 Nov 2029 and with the Panel since Thu 13 Dec, it is taken over on Mon 7 Jan."""
    history = [each.model_copy(update={"id": f"{name}-{number:02}"}) for number, each in enumerate(HISTORY, start=1)]
    case = await referred(world, name, a_referral(day(11, 26, 2029)), history=history)
    await case.on(day(1, 9), b.panel_answers("agrees_no_local_review"))
    return case
