"""Lateness and its explanations: late is late for ever, and anybody who answers for a duty can say why."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Protocol

from domain.case import Case
from domain.decisions.dates import ExplainLateness
from domain.duty import CountedDuty, Duty, DutyStatus, Timeliness
from domain.event import DutyMet, RecordedEvent
from domain.london import say_day
from domain.moment import Moment
from domain.refusal import Refusal, RefusalCode


class Explained(Protocol):
    """An explanation, as far as it counts."""

    @property
    def at(self) -> Moment:
        """When it was given."""


class Kept(Protocol):
    """A case, or what is left of one, with its duties and their explanations by the duty's key."""

    @property
    def duties(self) -> Mapping[str, CountedDuty]:
        """How each duty was kept."""

    @property
    def explanations(self) -> Mapping[str, tuple[Explained, ...]]:
        """The explanations of what was late."""


def check(case: Case, decision: ExplainLateness) -> None:
    """Whatever is or was late can be explained, as often as there is something to say."""
    duty = case.duties.get(decision.duty)
    if duty is None:
        known = ", ".join(sorted(case.duties)) or "none"
        raise Refusal(RefusalCode.UNKNOWN, f"duty: the case has no such duty; it has {known}")
    late = duty.is_late(decision.at.latest) and decision.at.last_day > duty.last_day_on_time
    if not late:
        due = "has no date yet" if duty.provisional else f"is due by the end of {say_day(duty.last_day_on_time)}"
        stands = "was done in time" if duty.status is DutyStatus.MET else due
        raise Refusal(RefusalCode.WRONG_STAGE, f"duty: {duty.key} {stands}; only what is late can be explained so")


def explain(case: Case, decision: ExplainLateness) -> Case:
    """The explanation stands beside the lateness, and beside those that were given before."""
    given = (*case.explanations.get(decision.duty, ()), decision)
    return case.having(explanations={**case.explanations, decision.duty: given})


def late_in(events: Iterable[RecordedEvent]) -> Iterator[str]:
    """The keys of the duties that these events met late: their reason is to be asked for."""
    for event in events:
        if isinstance(event.body, DutyMet) and event.body.timeliness is Timeliness.LATE:
            yield event.body.key


def is_explained(case: Kept, duty: CountedDuty) -> bool:
    """Whether somebody has explained the lateness against the date that the duty has now."""
    given = case.explanations.get(duty.key, ())
    return any(each.at.last_day > duty.last_day_on_time for each in given)


def unexplained(case: Case, now: datetime) -> list[Duty]:
    """The duties that are or were late at the UTC instant `now`, and that nobody has explained."""
    late = (duty for duty in case.duties.values() if duty.is_late(now) and not is_explained(case, duty))
    return sorted(late, key=lambda duty: (duty.due, duty.key))
