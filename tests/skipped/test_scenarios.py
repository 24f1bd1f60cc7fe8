"""Each scenario that ships is played as `cspr simulate` plays it, and every date in it must be the hand-written one."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.differences import differences
from domain.event import RecordedEvent
from domain.rule_files import load_policy
from domain.wall_time import parse_instant
from stack.simulation.errors import ScenarioFault
from stack.simulation.playing import Played, play
from stack.simulation.reading import Script, read_script
from stack.simulation.shipped import shipped
from stack.simulation.telling import as_data, closing_rows
from starter.client.session import now
from starter.reading.case_as_of import then
from starter.reading.diff_words import show_differences
from starter.reading.then_words import show_then
from tests.skipped.world import World

PATHS = {path.stem: path for path in shipped()}
SHORT = "02-looked-after-child"
PAGE = Path(__file__).parents[2] / "docs" / "simulate.md"


def script(name: str) -> Script:
    return read_script(PATHS[name], load_policy(), now())


async def played(name: str, world: World) -> Played:
    return await play(script(name), world, lambda _told: None)


@pytest.fixture(scope="session")
async def plays(world: World, request: pytest.FixtureRequest) -> AsyncIterator[dict[str, asyncio.Task[Played]]]:
    """All that are asked for, begun at once: each case has a clock of its own, and most of a play is waiting."""
    wanted = {item.callspec.params.get("name") for item in request.session.items if hasattr(item, "callspec")}
    tasks = {name: asyncio.create_task(played(name, world)) for name in PATHS if name in wanted}
    yield tasks
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)


def test_ten_scenarios_ship_and_each_states_every_date() -> None:
    assert len(PATHS) == 10
    assert all(script(name).scenario.complete for name in PATHS)


@pytest.mark.timeout(150)
@pytest.mark.parametrize("name", PATHS)
async def test_every_date_of_a_scenario_is_the_one_that_was_worked_out(
    name: str, plays: dict[str, asyncio.Task[Played]]
) -> None:
    came = await plays[name]

    assert came.faults == ()
    assert set(came.outcomes) == {expected.duty for expected in script(name).scenario.expect}
    assert [told.event.position for told in came.told] == list(range(1, came.case.position + 1))
    assert [told.at for told in came.told] == sorted(told.at for told in came.told)
    never = [row[-1] for row in closing_rows(came, script(name).scenario.never) if row[-1].startswith("never done")]
    assert len(never) == len(script(name).scenario.never)


@pytest.mark.timeout(150)
@pytest.mark.parametrize("name", ["04-late-over-christmas"])
async def test_what_was_entered_a_day_later_is_overdue_until_then(
    name: str, plays: dict[str, asyncio.Task[Played]], capsys: pytest.CaptureFixture[str]
) -> None:
    came = await plays[name]

    before = at_the_end_of("2033-01-04", came, capsys)
    overdue = "overdue since Fri 31 Dec 2032 00:00"
    assert f"notification to the Panel\tThu 30 Dec 2032\tThe local authority\t{overdue}" in before
    assert "no date until the notification is sent" in before
    assert "recorded late" not in before
    after = at_the_end_of("2033-01-05", came, capsys)
    assert "done Tue 4 Jan 2033 17:00, 2 working days late" in after
    assert "rapid review to the Panel\tTue 25 Jan 2033\tpartners\twaits for the rapid review meeting" in after
    assert "Tue 4 Jan 2033 17:00\tWed 5 Jan 2033 12:0" in after
    assert "recorded late" in after


@pytest.mark.timeout(150)
@pytest.mark.parametrize("name", ["10-easter-corrected"])
async def test_a_corrected_fact_moves_dates_from_when_it_was_recorded(
    name: str, plays: dict[str, asyncio.Task[Played]], capsys: pytest.CaptureFixture[str]
) -> None:
    came = await plays[name]

    assert "criteria decision\tThu 30 Mar 2034\t" in at_the_end_of("2034-03-27", came, capsys)
    assert "criteria decision\tWed 29 Mar 2034\t" in at_the_end_of("2034-03-28", came, capsys)
    show_differences(differences(events_of(came), parse_instant("2034-03-27"), parse_instant("2034-03-28")))
    told = capsys.readouterr().out
    assert "local authority aware\tMon 27 Mar 2034\tFri 24 Mar 2034" in told
    moved = "Thu 30 Mar 2034, open\tWed 29 Mar 2034, open\tThu 30 Mar 2034 to Wed 29 Mar 2034 (Correct the facts)"
    assert moved in told


def events_of(came: Played) -> list[RecordedEvent]:
    return [told.event for told in came.told]


def at_the_end_of(day: str, came: Played, capsys: pytest.CaptureFixture[str]) -> str:
    show_then(then(came.case.reference, events_of(came), parse_instant(day)))
    return capsys.readouterr().out


async def test_the_example_that_is_documented_plays_as_it_says(world: World, tmp_path: Path) -> None:
    path = tmp_path / "documented.toml"
    path.write_text(PAGE.read_text().partition("```toml\n")[2].partition("```")[0])

    came = await play(read_script(path, load_policy(), now()), world, lambda _told: None)

    assert came.faults == ()
    assert came.case.is_closed


async def test_a_second_play_tells_the_same(world: World) -> None:
    first, second = await asyncio.gather(*(played(SHORT, replace(world, name=name)) for name in ("once", "again")))

    assert as_data(first) == as_data(second)
    assert len(as_data(first)["events"]) > 20
    notification = ("notification", "Mon 14 Jan 2030", "Thu 10 Jan 2030", "2 working days early")
    assert closing_rows(first, ())[-1] == notification


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"begins + 2 working days"', '"due publication"', "due publication: no such duty has been owed by then"),
        ('"due notification - 2 working days', '"begins', "is before Wed 9 Jan 2030 12:00, where the case is by then"),
        ('"notify_only"', '"not_met"', "notification was refused (closed): the case was closed by then"),
        ('"notify_only"', '"met"\nrefused = "closed"', "criteria was not refused"),
        (
            'decision = "criteria"\n',
            'decision = "notification"\npanel_reference = "X"\n',
            "notification was refused (wrong_stage)",
        ),
    ],
)
async def test_a_step_that_cannot_be_taken_is_told_by_its_line(
    old: str, new: str, told: str, world: World, tmp_path: Path
) -> None:
    text = PATHS[SHORT].read_text().replace("../", f"{PATHS[SHORT].parents[1]}/").replace(old, new, 1)
    if "panel_reference" in new:
        text = text.replace('outcome = "notify_only"\n', "")
    path = tmp_path / "invented.toml"
    path.write_text(text)

    with pytest.raises(ScenarioFault, match=re.escape(told)) as caught:
        await play(read_script(path, load_policy(), now()), replace(world, name=told), lambda _told: None)

    assert caught.value.played
    ((line, _),) = caught.value.faults
    part = text.splitlines()[line - 1].partition(" ")[0]
    assert part in ("on", "refused", "[[step]]")
    assert text.splitlines()[:line].count("[[step]]") == (2 if "closed by then" in told or "is before" in told else 1)
