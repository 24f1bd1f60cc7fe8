"""Invented referrals and decisions in a few words each, and `play`, which takes them in their order.

Every instant is on a day of January 2026 unless a test says otherwise. Nobody here exists.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, reduce
from itertools import count
from typing import Any, cast

from domain.actor import Actor, Seat
from domain.case import Case, ReceivedReferral
from domain.deadlines import framework_for
from domain.decide import decide
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
from domain.document import Document
from domain.duty import Duty
from domain.england import england_calendar
from domain.event import RecordedEvent
from domain.evolve import evolve, fold
from domain.framework import Framework
from domain.grants import Mandate
from domain.letter import Letter
from domain.merging import LinkedCase
from domain.moment import Moment
from domain.opening import Opening, open_case
from domain.people import Decider, Delegation, Role
from domain.referral import Child, Country, Incident, LeadDecision, Proceedings, Referral, Referrer
from domain.rule_files import load_authority, load_frameworks, load_policy
from domain.rules import Rules
from domain.steps import close, letter_sent, request_acknowledgements

REFERENCE = "CSPR-7K4M-2QXD"
FRAMEWORKS = load_frameworks()
AUTHORITY = load_authority()
AWARE = date(2026, 1, 5)
PARTNERS = ("local_authority", "icb", "police")
PANEL_2025 = "working-together-2023-panel-2025"
WORKING_TOGETHER_2023 = "working-together-2023"
WORKING_TOGETHER_2018 = "working-together-2018"

_NUMBERS = count(1)


def noon(day: date) -> datetime:
    """12:00 UTC on a day: an instant that is the same date in London all year."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@cache
def the_rules(framework: str | None = None) -> Rules:
    """The rules that ship, under the framework of that name or the one of January 2026."""
    return Rules(
        framework=framework_for(AWARE, load_frameworks(), framework),
        calendar=england_calendar(2018, 2036),
        policy=load_policy(),
    )


# Who decides


def by(role: Role, organisation: str, delegation: Delegation | None = None) -> Decider:
    """An invented person in a role."""
    return Decider(name="Invented Person", role=role, organisation=organisation, delegation=delegation)


def by_local_authority() -> Decider:
    return by(Role.LOCAL_AUTHORITY_DECISION_MAKER, "local_authority")


def by_coordinator() -> Decider:
    return by(Role.COORDINATOR, "partnership")


def by_partner(partner: str = "police") -> Decider:
    return by(Role.PARTNER, partner)


def by_panel() -> Decider:
    return by(Role.PANEL, "panel")


def by_agency(agency: str = "education") -> Decider:
    return by(Role.AGENCY_CONTACT, agency)


# What was referred


def a_child(**facts: Any) -> Child:  # noqa: ANN401 - any field's value
    """A child of 7 who was seriously harmed."""
    known = {
        "name": "Child One",
        "date_of_birth": date(2018, 6, 1),
        "seriously_harmed": True,
        "lives_in": "warwickshire",
    }
    return Child.model_validate({**known, **facts})


def an_incident(**facts: Any) -> Incident:  # noqa: ANN401 - any field's value
    """Suspected neglect in the partnership's own area, the day before the local authority became aware."""
    known = {
        "summary": "Invented: serious harm, neglect suspected.",
        "at": Moment.on(AWARE - timedelta(days=1)),
        "area": "warwickshire",
        "abuse_or_neglect": True,
    }
    return Incident.model_validate({**known, **facts})


def a_referral(**facts: Any) -> Referral:  # noqa: ANN401 - any field's value
    """A referral by a school of one child, of which everybody learnt on the day it was received."""
    known = {
        "referrer": a_referrer(),
        "safeguarding_lead": LeadDecision(name="Invented Lead", refer=True, reason="Invented.", at=Moment.on(AWARE)),
        "children": (a_child(),),
        "incident": an_incident(),
        "la_aware": Moment.on(AWARE),
        "received": Moment.on(AWARE),
        "agencies": ("education", "health_trust"),
    }
    return Referral.model_validate({**known, **facts})


def a_referrer(organisation: str = "education") -> Referrer:
    return Referrer(name="Invented Referrer", organisation=organisation, email=f"referrer@{organisation}.example.org")


def a_consultation(**facts: Any) -> Referral:  # noqa: ANN401 - any field's value
    """The same before the Safeguarding Lead has decided to refer."""
    return a_referral(**{"safeguarding_lead": None, "received": None, **facts})


def a_document(name: str = "invented.pdf") -> Document:
    return Document(case=REFERENCE, address="0" * 64, name=name, media_type="application/octet-stream", size=1)


def an_incident_abroad(area: str = "cardiff") -> Incident:
    return an_incident(country=Country.ELSEWHERE_IN_THE_UNITED_KINGDOM, area=area)


def a_trial() -> Proceedings:
    return Proceedings(kind="criminal")


# What was decided


def common(by: Decider, at: date | Moment) -> dict[str, Any]:
    number = next(_NUMBERS)
    return {
        "id": f"decision-{number:06}",
        "by": by,
        "at": Moment.on(at) if isinstance(at, date) else at,
        "reason": "Invented reason.",
        "entered_late_because": "Invented: the form came late.",
    }


def lead_decides(*, refer: bool = True, at: date = AWARE, organisation: str = "education") -> DecideReferral:
    return DecideReferral(**common(by(Role.SAFEGUARDING_LEAD, organisation), at), refer=refer)


def acknowledged(at: date = AWARE, referral: int = 1) -> Acknowledge:
    return Acknowledge(**common(by_coordinator(), at), referral=referral)


def criteria(outcome: str, at: date = AWARE, *, local_learning_review: bool = False) -> DecideCriteria:
    known = common(by_local_authority(), at)
    return DecideCriteria(**known, outcome=CriteriaOutcome(outcome), local_learning_review=local_learning_review)


def criteria_met(at: date = AWARE) -> DecideCriteria:
    return criteria("met", at)


def corrected(at: date = AWARE, **facts: Any) -> CorrectFacts:  # noqa: ANN401 - any field's value
    return CorrectFacts(**common(by_coordinator(), at), **facts)


def notified(at: date | Moment = AWARE) -> Notify:
    return Notify(**common(by_local_authority(), at), panel_reference="INVENTED-1")


def summary_of(agency: str, at: date = AWARE) -> ReturnSummary:
    return ReturnSummary(**common(by_agency(agency), at), agency=agency)


def meeting_held(at: date = AWARE, recommendation: str = "local_review") -> HoldMeeting:
    return HoldMeeting(
        **common(by_coordinator(), at),
        recommendation=Recommendation(recommendation),
        facts="Invented.",
        immediate_safety="Invented.",
        learning="Invented.",
        next_steps="Invented.",
    )


def signed(partner: str, at: date = AWARE, paper: Paper = Paper.RAPID_REVIEW, by: Decider | None = None) -> Sign:
    return Sign(**common(by or by_partner(partner), at), paper=paper, partner=partner)


def signed_by_all(at: date = AWARE, paper: Paper = Paper.RAPID_REVIEW) -> list[AnyDecision]:
    return [signed(partner, at, paper) for partner in PARTNERS]


def submitted(at: date | Moment = AWARE) -> SubmitRapidReview:
    return SubmitRapidReview(**common(by_coordinator(), at))


def panel_answers(answer: str, at: date = AWARE) -> RecordPanelAnswer:
    return RecordPanelAnswer(**common(by_panel(), at), answer=PanelAnswer(answer))


def information_sent(at: date = AWARE) -> SupplyInformation:
    return SupplyInformation(**common(by_coordinator(), at))


def local_review(*, initiate: bool = True, at: date = AWARE) -> DecideLocalReview:
    grounds = (Ground.IMPROVEMENTS,) if initiate else ()
    return DecideLocalReview(**common(by_partner("local_authority"), at), initiate=initiate, grounds=grounds)


def step_done(step: str, at: date = AWARE) -> CompleteStep:
    return CompleteStep(**common(by_coordinator(), at), step=step)


def every_step(at: date = AWARE) -> list[AnyDecision]:
    """The steps of a review without proceedings, in an order that the policy allows."""
    return [step_done(step.step, at) for step in the_rules().policy.review_steps if not step.only_with_proceedings]


def delayed(at: date = AWARE) -> DelayPublication:
    return DelayPublication(**common(by_coordinator(), at))


def advance_copy(publish_on: date, at: date = AWARE) -> SendAdvanceCopy:
    return SendAdvanceCopy(**common(by_coordinator(), at), publish_on=publish_on)


def published(at: date = AWARE) -> Publish:
    return Publish(**common(by_coordinator(), at), where="https://partnership.example.org/reviews")


def up_to_publication(then: date, notified_after: int) -> list[AnyDecision]:
    """Every decision of a local review, from the acknowledgement of a referral on that day on."""

    def on(days: int) -> date:
        return then + timedelta(days=days)

    return [
        acknowledged(on(1)),
        criteria_met(on(2)),
        notified(on(notified_after)),
        summary_of("education", on(10)),
        meeting_held(on(14)),
        *signed_by_all(on(15)),
        submitted(on(16)),
        panel_answers("agrees_local_review", on(30)),
        local_review(at=on(35)),
        *every_step(on(150)),
        *signed_by_all(on(160), Paper.LOCAL_REVIEW),
        advance_copy(on(200), on(185)),
        published(on(220)),
    ]


def year_ended(at: date) -> EndPublicYear:
    return EndPublicYear(**common(by(Role.BUSINESS_MANAGER, "partnership"), at))


def action_agreed(due: date, at: date = AWARE, owner: str = "education") -> AgreeAction:
    return AgreeAction(**common(by_coordinator(), at), action="Invented action", owner=owner, due=due)


def action_done(number: int = 1, at: date = AWARE) -> CompleteAction:
    return CompleteAction(**common(by_coordinator(), at), number=number)


def stood_down(at: date = AWARE) -> StandDown:
    return StandDown(**common(by_local_authority(), at))


def withdrawn(at: date = AWARE) -> Withdraw:
    return Withdraw(**common(by_coordinator(), at))


def reopened(at: date = AWARE) -> Reopen:
    return Reopen(**common(by_coordinator(), at))


def duplicate(referral: Referral, **held: Any) -> LinkedCase:  # noqa: ANN401 - any field's value
    """What a linked duplicate of that referral hands over."""
    opened = ReceivedReferral(referral=referral, from_case="CSPR-0000-0002")
    return LinkedCase(from_case="CSPR-0000-0002", **{"referrals": (opened,), **held})


def moved_to(framework: str, at: date = AWARE) -> MoveToFramework:
    return MoveToFramework(**common(by(Role.BUSINESS_MANAGER, "partnership"), at), framework=framework)


def linked(survivor: str = "CSPR-0000-0001", at: date = AWARE) -> LinkDuplicate:
    return LinkDuplicate(**common(by_coordinator(), at), survivor=survivor)


def death_review_linked(reference: str, at: date = AWARE) -> LinkDeathReview:
    told_by = "Invented community safety partnership"
    return LinkDeathReview(**common(by_coordinator(), at), review_reference=reference, told_by=told_by)


def other_area_answered(*, notified: bool = True, at: date = AWARE) -> RecordOtherAreaAnswer:
    known = common(by_coordinator(), at)
    return RecordOtherAreaAnswer(**known, notified=notified, their_reference="INVENTED-2" if notified else None)


def national_review_concluded(at: date = AWARE) -> ConcludeNationalReview:
    return ConcludeNationalReview(**common(by_panel(), at))


def extended(duty: str, until: date, at: date | Moment = AWARE, *, earlier_because: str | None = None) -> ExtendDuty:
    known = common(by_coordinator(), at)
    return ExtendDuty(**known, duty=duty, until=until, code="waiting_for_agency", earlier_because=earlier_because)


def suspended(duty: str, until: date, at: date | Moment = AWARE) -> SuspendDuty:
    return SuspendDuty(**common(by_coordinator(), at), duty=duty, until=until, code="staff_absence")


def resumed(duty: str, at: date | Moment = AWARE) -> ResumeDuty:
    return ResumeDuty(**common(by_coordinator(), at), duty=duty)


def lateness_explained(duty: str, at: date | Moment = AWARE) -> ExplainLateness:
    return ExplainLateness(**common(by_local_authority(), at), duty=duty)


def held(at: date = AWARE, required_by: str = "Invented inquiry") -> PlaceLegalHold:
    return PlaceLegalHold(**common(by_coordinator(), at), required_by=required_by)


def hold_lifted(number: int = 1, at: date = AWARE) -> LiftLegalHold:
    return LiftLegalHold(**common(by_partner(), at), hold=number)


def disposal_proposed(at: date = AWARE) -> ProposeDisposal:
    return ProposeDisposal(**common(by_coordinator(), at))


def disposal_approved(at: date = AWARE, by: Decider | None = None) -> ApproveDisposal:
    approver = by or Decider(name="Invented Approver", role=Role.PARTNER, organisation="police")
    return ApproveDisposal(**common(approver, at))


def disposal_declined(at: date = AWARE) -> DeclineDisposal:
    return DeclineDisposal(**common(by_partner(), at))


def calendar_changed(day: date, holiday: str | None = "Invented Jubilee", at: date = AWARE) -> ChangeCalendar:
    return ChangeCalendar(**common(by_coordinator(), at), day=day, holiday=holiday)


# What happens


def opened(
    referral: Referral | None = None,
    rules: Rules | None = None,
    now: datetime | None = None,
    **more: Any,  # noqa: ANN401
) -> Case:
    """The case that a referral opens, by default at noon of the day on which everybody became aware."""
    return fold(REFERENCE, opening_events(referral, rules, now, **more))


def opening_events(
    referral: Referral | None = None,
    rules: Rules | None = None,
    now: datetime | None = None,
    **more: Any,  # noqa: ANN401
) -> list[RecordedEvent]:
    known = {"reference": REFERENCE, "fingerprints": ("invented",)}
    opening = Opening.model_validate({**known, "referral": referral or a_referral(), **more})
    return open_case(opening, rules or the_rules(), now or noon(AWARE), of(by_coordinator()))


def play(case: Case, decisions: AnyDecision | Sequence[Decision], now: datetime | None = None) -> Case:
    """The case after these decisions. Each is recorded at `now`, by default at noon of the day it was taken."""
    one_by_one = [decisions] if isinstance(decisions, Decision) else decisions
    for decision in cast("Sequence[AnyDecision]", one_by_one):
        recorded = taken(case, decision, now or noon(decision.at.last_day))
        case = after(case, recorded)
    return case


def taken(case: Case, decision: AnyDecision, now: datetime, **more: Any) -> list[RecordedEvent]:  # noqa: ANN401
    """What is recorded when whoever takes the decision sends it."""
    return sent(case, decision, of(decision.by), now, **more)


def sent(
    case: Case,
    decision: AnyDecision,
    mandate: Mandate,
    now: datetime,
    **more: Any,  # noqa: ANN401
) -> list[RecordedEvent]:
    """What is recorded when somebody sends the decision."""
    return decide(case, decision, now, mandate, **{"framework": framework_of(decision), **more})


def of(who: Decider) -> Mandate:
    """The mandate of somebody who holds the seat in which they decide, under the shipped authority."""
    seat = Seat(role=who.role, organisation=who.organisation, delegation=who.delegation)
    person = re.sub("[^a-z0-9]+", "-", who.name.lower())
    return Mandate(actor=Actor(id=person, name=who.name, seats=(seat,)), grants=AUTHORITY.grants)


def framework_of(decision: AnyDecision) -> Framework | None:
    """The framework that the decision names, as the workflow has it read."""
    return FRAMEWORKS[decision.framework] if isinstance(decision, MoveToFramework) else None


def nothing() -> Case:
    """The case before anything happened."""
    return Case(reference=REFERENCE)


def after(case: Case, events: list[RecordedEvent]) -> Case:
    return reduce(evolve, events, case)


def does(case: Case, step: Callable[..., list[RecordedEvent]], *about: Any) -> Case:  # noqa: ANN401 - a step's own
    """The case after a step of the procedure itself."""
    return after(case, step(case, *about))


def post(case: Case, now: datetime) -> Case:
    """The mail server takes every letter that waits."""
    for key in tuple(case.outbox):
        case = does(case, letter_sent, key, "<invented@example.org>", a_document("message.eml"), now)
    return case


def settled(case: Case, now: datetime) -> Case:
    """All that the procedure does by itself: referrers acknowledged, letters sent, the case closed if it ended."""
    case = does(case, request_acknowledgements, now)
    return does(post(case, now), close, now)


def letters(case: Case, kind: str) -> list[Letter]:
    """The letters of a kind that wait for the mail server."""
    return [letter for letter in case.outbox.values() if letter.kind == kind]


def duty(case: Case, key: str) -> Duty:
    return case.duties[key]


def due(case: Case, key: str) -> date:
    return case.duties[key].due


def access_changed(person: str, access: str, by: Decider | None = None, at: date = AWARE) -> ChangeAccess:
    manager = Decider(name="Invented Person", role=Role.BUSINESS_MANAGER, organisation="partnership")
    return ChangeAccess(**common(by or manager, at), person=person, access=Access(access))


def glass_broken(until: date, by: Decider | None = None, at: date = AWARE) -> BreakGlass:
    return BreakGlass(**common(by or by_partner(), at), until=until)


# How far a case has come


def reviewed(at: date = AWARE) -> Case:
    """Notified and under rapid review, with nothing of the review done."""
    return play(opened(), [criteria_met(at), notified(at)])


def with_panel(at: date = AWARE) -> Case:
    """The rapid review is with the Panel."""
    return play(reviewed(at), [meeting_held(at), *signed_by_all(at), submitted(at)])


def in_local_review(at: date = AWARE) -> Case:
    """The Panel agreed to a local review and the partners initiated it."""
    return play(with_panel(at), [panel_answers("agrees_local_review", at), local_review(at=at)])


def ready_to_publish(at: date = AWARE) -> Case:
    """The local review is written and signed."""
    return play(in_local_review(at), [*every_step(at), *signed_by_all(at, Paper.LOCAL_REVIEW)])
