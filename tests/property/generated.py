"""Any decision by anybody, with any content, at any time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.decisions.access import Access, BreakGlass, ChangeAccess
from domain.decisions.any_decision import AnyDecision
from domain.decisions.closed_case import (
    ApproveDisposal,
    DeclineDisposal,
    LiftLegalHold,
    PlaceLegalHold,
    ProposeDisposal,
    Reopen,
)
from domain.decisions.criteria import CriteriaOutcome, DecideCriteria, Notify, RecordOtherAreaAnswer
from domain.decisions.dates import ChangeCalendar, ExplainLateness, ExtendDuty, MoveToFramework, ResumeDuty, SuspendDuty
from domain.decisions.decision import Decision
from domain.decisions.local_review import (
    AgreeAction,
    CompleteAction,
    CompleteStep,
    DelayPublication,
    EndPublicYear,
    Publish,
    SendAdvanceCopy,
)
from domain.decisions.panel import (
    ConcludeNationalReview,
    DecideLocalReview,
    Ground,
    PanelAnswer,
    RecordPanelAnswer,
    SupplyInformation,
)
from domain.decisions.rapid_review import (
    HoldMeeting,
    Paper,
    Recommendation,
    ReturnSummary,
    Sign,
    StandDown,
    SubmitRapidReview,
)
from domain.decisions.referral import (
    Acknowledge,
    CorrectFacts,
    DecideReferral,
    LinkDeathReview,
    LinkDuplicate,
    Withdraw,
)
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

RIGHT_DECIDERS: dict[type[Decision], Decider] = {
    DecideReferral: a.by(Role.SAFEGUARDING_LEAD, "education"),
    DecideCriteria: a.by_local_authority(),
    Notify: a.by_local_authority(),
    StandDown: a.by_local_authority(),
    RecordPanelAnswer: a.by_panel(),
    DecideLocalReview: a.by_partner(),
    EndPublicYear: a.by(Role.BUSINESS_MANAGER, "partnership"),
    MoveToFramework: a.by(Role.BUSINESS_MANAGER, "partnership"),
    LiftLegalHold: a.by_partner(),
    ApproveDisposal: a.by_partner(),
}

CONTENT: dict[type[Decision], dict[str, st.SearchStrategy[Any]]] = {
    DecideReferral: {"refer": st.booleans()},
    Acknowledge: {"referral": st.integers(1, 3)},
    DecideCriteria: {"outcome": st.sampled_from(CriteriaOutcome), "local_learning_review": st.booleans()},
    CorrectFacts: {
        "child": st.sampled_from([None, 1, 1, 2]),
        "date_of_birth": st.sampled_from([None, date(2018, 2, 28), date(2001, 1, 4), date(2040, 1, 1)]),
        "la_aware": st.none() | days_from_start.map(Moment.on) | st.just(Moment.on(date(1950, 1, 2))),
        "incident_at": st.none() | days_from_start.map(Moment.on),
        "area": st.sampled_from([None, None, "coventry", "warwickshire"]),
        "received": st.none() | days_from_start.map(Moment.on),
        "referral": st.sampled_from([1, 1, 2]),
    },
    MoveToFramework: {"framework": st.sampled_from(FRAMEWORKS)},
    Notify: {"panel_reference": st.just("INVENTED-1"), "copy_of_form": documents},
    ReturnSummary: {"agency": st.sampled_from(["education", "health_trust", "probation"]), "summary": documents},
    HoldMeeting: {
        "recommendation": st.sampled_from(Recommendation),
        **dict.fromkeys(("facts", "immediate_safety", "learning", "next_steps"), st.just("Invented.")),
    },
    Sign: {"paper": st.sampled_from(Paper), "partner": st.sampled_from([*a.PARTNERS, "education"])},
    SubmitRapidReview: {"review": documents},
    RecordPanelAnswer: {"answer": st.sampled_from(PanelAnswer), "letter": documents},
    SupplyInformation: {"information": documents},
    DecideLocalReview: {"initiate": st.booleans(), "grounds": st.sampled_from([(), (Ground.OTHER,)])},
    CompleteStep: {"step": st.sampled_from([*(each.step for each in a.the_rules().policy.review_steps), "none"])},
    DelayPublication: {},
    SendAdvanceCopy: {"publish_on": days_from_start, "report": documents},
    Publish: {"where": st.just("https://partnership.example.org/reviews")},
    EndPublicYear: {},
    AgreeAction: {
        "action": st.just("Invented"),
        "owner": st.sampled_from(["education", "nobody"]),
        "due": days_from_start | st.dates(date(1950, 1, 1), date(2060, 1, 1)),
    },
    CompleteAction: {"number": st.integers(1, 3)},
    StandDown: {},
    Withdraw: {},
    Reopen: {},
    LinkDuplicate: {"survivor": st.sampled_from(["CSPR-0000-0001", a.REFERENCE])},
    LinkDeathReview: {
        "review_reference": st.sampled_from(["INVENTED-7", "INVENTED-8"]),
        "told_by": st.just("Invented"),
    },
    RecordOtherAreaAnswer: {"notified": st.booleans()},
    ConcludeNationalReview: {},
    ExtendDuty: {"duty": duty_keys, "until": days_from_start, "code": codes, "earlier_because": reasons},
    SuspendDuty: {"duty": duty_keys, "until": days_from_start, "code": codes},
    ResumeDuty: {"duty": duty_keys},
    ExplainLateness: {"duty": duty_keys},
    ChangeAccess: {
        "person": st.sampled_from(["p-17", "p-17", "p-17", "invented-person"]),
        "access": st.sampled_from(Access),
        "until": st.none() | days_from_start,
    },
    BreakGlass: {"until": days_from_start},
    PlaceLegalHold: {"required_by": st.just("Invented inquiry")},
    LiftLegalHold: {"hold": st.integers(1, 2)},
    ProposeDisposal: {},
    ApproveDisposal: {},
    DeclineDisposal: {},
    ChangeCalendar: {"day": days_from_start, "holiday": st.sampled_from([None, "Invented Day"])},
}


@st.composite
def decisions(draw: st.DrawFn) -> Callable[[datetime], AnyDecision]:
    """Any decision, mostly by somebody who may take it, at any time up to now and sometimes after."""
    kind = draw(st.sampled_from(list(CONTENT)))
    content = {name: draw(strategy) for name, strategy in CONTENT[kind].items()}
    by = draw(deciders) if draw(st.integers(0, 9)) == 0 else _right_decider(kind, content)
    ago = draw(st.sampled_from([0, 0, 0, 1, 5, -2, 30_000]))
    number = draw(st.integers(0, 10**9))
    precise = draw(st.booleans())

    def at_last(now: datetime) -> AnyDecision:
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


def _right_decider(kind: type[Decision], content: dict[str, Any]) -> Decider:
    if kind is ReturnSummary:
        return a.by_agency(content["agency"])
    if kind is Sign:
        return a.by_partner(content["partner"])
    return RIGHT_DECIDERS.get(kind, a.by_coordinator())
