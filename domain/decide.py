"""A decision comes in: it is accepted with everything that follows from it, or it is refused with a reason."""

from datetime import datetime, timedelta

from domain import framework_move, moved
from domain.access import check_not_excluded, seats_in
from domain.actor import Actor
from domain.authority import check_authority, check_stage
from domain.calendar import CalendarEnds
from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.decisions.dates import MoveToFramework
from domain.event import DecisionRefused, DecisionTaken, RecordedEvent
from domain.framework import Framework
from domain.grants import Mandate
from domain.london import london_date
from domain.procedure import RULES
from domain.recording import Recording
from domain.refusal import Refusal, RefusalCode

CLOCKS_APART = timedelta(minutes=5)
"""How far the clock of who sends a decision may run ahead of the server's."""


def was_handled(case: Case, decision: AnyDecision) -> bool:
    """Whether this very decision has been taken before, so that sending it again changes nothing.

    Raises:
        Refusal: the id was used for another decision.
    """
    name = case.handled.get(decision.id)
    if name is None:
        return False
    if name != decision.decision:
        raise Refusal(RefusalCode.ALREADY_DECIDED, f"id: was used for another decision ({name}); give each its own id")
    return True


def decide(  # noqa: PLR0913 - what it depends on, and nothing else
    case: Case,
    decision: AnyDecision,
    now: datetime,
    mandate: Mandate,
    *,
    taken_over: bool = False,
    framework: Framework | None = None,
) -> list[RecordedEvent]:
    """What is recorded when `decision` is taken at the UTC instant `now`, sent by whom the mandate names.

    With `taken_over` it was taken before the service had the case: nobody is written to, and its late entry needs
    no reason of its own. `framework` is the one that a MoveToFramework names, which is read outside of the workflow.

    Raises:
        Refusal: it may not be taken; nothing is recorded.
    """
    check(case, decision, now, mandate, taken_over=taken_over)
    rule = RULES[type(decision)]
    before = case
    step = Recording(
        case=case,
        now=now,
        cause=decision.id,
        actor=mandate.actor.id,
        effective=decision.at,
        taken_over=taken_over,
    )
    step.add(DecisionTaken(decision=decision, sender=mandate.actor, proof=mandate.proof))
    if isinstance(decision, MoveToFramework):
        for body in framework_move.brings(case, framework):
            step.add(body)
    try:
        step.bring_duties_in_line(rule.why(decision), judge_again=rule.corrects_facts)
    except CalendarEnds as end:
        known = case.in_force.calendar
        raise Refusal(
            RefusalCode.WRONG_TIME,
            f"at: a date that follows from it lies outside the case's calendar, {known.first} to {known.last}",
        ) from end
    letters = [*rule.letters(before, decision), *rule.letters_after(before, step.case, decision)]
    step.write([*letters, *moved.letters(before, step.case, rule.why(decision))])
    return step.events


def check(case: Case, decision: AnyDecision, now: datetime, mandate: Mandate, *, taken_over: bool) -> None:
    """Raises a Refusal when the decision may not be taken by this person, at this time, in this state."""
    _check_open(case, decision)
    today, actor = london_date(now), mandate.actor
    check_not_excluded(case, actor, today)
    check_authority(case.in_force.policy, decision, mandate, list(seats_in(case, actor, today)), taken_over=taken_over)
    check_stage(case, decision, mandate)
    if decision.at.earliest > now + CLOCKS_APART:
        raise Refusal(
            RefusalCode.WRONG_TIME,
            f"at: {decision.at.say()} is in the future; record it when it has happened",
        )
    late = decision.at.last_day < today
    if late and not taken_over and decision.entered_late_because is None:
        raise Refusal(
            RefusalCode.INCOMPLETE,
            f"entered_late_because: it happened on {decision.at.say()} and is recorded on a later day; say why",
        )
    rule = RULES[type(decision)]
    rule.check(case, decision)
    rule.check_sender(case, decision, actor)
    if not taken_over:
        rule.check_day(case, decision, today)


def _check_open(case: Case, decision: AnyDecision) -> None:
    if case.disposed:
        raise Refusal(RefusalCode.DESTROYED, "the record of the case is destroyed; nothing is recorded any more")
    if decision.closed_too:  # its own check says when
        return
    if case.is_closed:
        raise Refusal(RefusalCode.CLOSED, f"the case is closed ({case.outcome}); reopen it first")
    if case.linked:
        raise Refusal(RefusalCode.CLOSED, f"the case goes on as {case.linked.survivor}; record the decision there")
    if case.withdrawn:
        raise Refusal(RefusalCode.CLOSED, "the referral is withdrawn; the case closes once its letters have gone")


def refuse(case: Case, decision: AnyDecision, refusal: Refusal, now: datetime, actor: Actor) -> list[RecordedEvent]:
    """What is recorded when `decision` was refused: who tried what, and what they were told."""
    step = Recording(case=case, now=now, cause=decision.id, actor=actor.id)
    step.add(
        DecisionRefused(
            decision=decision.decision,
            decision_id=decision.id,
            role=decision.by.role.value,
            organisation=decision.by.organisation,
            code=refusal.code.value,
            message=refusal.message,
        )
    )
    return step.events
