"""Whether a play came out as the scenario's hand-written expectations say."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.london import say_day
from stack.simulation.lines import Place
from stack.simulation.reading import Script
from stack.simulation.scenario import Expectation

MEANT_BY_OTHERS = ("timeliness",)
"""On time and late follow from the margin; it has to be said only where it is told."""


def unmet(script: Script, outcomes: Mapping[str, Expectation]) -> Iterator[tuple[int, str]]:
    """Each expectation that does not hold, with its line; in a complete scenario also each date that none states."""
    scenario = script.scenario
    for number, expected in enumerate(scenario.expect):
        place: Place = ("expect", number)
        found = outcomes.get(expected.duty)
        if found is None:
            yield script.fault((*place, "duty"), f"{expected.duty} was never owed; there were {', '.join(outcomes)}")
            continue
        for field in _compared(expected, complete=scenario.complete):
            wanted, had = getattr(expected, field), getattr(found, field)
            if wanted != had:
                what = f"{expected.duty}: {field} is {_say(had)} in the play; {_say(wanted)} is expected"
                yield script.fault((*place, field), what)
    if scenario.complete:
        stated = [expected.duty for expected in scenario.expect]
        for key in outcomes:
            if stated.count(key) != 1:
                yield script.fault(("complete",), f"{key} is expected {stated.count(key)} times, and not once")


def _compared(expected: Expectation, *, complete: bool) -> list[str]:
    if not complete:
        return sorted(expected.model_fields_set - {"duty"})
    given = expected.model_fields_set
    return [
        name for name in Expectation.model_fields if name != "duty" and (name not in MEANT_BY_OTHERS or name in given)
    ]


def _say(value: Any) -> str:  # noqa: ANN401 - any field of an expectation
    if isinstance(value, tuple):
        return ", ".join(_say(part) for part in value) or "nothing"
    if isinstance(value, date):
        return say_day(value)
    return "nothing" if value is None else str(value)
