"""`cspr archive check` names what is missing, changed or soon lost, and `sweep` brings in what is missing."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.destroyed import Destroyed
from tests.real.archived import a_closed_case, archive_of, folder_of, listed_as_ended
from tests.real.cspr import Cspr
from tests.real.live import Live, LiveCase
from tests.unit.cli import Answer

pytestmark = pytest.mark.timeout(150)  # a process each

LONGER_THAN_TEMPORAL_KEEPS = "400"  # days


@pytest.fixture
def cspr(live: Live) -> Cspr:
    return Cspr(live)


@pytest.fixture
def _folder_of_others(live: Live) -> Iterator[None]:
    """What other tests have done to the archive is out of the way."""
    folder, aside = folder_of(live), folder_of(live).with_name("archive-aside")
    folder.mkdir(exist_ok=True)
    folder.rename(aside)
    yield
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)


def of(case: LiveCase, found: list[dict[str, Any]]) -> list[str]:
    return [each["run"] for each in found if each["workflow"] == case.reference]


def about(case: LiveCase, answer: Answer) -> list[str]:
    return [fault for fault in answer.json["faults"] if case.reference in fault]


@pytest.mark.usefixtures("_folder_of_others")
async def test_what_is_not_archived_waits_and_is_an_alarm_near_its_end(live: Live, cspr: Cspr) -> None:
    case = await a_closed_case(live)
    await listed_as_ended(live, case)
    run = (await case.handle.describe()).run_id
    before = await cspr("archive", "check", "--json")
    assert before.status == 0, before.err
    assert of(case, before.json["waiting"]) == [run]
    alarm = await cspr("archive", "check", "--json", "--days", LONGER_THAN_TEMPORAL_KEEPS)
    assert (alarm.status, of(case, alarm.json["near_end"]), alarm.json["waiting"]) == (5, [run], [])
    assert f"workflow={case.reference} run={run}" in alarm.err
    assert "a history is not archived and will soon be deleted" in alarm.err

    swept = await cspr("archive", "sweep", "--json")
    assert swept.status == 0, swept.err
    assert swept.json["archived"] > 0
    after = await cspr("archive", "check", "--days", LONGER_THAN_TEMPORAL_KEEPS)
    assert after.status == 0, after.err + after.out
    assert "are as they were written" in after.out


@pytest.mark.usefixtures("_folder_of_others")
async def test_a_changed_file_and_what_a_destroyed_record_left_are_named(live: Live, cspr: Cspr) -> None:
    changed, destroyed = await a_closed_case(live), await a_closed_case(live)
    for case in (changed, destroyed):
        await listed_as_ended(live, case)
        history = await case.handle.fetch_history()
        await archive_of(live).put(history, (await case.handle.describe()).run_id)
    (path,) = (folder_of(live) / changed.reference).glob("*.history")
    path.write_bytes(path.read_bytes()[:-1])
    how = Destroyed(at=datetime.now(UTC), approved_by="Invented Approver", reason="Invented.")  # noqa: TID251 - outside
    live.keys.destroy(destroyed.reference, how)

    answer = await cspr("archive", "check", "--json")
    assert answer.status == 5
    assert [fault.partition(":")[0] for fault in about(changed, answer)] == [
        f"{changed.reference}/{path.name} was changed"
    ]
    assert "although its record was destroyed" in about(destroyed, answer)[0]
    assert of(destroyed, answer.json["waiting"]) == []
    assert "was changed: its SHA-256" in (await cspr("archive", "check")).out
