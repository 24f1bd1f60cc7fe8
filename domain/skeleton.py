"""What of each event stays in clear for ever: by it a destroyed record still counts, and tells nothing about anybody.

It is sent to the ledger beside the event, and the chain of hashes binds it. Only codes, names of rules, keys of duties
and the days by which the procedure was kept go in here: never free text, a name, an address, a day of somebody's life.
"""

import json
from collections.abc import Iterable, Mapping

from domain.decisions.criteria import DecideCriteria
from domain.decisions.dates import ExplainLateness
from domain.decisions.panel import DecideLocalReview, RecordPanelAnswer
from domain.decisions.rapid_review import HoldMeeting
from domain.duty import CountedDuty, Duty, DutyStatus
from domain.duty_rule import RuleName
from domain.event import (
    CaseClosed,
    DecisionTaken,
    DutyCancelled,
    DutyJudgedAgain,
    DutyMet,
    DutyOpened,
    DutyRedated,
    FactsAssessed,
    RecordDisposed,
    RecordedEvent,
)
from domain.model import Model
from domain.moment import Moment


class MetDuty(Model):
    """The duty of that key was fulfilled."""

    key: str
    met: Moment
    margin: int | None


class DatedDuty(Model):
    """Something happened to the duty of that key: it fell away, or its lateness was explained."""

    key: str
    at: Moment


class Skeleton(Model):
    """One event without its content. `code` is what was decided or found, for events that have such a code."""

    framework: str
    code: str | None = None
    duty: CountedDuty | None = None
    met: MetDuty | None = None
    cancelled: DatedDuty | None = None
    explained: DatedDuty | None = None


class SkeletonCase(Model):
    """What the skeletons of a case add up to."""

    duties: Mapping[str, CountedDuty] = {}
    explanations: Mapping[str, tuple[DatedDuty, ...]] = {}


def skeleton(event: RecordedEvent) -> Skeleton:
    """What of an event stays in clear."""
    match event.body:
        case DutyOpened(duty=duty) | DutyRedated(new=duty) | DutyJudgedAgain(new=duty):
            return Skeleton(framework=event.framework, duty=_counted(duty))
        case DutyMet(key=key, met=met, margin=margin):
            return Skeleton(framework=event.framework, met=MetDuty(key=key, met=met, margin=margin))
        case DutyCancelled(key=key):
            return Skeleton(framework=event.framework, cancelled=DatedDuty(key=key, at=event.effective))
        case DecisionTaken(decision=ExplainLateness(duty=key, at=at)):
            return Skeleton(framework=event.framework, explained=DatedDuty(key=key, at=at))
        case _:
            return Skeleton(framework=event.framework, code=_code(event))


def in_clear(event: RecordedEvent) -> str:
    """The skeleton of an event as JSON, in one way of writing, whatever the order of its fields in this release."""
    said = skeleton(event).model_dump(mode="json", exclude_defaults=True)
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fold_skeletons(skeletons: Iterable[Skeleton]) -> SkeletonCase:
    """How the duties of a case were kept, from its skeletons in their order; as `evolve` does from its events."""
    duties: dict[str, CountedDuty] = {}
    explanations: dict[str, tuple[DatedDuty, ...]] = {}
    for each in skeletons:
        if each.duty:
            duties[each.duty.key] = each.duty
        if met := each.met:
            changed = {"status": DutyStatus.MET, "met": met.met, "margin": met.margin}
            duties[met.key] = duties[met.key].model_copy(update=changed)
        if ended := each.cancelled:
            changed = {"status": DutyStatus.CANCELLED, "cancelled": ended.at}
            duties[ended.key] = duties[ended.key].model_copy(update=changed)
        if given := each.explained:
            explanations[given.key] = (*explanations.get(given.key, ()), given)
    return SkeletonCase(duties=duties, explanations=explanations)


def _counted(duty: Duty) -> CountedDuty:
    """Named field by field: what is not named here stays sealed."""
    return CountedDuty(
        key=duty.key,
        rule=RuleName(duty=duty.rule.duty, title=duty.rule.title, force=duty.rule.force),
        due=duty.due,
        provisional=duty.provisional,
        status=duty.status,
        met=duty.met,
        margin=duty.margin,
        original_due=duty.original_due,
        cancelled=duty.cancelled,
    )


def _code(event: RecordedEvent) -> str | None:  # noqa: PLR0911 - one line an event
    match event.body:
        case FactsAssessed(assessment=assessment):
            return assessment.path.value
        case DecisionTaken(decision=DecideCriteria(outcome=outcome)):
            return outcome.value
        case DecisionTaken(decision=HoldMeeting(recommendation=recommendation)):
            return recommendation.value
        case DecisionTaken(decision=RecordPanelAnswer(answer=answer)):
            return answer.value
        case DecisionTaken(decision=DecideLocalReview(initiate=initiate)):
            return "initiated" if initiate else "not_initiated"
        case CaseClosed(outcome=outcome):
            return outcome
        case RecordDisposed(record=record):
            return record.value
        case _:
            return None
