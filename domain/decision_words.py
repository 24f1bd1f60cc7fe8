"""What a decision says in plain words: nothing that somebody wrote freely, and nobody's name."""

from collections.abc import Mapping

from domain.criteria import OUTCOME_WORDS
from domain.decisions.closed_case import (
    ApproveDisposal,
    DeclineDisposal,
    LiftLegalHold,
    PlaceLegalHold,
    ProposeDisposal,
    Reopen,
)
from domain.decisions.criteria import DecideCriteria, Notify, RecordOtherAreaAnswer
from domain.decisions.dates import ChangeCalendar, ExplainLateness, ExtendDuty, ResumeDuty, SuspendDuty
from domain.decisions.decision import Decision
from domain.decisions.local_review import AgreeAction, CompleteAction, CompleteStep, Publish, SendAdvanceCopy
from domain.decisions.panel import DecideLocalReview, RecordPanelAnswer
from domain.decisions.rapid_review import HoldMeeting, ReturnSummary, Sign, StandDown, SubmitRapidReview
from domain.decisions.referral import (
    Acknowledge,
    CorrectFacts,
    DecideReferral,
    LinkDeathReview,
    LinkDuplicate,
    Withdraw,
)
from domain.london import say_day
from domain.panel import ANSWER_WORDS
from domain.rapid_review import RECOMMENDATION_WORDS


def decision_in_words(  # noqa: C901, PLR0911, PLR0912 - one line a decision
    decision: Decision, names: Mapping[str, str]
) -> str:
    """What was decided: "Criteria decision: the criteria are met".

    `names` says what organisations and duties are called, by their keys (`domain.called.names_of`).
    """

    def named(key: str) -> str:
        return names.get(key, say_key(key))

    match decision:
        case DecideReferral(refer=refer):
            return "The Safeguarding Lead refers" if refer else "The Safeguarding Lead does not refer"
        case Acknowledge(referral=number):
            return f"Referral {number} acknowledged"
        case DecideCriteria(outcome=outcome):
            return f"Criteria decision: {OUTCOME_WORDS[outcome]}"
        case Notify():
            return "Notification to the Panel submitted"
        case ReturnSummary(agency=agency):
            return f"Agency summary returned: {named(agency)}"
        case HoldMeeting(recommendation=recommendation):
            return f"Rapid review meeting held; it recommends {RECOMMENDATION_WORDS[recommendation]}"
        case Sign(paper=paper, partner=partner):
            return f"{say_key(paper.value).capitalize()} signed for {named(partner)}"
        case RecordPanelAnswer(answer=answer):
            return ANSWER_WORDS[answer].removesuffix(".")
        case DecideLocalReview(initiate=initiate):
            return "Local review initiated" if initiate else "No local review"
        case CompleteStep(step=step):
            return f"Local review step done: {say_key(step)}"
        case SendAdvanceCopy(publish_on=day):
            return f"Advance copy sent; publication planned for {say_day(day)}"
        case Publish():
            return "Report published"
        case AgreeAction(due=due, owner=owner):
            return f"Action agreed for {named(owner)}, due {say_day(due)}"
        case CompleteAction(number=number):
            return f"Action {number} done"
        case LinkDuplicate(survivor=survivor):
            return f"Linked as a duplicate of {survivor}"
        case LinkDeathReview():
            return "Domestic abuse related death review linked"
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
            return f"Extended until {say_day(until)}: {named(duty)} ({say_key(code)})"
        case SuspendDuty(duty=duty, until=until, code=code):
            return f"Suspended until {say_day(until)}: {named(duty)} ({say_key(code)})"
        case ResumeDuty(duty=duty):
            return f"Resumed: {named(duty)}"
        case ExplainLateness(duty=duty):
            return f"Lateness explained: {named(duty)}"
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
        case ChangeCalendar(day=day, holiday=holiday):
            return f"{say_day(day)} {'is no bank holiday after all' if holiday is None else 'is a bank holiday'}"
        case SubmitRapidReview():
            return "Rapid review sent to the Panel"
        case _:
            words = decision.title.removeprefix("Record ")
            return words[:1].upper() + words[1:]


def say_key(key: str) -> str:
    """A key in words: "agency_summary:health_trust" is "agency summary: health trust"."""
    return key.replace("_", " ").replace(":", ": ")
