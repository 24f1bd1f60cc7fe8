"""A case opens: the referral, the rules it will run under, and what was decided before the service had it."""

from datetime import datetime
from functools import reduce

from domain.case import Case
from domain.decide import decide, refuse
from domain.decisions import AnyDecision
from domain.event import CaseOpened, FactsAssessed, RecordedEvent, RulesResolved
from domain.evolve import evolve
from domain.model import Model
from domain.notifiable import assess
from domain.recording import Recording
from domain.referral import Referral
from domain.refusal import Refusal
from domain.rules import Rules


class Opening(Model):
    """What opens a case.

    `history` holds the decisions of a case that is taken over, in the order in which they were taken.
    """

    reference: str
    referral: Referral
    fingerprints: tuple[str, ...]
    framework: str | None = None
    recorded_by: str
    history: tuple[AnyDecision, ...] = ()


def open_case(opening: Opening, rules: Rules, now: datetime) -> list[RecordedEvent]:
    """The first events of a case at the UTC instant `now`: its referral, rules, assessment and history.

    A decision of the history that is refused is recorded as refused; the client tries a history before it sends it.
    """
    taken_over = bool(opening.history)
    received = opening.referral.received
    step = Recording(
        case=Case(reference=opening.reference),
        now=now,
        cause="referral",
        recorded_by=opening.recorded_by,
        effective=received if received and received.earliest <= now else None,
        taken_over=taken_over,
    )
    step.add(CaseOpened(referral=opening.referral, fingerprints=opening.fingerprints))
    step.add(RulesResolved(rules=rules))
    assessment = assess(opening.referral, rules.framework, rules.policy.area)
    step.add(FactsAssessed(assessment=assessment))
    step.bring_duties_in_line("the case was opened")
    events = step.events
    case = step.case
    for decision in opening.history:
        try:
            recorded = decide(case, decision, now, taken_over=True)
        except Refusal as refusal:
            recorded = refuse(case, decision, refusal, now)
        events += recorded
        case = reduce(evolve, recorded, case)
    return events
