"""What has ended at Temporal is in the archive before Temporal forgets it, once, whole, and sealed."""

import gzip
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.testing import ActivityEnvironment

from activities.archiving import ArchivingDesk
from activities.house import House
from archive.asking import ask_for_a_sweep
from archive.store import ArchiveDamaged
from tests.real.archived import a_closed_case, archive_of, folder_of, listed_as_ended, runs_of, sweep
from tests.real.live import Live, LiveCase, until
from workflows.errands import PageToArchive


async def exported(live: Live, case: LiveCase, run: str) -> WorkflowHistory:
    return await live.client.get_workflow_handle(case.reference, run_id=run).fetch_history()


async def test_an_ended_run_is_archived_once_as_temporal_exports_it(live: Live) -> None:
    case, archive = await a_closed_case(live), archive_of(live)
    (run,) = await runs_of(live, case)
    await listed_as_ended(live, case)
    assert (await sweep(live)).failed == 0

    (manifest,) = archive.manifests(case.reference)
    history = await exported(live, case, run)
    kept = await archive.get(case.reference, run)
    assert kept is not None
    assert kept.to_json_dict() == history.to_json_dict()
    assert (manifest.run, manifest.events, manifest.ended) == (run, len(history.events), "completed")
    assert archive.check(case.reference) == []

    folder = folder_of(live) / case.reference
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert {path.stat().st_mode & 0o777 for path in (*before, folder)} == {0o600, 0o700}
    assert (await sweep(live)).archived == 0
    assert await archive.put(history, run) == manifest
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


async def test_a_file_that_was_changed_or_lost_is_named(live: Live) -> None:
    case, archive = await a_closed_case(live), archive_of(live)
    (run,) = await runs_of(live, case)
    history = await exported(live, case, run)
    await archive.put(history, run)
    path = folder_of(live) / case.reference / f"{run}.history"
    good = path.read_bytes()

    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    assert archive.check(case.reference) == [
        f"{case.reference}/{run}.history was changed: its SHA-256 is not the one in its manifest"
    ]
    with pytest.raises(ArchiveDamaged, match=f"{run}.history was changed"):
        await archive.get(case.reference, run)
    path.unlink()
    assert archive.check(case.reference) == [f"{case.reference}/{run}.history is missing"]
    manifest = path.with_suffix(".manifest.json")
    path.write_bytes(good)
    manifest.rename(path.parent / "elsewhere.manifest.json")
    assert len(archive.check(case.reference)) == 2
    (path.parent / "elsewhere.manifest.json").write_text("{}")
    assert f"{case.reference}/elsewhere.manifest.json is no manifest" in archive.check(case.reference)


async def test_what_a_dead_worker_left_is_finished_and_what_is_something_else_is_not(live: Live) -> None:
    case, archive = await a_closed_case(live), archive_of(live)
    (run,) = await runs_of(live, case)
    history = await exported(live, case, run)
    manifest = await archive.put(history, run)
    path = folder_of(live) / case.reference / f"{run}.manifest.json"

    path.unlink()
    assert "has no manifest" in archive.check(case.reference)[0]
    assert await archive.put(history, run) == manifest

    path.unlink()
    *_, before_last, last = history.events
    with pytest.raises(ArchiveDamaged, match="is not the history that Temporal has"):
        await archive.put(WorkflowHistory(case.reference, [*history.events[:-2], last]), run)
    with pytest.raises(ValueError, match="has not ended"):
        await archive.put(WorkflowHistory(case.reference, [*history.events[:-2], before_last]), run)
    await archive.put(history, run)


async def test_a_history_that_is_put_in_another_place_does_not_open_there(live: Live) -> None:
    one, other, archive = await a_closed_case(live), await a_closed_case(live), archive_of(live)
    for case in (one, other):
        (run,) = await runs_of(live, case)
        await archive.put(await exported(live, case, run), run)
    folder = folder_of(live)
    (manifest,) = archive.manifests(one.reference)
    (run,) = await runs_of(live, other)
    moved = (folder / one.reference / f"{manifest.run}.history").read_bytes()
    (folder / other.reference / f"{run}.history").write_bytes(moved)
    path = folder / other.reference / f"{run}.manifest.json"
    forged = manifest.model_copy(update={"workflow": other.reference, "run": run})
    path.write_text(forged.model_dump_json())
    with pytest.raises(ArchiveDamaged, match="cannot be opened"):
        await archive.get(other.reference, run)
    assert gzip.compress(b"")[:2] not in moved[:64]


@contextmanager
def stuck_at(path: Path) -> Iterator[None]:
    """Whoever reads this file waits for what never comes."""
    content = path.read_bytes()
    path.unlink()
    os.mkfifo(path)
    try:
        yield
    finally:
        path.unlink()
        path.write_bytes(content)


async def test_a_worker_that_dies_in_a_sweep_leaves_it_to_the_next(live: Live) -> None:
    archive, cases = archive_of(live), []
    for _ in range(2):
        cases.append(case := await a_closed_case(live))
        await listed_as_ended(live, case)
    first, second = cases  # the sweep begins with what ended last
    with stuck_at(live.settings.key_store / f"{first.reference}.key.json"):
        await ask_for_a_sweep(live.client, live.settings.task_queue)

        async def at_it() -> bool:
            return archive.count(second.reference) == 1

        await until(at_it)
        os.kill(live.service.worker.pid, signal.SIGKILL)
        await live.service.worker.ended()
    assert archive.count(first.reference) == 0
    await live.service.worker.start()
    assert (await sweep(live)).failed == 0
    for case in cases:
        assert archive.count(case.reference) == 1
        assert archive.check(case.reference) == []


async def test_a_run_that_cannot_be_archived_stops_no_other_and_is_an_alarm_near_its_end(live: Live) -> None:
    archive, blocked, other = archive_of(live), await a_closed_case(live), await a_closed_case(live)
    for case in (blocked, other):
        await listed_as_ended(live, case)
    in_the_way = folder_of(live) / blocked.reference
    in_the_way.parent.mkdir(exist_ok=True)
    in_the_way.write_text("no folder")
    swept = await sweep(live)
    assert (swept.failed, swept.near_end) == (1, 0)  # Temporal keeps it for a year
    assert archive.count(other.reference) == 1
    log = (live.service.mails.parent / "logs" / "worker.log").read_text(encoding="utf-8")
    assert f"workflow={blocked.reference}" in log.split("a history is not archived yet")[-1]

    settings = live.settings.model_copy(update={"archive_alarm_days": 366})
    desk = ArchivingDesk(House(settings=settings, ledger=live.ledger, keys=live.keys))
    environment = ActivityEnvironment(client=live.client)
    environment.info = replace(environment.info, started_time=datetime.now(UTC))  # noqa: TID251 - tests are outside
    page = await environment.run(desk.archive, PageToArchive(token=None))
    assert (page.failed, page.near_end) == (1, 1)

    in_the_way.unlink()
    assert (await sweep(live)).failed == 0
    assert archive.count(blocked.reference) == 1
