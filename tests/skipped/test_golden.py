"""One history a path, as Temporal exported it: today's code must replay each to the same commands, events and state."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import get_args

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter

from domain.decisions.any_decision import DECISION_NAMES
from domain.event import Body
from domain.evolve import fold
from settings import Settings
from stack.mailbox import Mailbox
from tests.skipped.comparing import as_story, difference, to_the_minute, what_changed, what_is_decided_otherwise
from tests.skipped.golden_paths import PATHS
from tests.skipped.replay import SHELF, Replayed, as_kept, history_of, read_history, recorded_in, replay
from tests.skipped.shelf import faults_of
from tests.skipped.world import IDENTITY, RunningServer, World, working_world

ROOT = Path(__file__).parents[2]
FINGERPRINTS = ROOT / "tests" / "fingerprints"


def fingerprint_of(name: str) -> Path:
    """The commands of a history as today's code gives them, one line each: line 17 is command 17."""
    return FINGERPRINTS / f"{name}.txt"


def commands_of(name: str) -> list[str]:
    file = fingerprint_of(name)
    return file.read_text().splitlines() if file.exists() else []


@pytest.fixture(scope="session", autouse=True)
def _options_that_can_be_meant(request: pytest.FixtureRequest) -> None:
    option = request.config.getoption
    unknown = {*option("--change-golden"), *option("--accept-commands")} - {*PATHS, "all"}
    if unknown:
        pytest.exit(f"there is no golden history named {' or '.join(sorted(unknown))}", returncode=2)
    if "all" in option("--change-golden"):
        pytest.exit("--change-golden takes one name a time, after a look at what is different", returncode=2)
    if option("--change-golden") and not option("--regenerate-golden"):
        pytest.exit("--change-golden NAME needs --regenerate-golden, which plays it", returncode=2)


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
async def regenerated(
    world_to_regenerate: World | None, name: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is missing is played and kept. What is there is played, too, and what came out otherwise is printed."""
    if world_to_regenerate is None:
        return
    text = as_kept(await PATHS[name](world_to_regenerate, name))
    played = await replay(read_history(text))
    changes = list(await _changes(name, played)) if history_of(name).exists() else []
    done = SHELF.keep(name, text, played.state, request.config.getoption("--change-golden"))
    if done != "left as it is":
        fingerprint_of(name).write_text("\n".join(played.lines) + "\n")
    with capsys.disabled():
        print(f"\n{name}: {done}", *changes, sep="\n")  # noqa: T201 - that is what regenerating is for
        if changes and done == "left as it is":
            print(f"To keep what was played now: --regenerate-golden --change-golden {name}")  # noqa: T201


async def _changes(name: str, played: Replayed) -> Iterator[str]:
    """Of commands, events and state, against those that are kept."""
    before = as_story(await recorded_in(read_history(history_of(name).read_text())))
    return iter(
        [
            *difference("commands", to_the_minute(commands_of(name)), to_the_minute(played.lines)),
            *difference("events", before, as_story(played.events)),
            *difference(
                "state",
                to_the_minute(SHELF.state_of(name).read_text().splitlines()),
                to_the_minute(played.state.splitlines()),
            ),
        ]
    )


@pytest.fixture(scope="session")
def replayed() -> dict[str, Replayed]:
    """What was replayed already in this run."""
    return {}


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", PATHS)
@pytest.mark.usefixtures("regenerated")
async def test_a_golden_history_replays_to_the_same_events_and_state(name: str, replayed: dict[str, Replayed]) -> None:
    assert history_of(name).exists(), "nothing is kept of it: pytest tests/skipped/test_golden.py --regenerate-golden"
    history = read_history(history_of(name).read_text())

    today = replayed[name] = await replay(history)

    if today.failure:
        pytest.fail(f"today's code does not fit {name}: {str(today.failure).partition(', source')[0]}", pytrace=False)
    otherwise = what_is_decided_otherwise(name, await recorded_in(history), today.events)
    if otherwise:
        pytest.fail(otherwise, pytrace=False)
    assert today.state == SHELF.state_of(name).read_text()
    if today.case and today.events and today.events[0].position == 1:
        assert fold(today.case.reference, today.events).model_copy(update={"rules": None}) == today.case.model_copy(
            update={"rules": None}
        )


@pytest.mark.parametrize("name", PATHS)
async def test_its_commands_are_the_same_to_the_last_option(
    name: str, replayed: dict[str, Replayed], request: pytest.FixtureRequest
) -> None:
    today = replayed.get(name) or await replay(read_history(history_of(name).read_text()))
    if today.failure is None and {name, "all"} & set(request.config.getoption("--accept-commands")):
        fingerprint_of(name).write_text("\n".join(today.lines) + "\n")

    changed = what_changed(today.workflow, name, commands_of(name), today.lines)

    if changed:
        pytest.fail(changed, pytrace=False)


async def test_every_decision_and_every_event_is_in_a_golden_history(replayed: dict[str, Replayed]) -> None:
    kinds = {member.model_fields["type"].default for member in get_args(get_args(Body)[0])} - {"decision_taken"}
    found: set[str] = set()
    for name in PATHS:
        known = replayed.get(name)
        events = known.events if known else await recorded_in(read_history(history_of(name).read_text()))
        found |= {event.type for event in events}
    assert (kinds | set(DECISION_NAMES)) - found == set()


@pytest.mark.parametrize("name", PATHS)
def test_a_golden_history_names_no_machine_and_no_place_on_it(name: str) -> None:
    for path in (history_of(name), SHELF.state_of(name), fingerprint_of(name)):
        text = path.read_text()
        assert set(re.findall(r'"identity":"([^"]*)"', text)) <= {IDENTITY}
        assert "/home/" not in text
        assert str(ROOT) not in text


def test_every_golden_file_belongs_to_a_path() -> None:
    assert SHELF.names() == sorted(PATHS)
    assert sorted(FINGERPRINTS.iterdir()) == sorted(map(fingerprint_of, PATHS))


def test_no_history_of_a_release_was_changed() -> None:
    assert list(faults_of(SHELF, (ROOT / "CHANGELOG.md").read_text())) == []
