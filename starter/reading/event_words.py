"""What an event says in plain words. It is for those who may see the case: people are named by role only."""

from collections.abc import Iterable, Mapping

from domain import calendar_change
from domain.called import names_of
from domain.case import Case
from domain.correspondence import ROLE_WORDS
from domain.decision_words import decision_in_words, say_key
from domain.decisions.criteria import Notify
from domain.decisions.dates import ChangeCalendar
from domain.decisions.decision import Decision
from domain.decisions.referral import LinkDeathReview
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
from domain.letter_words import letter_in_words
from domain.london import say_day, say_instant
from starter.reading.reason_words import say_reasons


def say_body(body: Body, names: Mapping[str, str]) -> str:  # noqa: C901, PLR0911, PLR0912 - one line an event
    """What happened, in a sentence without the people's names.

    `names` says what organisations, duties and letters are called (`names_in`).
    """
    match body:
        case CaseOpened(referral=referral):
            children = len(referral.children)
            by = _named(names, referral.referrer.organisation)
            return f"Case opened by a referral of {by}, {_count(children, 'child')}"
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
            by = _as_whom(names, decision.by.role.value, decision.by.organisation)
            return f"{say_decision(decision, names)} ({by})"
        case DecisionRefused():
            by = _as_whom(names, body.role, body.organisation)
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
            return f"Letter {letter.key} to be sent {names[letter.key]}"
        case LetterSent(key=key):
            return f"Letter {key} sent {names[key]}"
        case LetterUndeliverable(key=key, message=message):
            return f"Letter {key} could not be delivered {names[key]} ({message})"
        case CaseClosed(outcome=outcome):
            return f"Case closed: {say_key(outcome)}"
        case RecordDisposed(record=record, reason=reason):
            return f"Record disposed of ({say_key(record.value)}): {reason}"


def names_in(case: Case, bodies: Iterable[Body]) -> dict[str, str]:
    """What organisations, duties, and the letters among these of a case are called; a letter "to Ofsted: notified"."""
    letters = (body.letter for body in bodies if isinstance(body, LetterRequested))
    return {**names_of(case), **{letter.key: letter_in_words(case, letter) for letter in letters}}


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


def say_decision(decision: Decision, names: Mapping[str, str]) -> str:
    """With what was written freely, which only those read who may see the case. `names` is as in `say_body`."""
    match decision:
        case Notify(panel_reference=reference):
            return f"{decision_in_words(decision, names)}, reference {reference}"
        case LinkDeathReview(review_reference=reference):
            return f"{decision_in_words(decision, names)}: {reference}"
        case ChangeCalendar():
            return calendar_change.why(decision)
        case _:
            return decision_in_words(decision, names)


def _as_whom(names: Mapping[str, str], role: str, organisation: str) -> str:
    return f"{ROLE_WORDS.get(role, say_key(role))}, {_named(names, organisation)}"


def _named(names: Mapping[str, str], key: str) -> str:
    return names.get(key, say_key(key))


def _count(number: int, what: str) -> str:
    plural = {"child": "children"}.get(what, f"{what}s")
    return f"{number} {what if number == 1 else plural}"
