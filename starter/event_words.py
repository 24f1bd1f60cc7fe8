"""What an event says in plain words. It is for those who may see the case: people are named by role only."""

from collections.abc import Iterable, Mapping

from domain import calendar_change
from domain.criteria import OUTCOME_WORDS
from domain.decisions import (
    Acknowledge,
    AgreeAction,
    ApproveDisposal,
    ChangeCalendar,
    CompleteAction,
    CompleteStep,
    CorrectFacts,
    DecideCriteria,
    DecideLocalReview,
    DecideReferral,
    Decision,
    DeclineDisposal,
    ExplainLateness,
    ExtendDuty,
    HoldMeeting,
    LiftLegalHold,
    LinkDeathReview,
    LinkDuplicate,
    Notify,
    PlaceLegalHold,
    ProposeDisposal,
    Publish,
    RecordOtherAreaAnswer,
    RecordPanelAnswer,
    Reopen,
    ResumeDuty,
    ReturnSummary,
    SendAdvanceCopy,
    Sign,
    StandDown,
    SubmitRapidReview,
    SuspendDuty,
    Withdraw,
)
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
from domain.london import say_day
from domain.panel import ANSWER_WORDS
from domain.rapid_review import RECOMMENDATION_WORDS


def say_body(body: Body, names: Mapping[str, str]) -> str:  # noqa: C901, PLR0911, PLR0912 - one line an event
    """What happened, in a sentence without the people's names. `names` says what duties and letters are called."""
    match body:
        case CaseOpened(referral=referral):
            children = len(referral.children)
            return f"Case opened by a referral of {_name(referral.referrer.organisation)}, {_count(children, 'child')}"
        case RulesResolved(rules=rules):
            return f"Rules: {rules.framework.title}; bank holidays of {rules.calendar.name} ({rules.calendar.version})"
        case FactsAssessed(assessment=assessment):
            return f"The facts suggest: {_name(assessment.path.value)} ({'; '.join(assessment.reasons)})"
        case DuplicateSuspected(others=others):
            return f"May be the same incident as {', '.join(others)}"
        case DuplicateTakenOver(from_case=source, referrals=referrals, summaries=summaries):
            return f"Taken over from {source}: {len(referrals)} referrals, {len(summaries)} agency summaries"
        case AcknowledgementReported(from_case=source, acknowledged=acknowledged):
            outcome = "has acknowledged its referral" if acknowledged else "could not acknowledge its referral"
            return f"{source} {outcome}"
        case DecisionTaken(decision=decision):
            return f"{say_decision(decision)} ({_name(decision.by.role.value)}, {_name(decision.by.organisation)})"
        case DecisionRefused():
            return f"Refused: {_name(body.decision)} by {_name(body.role)}, {_name(body.organisation)}: {body.message}"
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
        case RungFired(key=key, rung=rung):
            return f"{_name(body.kind).capitalize()}: {names.get(key, key)} ({rung.partition('@')[0]})"
        case LetterRequested(letter=letter):
            return f"Letter {letter.key} to be sent: {_name(letter.kind)}"
        case LetterSent(key=key):
            return f"Letter {key} sent: {names.get(key, key)}"
        case LetterUndeliverable(key=key, message=message):
            return f"Letter {key} could not be delivered: {names.get(key, key)} ({message})"
        case CaseClosed(outcome=outcome):
            return f"Case closed: {_name(outcome)}"
        case RecordDisposed(record=record, reason=reason):
            return f"Record disposed of ({_name(record.value)}): {reason}"


def names_in(bodies: Iterable[Body]) -> dict[str, str]:
    """What the duties and letters of a case are called, by key."""
    names = {}
    for body in bodies:
        if isinstance(body, DutyOpened):
            names[body.duty.key] = body.duty.title
        elif isinstance(body, LetterRequested):
            names[body.letter.key] = _name(body.letter.kind)
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


def say_decision(decision: Decision) -> str:  # noqa: C901, PLR0911, PLR0912 - one line a decision
    """What was decided, in a few words."""
    match decision:
        case DecideReferral(refer=refer):
            return "The Safeguarding Lead refers" if refer else "The Safeguarding Lead does not refer"
        case Acknowledge(referral=number):
            return f"Referral {number} acknowledged"
        case DecideCriteria(outcome=outcome):
            return f"Criteria decision: {OUTCOME_WORDS[outcome]}"
        case Notify(panel_reference=reference):
            return f"Notification to the Panel submitted, reference {reference}"
        case ReturnSummary(agency=agency):
            return f"Agency summary returned: {_name(agency)}"
        case HoldMeeting(recommendation=recommendation):
            return f"Rapid review meeting held; it recommends {RECOMMENDATION_WORDS[recommendation]}"
        case Sign(paper=paper, partner=partner):
            return f"{_name(paper.value).capitalize()} signed for {_name(partner)}"
        case RecordPanelAnswer(answer=answer):
            return ANSWER_WORDS[answer].removesuffix(".")
        case DecideLocalReview(initiate=initiate):
            return "Local review initiated" if initiate else "No local review"
        case CompleteStep(step=step):
            return f"Local review step done: {_name(step)}"
        case SendAdvanceCopy(publish_on=day):
            return f"Advance copy sent; publication planned for {say_day(day)}"
        case Publish():
            return "Report published"
        case AgreeAction(due=due, owner=owner):
            return f"Action agreed for {_name(owner)}, due {say_day(due)}"
        case CompleteAction(number=number):
            return f"Action {number} done"
        case LinkDuplicate(survivor=survivor):
            return f"Linked as a duplicate of {survivor}"
        case LinkDeathReview(review_reference=reference):
            return f"Domestic abuse related death review linked: {reference}"
        case RecordOtherAreaAnswer(notified=notified):
            return f"The other area {'notified' if notified else 'did not notify'} the incident"
        case StandDown():
            return "Review stood down"
        case Withdraw():
            return "Referral withdrawn"
        case Reopen():
            return "Case reopened"
        case CorrectFacts():
            return "Facts corrected"
        case ExtendDuty(duty=duty, until=until, code=code):
            return f"Extended until {say_day(until)}: {_name(duty)} ({_name(code)})"
        case SuspendDuty(duty=duty, until=until, code=code):
            return f"Suspended until {say_day(until)}: {_name(duty)} ({_name(code)})"
        case ResumeDuty(duty=duty):
            return f"Resumed: {_name(duty)}"
        case ExplainLateness(duty=duty):
            return f"Lateness explained: {_name(duty)}"
        case PlaceLegalHold():
            return "Legal hold placed"
        case LiftLegalHold(hold=number):
            return f"Legal hold {number} lifted"
        case ProposeDisposal():
            return "Disposal of the record proposed"
        case ApproveDisposal():
            return "Disposal of the record approved"
        case DeclineDisposal():
            return "Disposal of the record declined"
        case ChangeCalendar():
            return calendar_change.why(decision)
        case SubmitRapidReview():
            return "Rapid review sent to the Panel"
        case _:
            words = decision.title.removeprefix("Record ")
            return words[:1].upper() + words[1:]


def _name(key: str) -> str:
    return key.replace("_", " ").replace(":", ": ")


def _count(number: int, what: str) -> str:
    plural = {"child": "children"}.get(what, f"{what}s")
    return f"{number} {what if number == 1 else plural}"
