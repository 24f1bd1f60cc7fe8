"""From one recorded event to the next state. Deterministic, total, and blind to everything but its arguments."""

from collections.abc import Iterable
from functools import reduce

from domain import merged
from domain.case import Case, ReceivedReferral
from domain.criteria import reassessed
from domain.destroyed import Destroyed
from domain.duty import Duty, DutyStatus
from domain.event import (
    AcknowledgementReported,
    CaseClosed,
    CaseOpened,
    DecisionRefused,
    DecisionTaken,
    DuplicateSuspected,
    DuplicateTakenOver,
    DutyCancelled,
    DutyJudgedAgain,
    DutyMet,
    DutyOpened,
    DutyRedated,
    FactsAssessed,
    LetterRequested,
    LetterSent,
    LetterUndeliverable,
    MalformedReceived,
    RecordDisposed,
    RecordedEvent,
    RulesResolved,
    RungFired,
)
from domain.moment import Moment
from domain.procedure import take


class StreamBroken(ValueError):  # noqa: N818 - a state of the record
    """The next event does not follow the last one."""


def fold(reference: str, events: Iterable[RecordedEvent]) -> Case:
    """The state that a whole stream adds up to. Raises StreamBroken at a gap or a foreign event."""
    return reduce(evolve, events, Case(reference=reference))


def evolve(case: Case, event: RecordedEvent) -> Case:
    """The state after `event`. Raises StreamBroken when it is not the next event of this case."""
    if event.stream != case.reference or event.position != case.position + 1:
        raise StreamBroken(
            f"after {case.reference}:{case.position} comes position {case.position + 1}, "
            f"not {event.stream}:{event.position}"
        )
    after = _apply(case, event)
    return after.having(position=event.position)


def _apply(case: Case, event: RecordedEvent) -> Case:  # noqa: C901, PLR0911, PLR0912 - one line an event
    match event.body:
        case CaseOpened(referral=referral, fingerprints=fingerprints):
            first = ReceivedReferral(referral=referral)
            return case.having(referrals=(first,), fingerprints=fingerprints, opened_at=event.recorded_at)
        case RulesResolved(rules=rules):
            return case.going_on_under(rules)
        case FactsAssessed(assessment=assessment):
            return reassessed(case, assessment, event.effective)
        case DuplicateSuspected(others=others):
            return case.having(suspected_duplicates=(*case.suspected_duplicates, *others))
        case DuplicateTakenOver():
            return merged.taken_over(case, event.body)
        case AcknowledgementReported():
            return merged.acknowledgement_reported(case, event.body)
        case DecisionTaken(decision=decision, sender=sender):
            return take(case, decision).having(
                handled={**case.handled, decision.id: decision.decision},
                taken_by={**case.taken_by, decision.id: sender.id},
            )
        case DecisionRefused():
            return case.having(refused=case.refused + 1)
        case MalformedReceived(count=count):
            return case.having(malformed=count)
        case LetterRequested(letter=letter):
            return case.having(outbox={**case.outbox, letter.key: letter})
        case LetterSent(key=key):
            return _sent(case, key, event)
        case LetterUndeliverable(key=key):
            refused = {**case.undeliverable, key: case.outbox[key]}
            return _without_letter(case, key).having(undeliverable=refused)
        case CaseClosed(outcome=outcome):
            return case.having(outcome=outcome, closed_at=event.recorded_at)
        case RecordDisposed(approved_by=approved_by, reason=reason):
            return case.having(disposed=Destroyed(at=event.recorded_at, approved_by=approved_by, reason=reason))
        case _:
            return _apply_to_duties(case, event)


def _apply_to_duties(case: Case, event: RecordedEvent) -> Case:
    match event.body:
        case DutyOpened(duty=duty):
            return _with_duty(case, duty)
        case DutyRedated(new=new) | DutyJudgedAgain(new=new):
            return _with_duty(case, new)
        case DutyMet(key=key, met=met, margin=margin):
            changed = {"status": DutyStatus.MET, "met": met, "margin": margin}
            under = {**case.met_under, key: len(case.earlier_rules)}
            return _with_duty(case, case.duties[key].model_copy(update=changed)).having(met_under=under)
        case DutyCancelled(key=key):
            changed = {"status": DutyStatus.CANCELLED, "cancelled": event.effective}
            # Opened again it is another duty with a date of its own, to which nothing was allowed.
            held = {other: given for other, given in case.allowances.items() if other != key}
            return _with_duty(case, case.duties[key].model_copy(update=changed)).having(allowances=held)
        case RungFired(key=key, rung=rung):
            duty = case.duties[key]
            return _with_duty(case, duty.model_copy(update={"fired": (*duty.fired, rung)}))
        case _:
            return case


def _with_duty(case: Case, duty: Duty) -> Case:
    return case.having(duties={**case.duties, duty.key: duty})


def _without_letter(case: Case, key: str) -> Case:
    return case.having(outbox={other: letter for other, letter in case.outbox.items() if other != key})


def _sent(case: Case, key: str, event: RecordedEvent) -> Case:
    """A letter that settles something settles it when the mail server took it, unless a person did before."""
    about = case.outbox[key].about
    after = _without_letter(case, key)
    when = Moment.at(event.recorded_at)
    if about == "rapid_review":
        return after.having(submission=after.submission or when)
    if about.startswith("referral:"):
        index = int(about.removeprefix("referral:")) - 1
        received = after.referrals[index]
        received = received.model_copy(update={"acknowledged": received.acknowledged or when})
        return after.having(referrals=(*after.referrals[:index], received, *after.referrals[index + 1 :]))
    return after
