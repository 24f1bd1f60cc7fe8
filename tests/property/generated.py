"""Any decision by anybody, with any content, at any time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain import decisions as d
from domain.moment import Moment
from domain.people import Decider, Delegation, Role
from tests.unit import builders as a

FIRST_DAY = date(2025, 11, 20)
FRAMEWORKS = (a.WORKING_TOGETHER_2018, a.WORKING_TOGETHER_2023, a.PANEL_2025)

days_from_start = st.integers(0, 420).map(lambda days: FIRST_DAY + timedelta(days=days))
reasons = st.sampled_from([None, "Invented."])
duty_keys = st.sampled_from(
    [
        "agency_summary:education",
        "rapid_review_meeting",
        "panel_answer:1",
        "review_step:agency_reports",
        "notification",
        "advance_copy",
        "nothing",
    ]
)
codes = st.sampled_from(["other", "staff_absence", "whim"])
documents = st.none() | st.just(a.a_document())

referrals = st.sampled_from(
    [
        a.a_referral(),
        a.a_referral(agencies=(), proceedings=(a.a_trial(),)),
        a.a_referral(incident=a.an_incident(area="coventry")),
        a.a_referral(la_aware=None, received=Moment.parse("2025-12-20T23:30:00Z")),
        a.a_referral(
            incident=a.an_incident(abuse_or_neglect=False),
            children=(a.a_child(looked_after=True, died_on=date(2026, 1, 4), seriously_harmed=False),),
        ),
        a.a_referral(children=(a.a_child(date_of_birth=date(2009, 1, 4), died_on=date(2026, 1, 4)),)),
        a.a_consultation(),
        a.a_consultation(la_aware=None),
    ]
)

deciders = st.builds(
    Decider,
    name=st.just("Invented Person"),
    role=st.sampled_from(list(Role)),
    organisation=st.sampled_from([*(each.key for each in a.the_rules().policy.organisations), "nobody"]),
    delegation=st.none() | st.builds(Delegation, given_by=st.just("Invented"), dated=days_from_start),
)

RIGHT_DECIDERS: dict[type[d.Decision], Decider] = {
    d.DecideReferral: a.by(Role.SAFEGUARDING_LEAD, "education"),
    d.DecideCriteria: a.by_local_authority(),
    d.Notify: a.by_local_authority(),
    d.StandDown: a.by_local_authority(),
    d.RecordPanelAnswer: a.by_panel(),
    d.DecideLocalReview: a.by_partner(),
    d.EndPublicYear: a.by(Role.BUSINESS_MANAGER, "partnership"),
    d.MoveToFramework: a.by(Role.BUSINESS_MANAGER, "partnership"),
    d.LiftLegalHold: a.by_partner(),
    d.ApproveDisposal: a.by_partner(),
}

CONTENT: dict[type[d.Decision], dict[str, st.SearchStrategy[Any]]] = {
    d.DecideReferral: {"refer": st.booleans()},
    d.Acknowledge: {"referral": st.integers(1, 3)},
    d.DecideCriteria: {"outcome": st.sampled_from(d.CriteriaOutcome), "local_learning_review": st.booleans()},
    d.CorrectFacts: {
        "child": st.sampled_from([None, 1, 1, 2]),
        "date_of_birth": st.sampled_from([None, date(2018, 2, 28), date(2001, 1, 4), date(2040, 1, 1)]),
        "la_aware": st.none() | days_from_start.map(Moment.on) | st.just(Moment.on(date(1950, 1, 2))),
        "incident_at": st.none() | days_from_start.map(Moment.on),
        "area": st.sampled_from([None, None, "coventry", "warwickshire"]),
        "received": st.none() | days_from_start.map(Moment.on),
        "referral": st.sampled_from([1, 1, 2]),
    },
    d.MoveToFramework: {"framework": st.sampled_from(FRAMEWORKS)},
    d.Notify: {"panel_reference": st.just("INVENTED-1"), "copy_of_form": documents},
    d.ReturnSummary: {"agency": st.sampled_from(["education", "health_trust", "probation"]), "summary": documents},
    d.HoldMeeting: {
        "recommendation": st.sampled_from(d.Recommendation),
        **dict.fromkeys(("facts", "immediate_safety", "learning", "next_steps"), st.just("Invented.")),
    },
    d.Sign: {"paper": st.sampled_from(d.Paper), "partner": st.sampled_from([*a.PARTNERS, "education"])},
    d.SubmitRapidReview: {"review": documents},
    d.RecordPanelAnswer: {"answer": st.sampled_from(d.PanelAnswer), "letter": documents},
    d.SupplyInformation: {"information": documents},
    d.DecideLocalReview: {"initiate": st.booleans(), "grounds": st.sampled_from([(), (d.Ground.OTHER,)])},
    d.CompleteStep: {"step": st.sampled_from([*(each.step for each in a.the_rules().policy.review_steps), "none"])},
    d.DelayPublication: {},
    d.SendAdvanceCopy: {"publish_on": days_from_start, "report": documents},
    d.Publish: {"where": st.just("https://partnership.example.org/reviews")},
    d.EndPublicYear: {},
    d.AgreeAction: {
        "action": st.just("Invented"),
        "owner": st.sampled_from(["education", "nobody"]),
        "due": days_from_start | st.dates(date(1950, 1, 1), date(2060, 1, 1)),
    },
    d.CompleteAction: {"number": st.integers(1, 3)},
    d.StandDown: {},
    d.Withdraw: {},
    d.Reopen: {},
    d.LinkDuplicate: {"survivor": st.sampled_from(["CSPR-0000-0001", a.REFERENCE])},
    d.LinkDeathReview: {
        "review_reference": st.sampled_from(["INVENTED-7", "INVENTED-8"]),
        "told_by": st.just("Invented"),
    },
    d.RecordOtherAreaAnswer: {"notified": st.booleans()},
    d.ConcludeNationalReview: {},
    d.ExtendDuty: {"duty": duty_keys, "until": days_from_start, "code": codes, "earlier_because": reasons},
    d.SuspendDuty: {"duty": duty_keys, "until": days_from_start, "code": codes},
    d.ResumeDuty: {"duty": duty_keys},
    d.ExplainLateness: {"duty": duty_keys},
    d.ChangeAccess: {
        "person": st.sampled_from(["p-17", "p-17", "p-17", "invented-person"]),
        "access": st.sampled_from(d.Access),
        "until": st.none() | days_from_start,
    },
    d.BreakGlass: {"until": days_from_start},
    d.PlaceLegalHold: {"required_by": st.just("Invented inquiry")},
    d.LiftLegalHold: {"hold": st.integers(1, 2)},
    d.ProposeDisposal: {},
    d.ApproveDisposal: {},
    d.DeclineDisposal: {},
    d.ChangeCalendar: {"day": days_from_start, "holiday": st.sampled_from([None, "Invented Day"])},
}


@st.composite
def decisions(draw: st.DrawFn) -> Callable[[datetime], d.AnyDecision]:
    """Any decision, mostly by somebody who may take it, at any time up to now and sometimes after."""
    kind = draw(st.sampled_from(list(CONTENT)))
    content = {name: draw(strategy) for name, strategy in CONTENT[kind].items()}
    by = draw(deciders) if draw(st.integers(0, 9)) == 0 else _right_decider(kind, content)
    ago = draw(st.sampled_from([0, 0, 0, 1, 5, -2, 30_000]))
    number = draw(st.integers(0, 10**9))
    precise = draw(st.booleans())

    def at_last(now: datetime) -> d.AnyDecision:
        at = Moment.at(now - timedelta(days=ago)) if precise else Moment.on((now - timedelta(days=ago)).date())
        known = {
            "id": f"generated-{number:010}",
            "by": by,
            "at": at,
            "reason": "Invented.",
            "entered_late_because": "Invented." if ago else None,
        }
        decision: Any = kind(**known, **content)
        return decision  # type: ignore[no-any-return]

    return at_last


def _right_decider(kind: type[d.Decision], content: dict[str, Any]) -> Decider:
    if kind is d.ReturnSummary:
        return a.by_agency(content["agency"])
    if kind is d.Sign:
        return a.by_partner(content["partner"])
    return RIGHT_DECIDERS.get(kind, a.by_coordinator())
