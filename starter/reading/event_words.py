"""What an event says in plain words. It is for those who may see the case: people are named by role only."""

from collections.abc import Iterable, Mapping

from domain import calendar_change
from domain.decision_words import decision_in_words, say_key
from domain.decisions import ChangeCalendar, Decision, LinkDeathReview, Notify
from domain.duty import Timeliness
from domain.event import (
    AcknowledgementReported,
    Body,
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
    RulesResolved,
    RungFired,
)
from domain.london import say_day, say_instant
from starter.reading.reason_words import say_reasons


def say_body(body: Body, names: Mapping[str, str]) -> str:  # noqa: C901, PLR0911, PLR0912 - one line an event
    """What happened, in a sentence without the people's names. `names` says what duties and letters are called."""
    match body:
        case CaseOpened(referral=referral):
            children = len(referral.children)
            return (
                f"Case opened by a referral of {say_key(referral.referrer.organisation)}, {_count(children, 'child')}"
            )
        case RulesResolved(rules=rules):
            return f"Rules: {rules.framework.title}; bank holidays of {rules.calendar.name} ({rules.calendar.version})"
        case FactsAssessed(assessment=assessment):
            return f"The facts suggest: {say_key(assessment.path.value)} ({say_reasons(assessment.reasons)})"
        case DuplicateSuspected(others=others):
            return f"May be the same incident as {', '.join(others)}"
        case DuplicateTakenOver(from_case=source, referrals=referrals, summaries=summaries):
            return f"Taken over from {source}: {len(referrals)} referrals, {len(summaries)} agency summaries"
        case AcknowledgementReported(from_case=source, acknowledged=acknowledged):
            outcome = "has acknowledged its referral" if acknowledged else "could not acknowledge its referral"
            return f"{source} {outcome}"
        case DecisionTaken(decision=decision):
            return f"{say_decision(decision)} ({say_key(decision.by.role.value)}, {say_key(decision.by.organisation)})"
        case DecisionRefused():
            by = f"{say_key(body.role)}, {say_key(body.organisation)}"
            return f"Refused: {say_key(body.decision)} by {by}: {body.message}"
        case MalformedReceived():
            return f"Not understood (number {body.count}): {body.message}"
        case DutyOpened(duty=duty):
            when = "at the latest " if duty.provisional else ""
            return f"Owed from now on: {duty.title}, due {when}{say_day(duty.due)}"
        case DutyRedated(old=old, new=new, reason=reason):
            if old.due == new.due:
                return f"Counted afresh: {new.title}, still {say_day(new.due)} ({reason})"
            return f"Date moved: {new.title}, {say_day(old.due)} to {say_day(new.due)} ({reason})"
        case DutyJudgedAgain(old=old, new=new, reason=reason):
            due = f"{say_day(old.due)} to {say_day(new.due)}" if old.due != new.due else say_day(new.due)
            return f"Judged again: {new.title}, {due}, {say_timeliness(new.margin, new.timeliness)} ({reason})"
        case DutyMet(key=key, margin=margin, timeliness=timeliness):
            return f"Done: {names.get(key, key)}, {say_timeliness(margin, timeliness)}"
        case DutyCancelled(key=key, reason=reason):
            return f"No longer owed: {names.get(key, key)} ({reason})"
        case RungFired(key=key, planned=planned):
            late = f" (planned for {say_instant(planned)})" if body.late else ""
            return f"{say_key(body.kind).capitalize()}: {names.get(key, key)}{late}"
        case LetterRequested(letter=letter):
            return f"Letter {letter.key} to be sent: {say_key(letter.kind)}"
        case LetterSent(key=key):
            return f"Letter {key} sent: {names.get(key, key)}"
        case LetterUndeliverable(key=key, message=message):
            return f"Letter {key} could not be delivered: {names.get(key, key)} ({message})"
        case CaseClosed(outcome=outcome):
            return f"Case closed: {say_key(outcome)}"
        case RecordDisposed(record=record, reason=reason):
            return f"Record disposed of ({say_key(record.value)}): {reason}"


def names_in(bodies: Iterable[Body]) -> dict[str, str]:
    """What the duties and letters of a case are called, by key."""
    names = {}
    for body in bodies:
        if isinstance(body, DutyOpened):
            names[body.duty.key] = body.duty.title
        elif isinstance(body, LetterRequested):
            names[body.letter.key] = say_key(body.letter.kind)
    return names


def say_timeliness(margin: int | None, timeliness: Timeliness | None) -> str:
    """How a duty that was met counts, and how many working days early or late that was."""
    if margin is None:
        return "before its date was known"
    if margin < 0:
        return f"{_count(-margin, 'working day')} late"
    early = "on its last day" if margin == 0 else f"{_count(margin, 'working day')} early"
    if timeliness is Timeliness.LATE:
        return f"late for its first date ({early} for the day planned since)"
    return f"extended, {early}" if timeliness is Timeliness.EXTENDED else early


def say_decision(decision: Decision) -> str:
    """With what was written freely, which only those read who may see the case."""
    match decision:
        case Notify(panel_reference=reference):
            return f"{decision_in_words(decision)}, reference {reference}"
        case LinkDeathReview(review_reference=reference):
            return f"{decision_in_words(decision)}: {reference}"
        case ChangeCalendar():
            return calendar_change.why(decision)
        case _:
            return decision_in_words(decision)


def _count(number: int, what: str) -> str:
    plural = {"child": "children"}.get(what, f"{what}s")
    return f"{number} {what if number == 1 else plural}"
