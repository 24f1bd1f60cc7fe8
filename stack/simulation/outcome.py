"""What came of each duty in a play: every date that it ever had, read from the case's events."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from domain.case import Case
from domain.duty import Duty, DutyStatus
from domain.event import DutyJudgedAgain, DutyOpened, DutyRedated, RecordedEvent, RungFired
from domain.london import london_date
from stack.simulation.scenario import Expectation


def outcomes(events: Iterable[RecordedEvent], case: Case) -> dict[str, Expectation]:
    """What an expectation would have to say of each duty to be complete, by key; `case` is the state in the end."""
    dues: defaultdict[str, list[date]] = defaultdict(list)
    rungs: defaultdict[str, list[str]] = defaultdict(list)
    for event in events:
        match event.body:
            case DutyOpened(duty=duty) | DutyRedated(new=duty) | DutyJudgedAgain(new=duty):
                if dues[duty.key][-1:] != [duty.due]:
                    dues[duty.key].append(duty.due)
            case RungFired(key=key):
                rungs[key].append(_rung(event.body, london_date(event.recorded_at)))
    return {key: _outcome(duty, dues[key], rungs[key]) for key, duty in case.duties.items()}


def _rung(body: RungFired, fired: date) -> str:
    planned = london_date(body.planned)
    late = f", late on {fired}" if body.late or fired != planned else ""
    return f"{planned} {body.rung.partition('@')[0]}{late}"


def _outcome(duty: Duty, dues: list[date], rungs: list[str]) -> Expectation:
    cancelled = duty.status is DutyStatus.CANCELLED and duty.cancelled
    return Expectation(
        duty=duty.key,
        due=duty.due,
        was=tuple(dues[:-1]),
        met=duty.met.last_day if duty.met and duty.status is DutyStatus.MET else None,
        margin=duty.margin,
        timeliness=duty.timeliness,
        cancelled=cancelled.last_day if cancelled else None,
        rungs=tuple(rungs),
    )
