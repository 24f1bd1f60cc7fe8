"""`cspr replay` from the live server and, when that has forgotten, from the archive."""

from typing import Any

import pytest

from tests.real.archived import (
    a_closed_case,
    archive_of,
    folder_of,
    forget_at_temporal,
    listed_as_ended,
    runs_of,
    sweep,
)
from tests.real.cspr import Cspr
from tests.real.live import Everybody, Live, LiveCase
from tests.real.this_day import fresh, today, under_review
from tests.unit.builders import criteria, reopened
from tests.unit.cli import Answer

pytestmark = pytest.mark.timeout(150)  # a process each


@pytest.fixture
def cspr(live: Live) -> Cspr:
    return Cspr(live)


def sources(answer: Answer) -> list[str]:
    return [run["source"] for run in answer.json["runs"]]


async def test_a_closed_case_decides_the_same_from_temporal_and_from_the_archive(live: Live, cspr: Cspr) -> None:
    case = await a_closed_case(live)
    events = len(await case.stream())
    from_temporal = await cspr("replay", case.reference, "--json")
    assert from_temporal.status == 0, from_temporal.err + from_temporal.out
    assert (sources(from_temporal), from_temporal.json["events"]) == (["Temporal"], events)

    await listed_as_ended(live, case)
    await sweep(live)
    await forget_at_temporal(live, case)
    answer = await cspr("replay", case.reference)
    assert answer.status == 0, answer.err + answer.out
    assert f"{case.reference}: today's code decides the same, {events} events as they are on record." in answer.out
    assert "from archive" in answer.out

    (manifest,) = archive_of(live).manifests(case.reference)
    path = folder_of(live) / case.reference / f"{manifest.run}.history"
    good = path.read_bytes()
    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    damaged = await cspr("replay", case.reference)
    assert (damaged.status, damaged.out) == (3, "")
    assert f"{case.reference}/{manifest.run}.history was changed" in damaged.err
    archive_of(live).remove(case.reference)
    gone: dict[str, Any] = (answer := await cspr("replay", case.reference, "--json")).json
    assert answer.status == 5
    (difference,) = gone["differences"]
    assert f"there is no history of {events} events, from 1 to {events}" in difference["what"]


async def test_a_reopened_case_is_replayed_run_by_run(live: Live, cspr: Cspr) -> None:
    case = await a_closed_case(live)
    await listed_as_ended(live, case)
    await sweep(live)
    await forget_at_temporal(live, case)
    await Everybody(live).decide(case.reference, reopened(today()))
    again = LiveCase(case.reference, live.client.get_workflow_handle(case.reference), live)
    await again.settled()
    answer = await cspr("replay", case.reference, "--json")
    assert answer.status == 0, answer.err + answer.out
    assert sources(answer) == ["archive", "Temporal"]
    assert [run["ended"] for run in answer.json["runs"]] == ["completed", None]

    await again.decide(criteria("not_met", today()))
    await again.handle.result()
    assert len(await runs_of(live, again)) == 1
    answer = await cspr("replay", case.reference, "--json")
    assert answer.status == 0, answer.err + answer.out
    assert sum(run["events"] for run in answer.json["runs"]) == answer.json["events"] == len(await again.stream())


async def test_a_case_under_way_is_replayed_so_far(live: Live, cspr: Cspr) -> None:
    case = await live.open(fresh())
    await case.decide(*under_review())
    await case.settled()
    answer = await cspr("replay", case.reference, "--json")
    assert answer.status == 0, answer.err + answer.out
    assert answer.json["same"] is True
