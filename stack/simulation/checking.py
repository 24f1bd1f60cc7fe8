"""What is wrong with a scenario that can be seen without playing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from pydantic import ValidationError

from domain.calendar import Calendar, CalendarEnds
from domain.england import england_calendar
from domain.london import say_instant
from stack.simulation.scenario import Scenario, Step
from stack.simulation.taking import NOT_GIVEN, decisions_of
from stack.simulation.when import Bases, UnknownBase, When, london
from starter.files.document_fields import document_fields
from starter.files.faults import Fault, Place, in_plain_words
from starter.files.history_file import KINDS

YEARS_AHEAD = 10


@dataclass(frozen=True)
class _Trial(Bases):
    """Enough to try a step with: when a duty will be due is not known, and is taken to be the beginning."""

    def day_of(self, base: str, key: str) -> date:
        return super().day_of(base, key) if base == "step" else self.begins


def mistakes_in(scenario: Scenario, now: datetime) -> list[Fault]:
    """Each mistake with its place: decisions, their fields, names, and dates that are fixed."""
    calendar = england_calendar(scenario.begins_on.year - 1, scenario.begins_on.year + YEARS_AHEAD)
    return [*_of_steps(scenario, calendar), *_of_order(scenario, now)]


def _of_steps(scenario: Scenario, calendar: Calendar) -> Iterator[Fault]:
    named: dict[str, date] = {}
    trial = _Trial(calendar, scenario.begins_on, {}, named)
    for number, step in enumerate(scenario.step):
        for fault in _of_step(step, trial):
            yield Fault(("step", number, *fault.place), fault.message)
        if step.name in named:
            yield Fault(("step", number, "name"), f"an earlier step is called {step.name} already")
        if step.name:
            named[step.name] = scenario.begins_on
    try:
        _ = scenario.until and scenario.until.on(trial)
    except (UnknownBase, CalendarEnds) as error:
        yield Fault(("until",), str(error))


def _of_step(step: Step, trial: Bases) -> Iterator[Fault]:
    if step.decision not in KINDS:
        yield Fault(("decision",), f"is no decision that is known here; there are {', '.join(KINDS)}")
        return
    if (step.delegated_by is None) != (step.delegated_on is None):
        yield Fault(("delegated_by",), "give both, delegated_by and delegated_on")
    not_here = list(_not_given_here(step))
    if not_here:
        yield from not_here
        return
    try:
        step.on.on(trial)
        list(decisions_of(step, trial, (f"scenario:{number}" for number in count(1))))
    except ValidationError as error:
        for fault in in_plain_words(error):
            yield Fault(fault.place[1:] if fault.place[:1] == (step.decision,) else fault.place, fault.message)
    except (UnknownBase, CalendarEnds) as error:
        yield Fault(("on",), str(error))


def _not_given_here(step: Step) -> Iterator[Fault]:
    for name in NOT_GIVEN:
        if name in step.about:
            yield Fault((name,), "is not given here; say on, happened, role, organisation and person")
    for name in document_fields(KINDS[step.decision]):
        if name in step.about:
            yield Fault((name,), "is a document, and a scenario has none; leave it out")


def _of_order(scenario: Scenario, now: datetime) -> Iterator[Fault]:
    """Fixed times are to come, and each is not before the one above it."""
    last = scenario.begins_instant
    if last <= now:
        yield Fault(("begins",), f"{say_instant(last)} is past; a case is played on days that are still to come")
    times: list[tuple[Place, When | None]] = [
        (("step", number, "on"), step.on) for number, step in enumerate(scenario.step)
    ]
    for place, when in [*times, (("until",), scenario.until)]:
        if when is None or when.day is None:
            continue
        instant = london(when.day, when.clock) if when.clock else london(when.day)
        if instant < last:
            yield Fault(place, f"{say_instant(instant)} is before {say_instant(last)}, which comes first in the file")
        last = max(last, instant)
