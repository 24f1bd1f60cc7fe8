"""A case opens: the referral, the rules it will run under, and what was decided before the service had it."""

from datetime import datetime
from functools import reduce

from domain.case import Case
from domain.decide import decide, refuse
from domain.decisions.any_decision import AnyDecision
from domain.event import CaseOpened, FactsAssessed, RecordedEvent, RulesResolved
from domain.evolve import evolve
from domain.grants import Mandate
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
    history: tuple[AnyDecision, ...] = ()


def decisions_in(opening: Opening) -> tuple[str, ...]:
    """The names of all that an opening does: the referral, and each kind of decision of its history."""
    return tuple(dict.fromkeys(["referral", *(decision.decision for decision in opening.history)]))


def open_case(opening: Opening, rules: Rules, now: datetime, mandate: Mandate) -> list[RecordedEvent]:
    """The first events of a case at the UTC instant `now`: its referral, rules, assessment and history.

    `mandate` says who sent it, and answers for the history as it was.

    A decision of the history that is refused is recorded as refused; the client tries a history before it sends it.
    """
    taken_over = bool(opening.history)
    received = opening.referral.received
    step = Recording(
        case=Case(reference=opening.reference),
        now=now,
        cause="referral",
        actor=mandate.actor.id,
        effective=received if received and received.earliest <= now else None,
        taken_over=taken_over,
    )
    opened = CaseOpened(
        referral=opening.referral,
        fingerprints=opening.fingerprints,
        sender=mandate.actor,
        proof=mandate.proof,
    )
    step.add(opened)
    step.add(RulesResolved(rules=rules))
    assessment = assess(opening.referral, rules.framework, rules.policy.area)
    step.add(FactsAssessed(assessment=assessment))
    step.bring_duties_in_line("the case was opened")
    events = step.events
    case = step.case
    for decision in opening.history:
        try:
            recorded = decide(case, decision, now, mandate, taken_over=True)
        except Refusal as refusal:
            recorded = refuse(case, decision, refusal, now, mandate.actor)
        events += recorded
        case = reduce(evolve, recorded, case)
    return events
