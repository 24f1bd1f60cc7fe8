"""One history a path, kept as Temporal exported it: today's code must replay each to the same events and state."""

import difflib
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter

from domain.case import Case
from domain.evolve import fold
from settings import Settings
from stack.mailbox import Mailbox
from tests.skipped import paths
from tests.skipped.player import Player
from tests.skipped.replay import FOLDER, history_of, recorded_in, replay, state_of
from tests.skipped.telling import check_record
from tests.skipped.world import IDENTITY, RunningServer, World, working_world

PATHS: dict[str, Callable[[World, str], Awaitable[Player]]] = {
    "all-on-time": paths.all_on_time,
    "rapid-review-late": paths.rapid_review_late,
    "criteria-not-met": paths.criteria_not_met,
    "national-review": paths.national_review,
    "local-review-after-reconsideration": paths.local_review_after_reconsideration,
    "stand-down": paths.stand_down,
    "looked-after-child": paths.looked_after_child,
    "care-leaver": paths.care_leaver,
    "withdrawn": paths.withdrawn,
    "not-referred": paths.not_referred,
    "taken-over": paths.taken_over,
}


@pytest.fixture(scope="session")
async def open_world(server: RunningServer, settings: Settings, mailbox: Mailbox) -> AsyncIterator[World]:
    """The world in which golden histories are made: the same, but its payloads are not encrypted."""
    plain = settings.model_copy(update={"task_queue": "golden"})
    async with working_world("golden", server.client, pydantic_data_converter, plain, mailbox.folder) as world:
        yield world


@pytest.fixture
def world_to_regenerate(request: pytest.FixtureRequest) -> World | None:
    """The open world, where --regenerate-golden asks for it; without it no server is started."""
    if not request.config.getoption("--regenerate-golden"):
        return None
    world: World = request.getfixturevalue("open_world")
    return world


@pytest.fixture
async def regenerated(world_to_regenerate: World | None, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The history is made afresh where that is asked for, and what changes in the state is printed."""
    if world_to_regenerate is None:
        return
    case = await PATHS[name](world_to_regenerate, name)
    await check_record(case)
    before = state_of(name).read_text() if state_of(name).exists() else ""
    after = as_text(await case.handle.result())
    with capsys.disabled():
        changes = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", n=1, lineterm="")
        print(f"\n{name}:", *changes, sep="\n")  # noqa: T201 - that is what regenerating is for
    history = json.loads((await case.handle.fetch_history()).to_json())
    history_of(name).write_text(json.dumps(history, separators=(",", ":")) + "\n")
    state_of(name).write_text(after)


def reference_in(history: str) -> str:
    """The case whose history it is: the workflow looks at its own id."""
    first: dict[str, dict[str, str]] = json.loads(history)["events"][0]
    return first["workflowExecutionStartedEventAttributes"]["workflowId"]


def as_text(case: Case) -> str:
    """A state as it is kept: readable, and without its rules, which the history holds."""
    return json.dumps(case.model_dump(mode="json", exclude={"rules"}), indent=1, sort_keys=True) + "\n"


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", PATHS)
@pytest.mark.usefixtures("regenerated")
async def test_a_golden_history_replays_to_the_same_events_and_state(name: str) -> None:
    text = history_of(name).read_text()
    history = WorkflowHistory.from_json(reference_in(text), text)

    kept = await replay(history)

    assert kept.events == await recorded_in(history)
    assert kept.state is not None
    assert as_text(kept.state) == state_of(name).read_text()
    assert as_text(fold(kept.state.reference, kept.events)) == state_of(name).read_text()


@pytest.mark.parametrize("name", PATHS)
def test_a_golden_history_names_no_machine_and_no_place_on_it(name: str) -> None:
    for path in (history_of(name), state_of(name)):
        text = path.read_text()
        assert set(re.findall(r'"identity":"([^"]*)"', text)) <= {IDENTITY}
        assert "/home/" not in text
        assert str(FOLDER.parents[1]) not in text


def test_every_golden_file_belongs_to_a_path() -> None:
    assert sorted(FOLDER.iterdir()) == sorted(file(name) for name in PATHS for file in (history_of, state_of))
