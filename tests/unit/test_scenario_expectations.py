"""What a scenario expects is held to what came of the play."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.rule_files import load_policy
from stack.simulation.expecting import unmet
from stack.simulation.outcome import outcomes
from stack.simulation.reading import Script, read_script
from stack.simulation.scenario import Expectation
from stack.simulation.shipped import find
from tests.unit import builders as b


def looked_after() -> tuple[Script, dict[str, Expectation]]:
    """The shipped scenario, and outcomes that are as it says."""
    script = read_script(find("looked-after-child"), load_policy(), datetime(2026, 6, 1, tzinfo=UTC))
    return script, {expected.duty: expected for expected in script.scenario.expect}


def told(script: Script, came: dict[str, Expectation]) -> list[str]:
    return [what for _, what in unmet(script, came)]


def test_what_comes_out_as_it_says_is_no_fault() -> None:
    assert told(*looked_after()) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"due": date(2030, 1, 15)}, "due is Tue 15 Jan 2030 in the play; Mon 14 Jan 2030 is expected"),
        ({"met": None}, "met is nothing in the play; Thu 10 Jan 2030 is expected"),
        ({"margin": -1}, "margin is -1 in the play; 2 is expected"),
        ({"was": (date(2030, 1, 11),)}, "was is Fri 11 Jan 2030 in the play; nothing is expected"),
        ({"cancelled": date(2030, 1, 11)}, "cancelled is Fri 11 Jan 2030 in the play; nothing is expected"),
        ({"rungs": ()}, "rungs is nothing in the play; 2030-01-10 reminder-2 is expected"),
    ],
)
def test_every_date_that_comes_out_otherwise_is_a_fault(changed: dict[str, object], fault: str) -> None:
    script, came = looked_after()
    came["notification"] = came["notification"].model_copy(update=changed)

    assert told(script, came) == [f"notification: {fault}"]


def test_a_complete_scenario_states_each_duty_once() -> None:
    script, came = looked_after()
    came["surprise"] = Expectation(duty="surprise", due=date(2030, 1, 9))
    del came["criteria_decision"]

    assert told(script, came) == [
        "criteria_decision was never owed; there were acknowledgement:1, notification, surprise",
        "surprise is expected 0 times, and not once",
    ]


def test_an_incomplete_scenario_is_held_to_what_it_states() -> None:
    script, came = looked_after()
    some = script.scenario.model_copy(update={"complete": False, "expect": script.scenario.expect[:1]})
    came["acknowledgement:1"] = came["acknowledgement:1"].model_copy(update={"rungs": ("2030-01-09 due",)})

    assert told(replace(script, scenario=some), came) == []


def test_outcomes_keep_every_date_that_a_duty_had() -> None:
    events = b.opening_events()
    case = b.opened()
    found = outcomes(events, case)

    assert found["notification"] == Expectation(duty="notification", due=date(2026, 1, 12))
    assert set(found) == set(case.duties)
