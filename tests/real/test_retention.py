"""The way of a record out of the world, on the real service: due, held, approved, destroyed, and told for ever."""

import asyncio
import fcntl
import os
import pty
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus

from domain.destroyed import Destroyed
from domain.london import london_date, say_day
from starter.client.disposals import Disposals
from starter.client.errors import Refused, UnknownCase
from tests.real.archived import archive_of, folder_of, listed_as_ended, sweep
from tests.real.cspr import Cspr
from tests.real.disposals import Archive, archive_on, to_be_disposed_of
from tests.real.listing import listed
from tests.real.live import Everybody, Live, LiveCase, until
from tests.real.temporal_cli import temporal
from tests.real.this_day import days_ago, fresh, today
from tests.unit.builders import criteria, delayed, disposal_approved, disposal_proposed, held, hold_lifted, reopened
from tests.unit.cli import Answer
from vault.case_keys import KeyDestroyed
from workflows.disposal import disposal_id

APPROVER = "Invented Approver"


@pytest.fixture(scope="module")
async def archive(live: Live, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Archive]:
    async with archive_on(live, tmp_path_factory.mktemp("archive")) as archive:
        yield archive


@pytest.fixture
def cspr(archive: Archive) -> Cspr:
    return Cspr(archive, archive.settings_file)


async def rows_of(archive: Archive, reference: str) -> list[dict[str, Any]]:
    rows = await archive.ledger.fetch("select * from event where stream = $1 order by position", reference)
    return [dict(row) for row in rows]


async def histories_of(archive: Archive, reference: str) -> list[str]:
    """The runs of a case that Temporal still has."""
    return [run.run_id async for run in archive.client.list_workflows(f"WorkflowId = '{reference}'")]


async def reported(cspr: Cspr, *forms: str) -> dict[str, dict[str, Any]]:
    """The tables of the team's report on the years in which these cases are, by their names."""
    period = ("--from", f"{days_ago(1000)}", "--to", f"{today()}")
    answer = await cspr("report", *period, "--for", "team", "--json", *forms)
    assert answer.status == 0, answer.err
    return {table["name"]: table for table in answer.json["tables"]}


async def reported_in_every_form(cspr: Cspr, folder: Path) -> dict[str, dict[str, Any]]:
    """The same, when the other forms have the same rows."""
    tables = await reported(cspr, "--csv", str(folder / "csv"), "--html", str(folder / "page.html"))
    lines = (folder / "csv" / "duties.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = tables["duties"]["rows"]
    assert lines[1:] == [",".join("" if cell is None else str(cell) for cell in row["cells"]) for row in rows]
    assert "notification to the Panel" in (folder / "page.html").read_text(encoding="utf-8")
    return tables


def one_more_is_destroyed_and_all_count(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> None:
    assert number_in(after["duties"], "notification", "late") >= 2
    for table in ("duties", "lateness", "summaries", "answers"):
        assert after[table] == before[table]
    counted = [{row["name"]: row["cells"][2] for row in tables["incidents"]["rows"]} for tables in (before, after)]
    changed = {name: counted[1].get(name, 0) - counted[0].get(name, 0) for name in counted[0] | counted[1]}
    assert {name: by for name, by in changed.items() if by} == {
        "kind: child seriously harmed, abuse or neglect known or suspected": -1,
        "kind: not known: the record cannot be read any more": 1,
        "place: our own area": -1,
        "place: not known: the record cannot be read any more": 1,
        "home: all in our own area": -1,
        "home: not known: the record cannot be read any more": 1,
        "record: kept": -1,
        "record: destroyed": 1,
    }


def number_in(table: dict[str, Any], name: str, column: str) -> int:
    """The count in that row and column."""
    (row,) = [row for row in table["rows"] if row["name"] == name]
    number: int = row["cells"][table["columns"].index(column)]
    return number


@pytest.mark.timeout(150)
async def test_a_record_is_destroyed_and_nothing_else(archive: Archive, cspr: Cspr, tmp_path: Path) -> None:
    other, case = await archive.a_published_case(), await archive.a_published_case()
    cases = Everybody(archive)
    due = {each["reference"]: each for each in (await cspr("retention", "due", "--json")).json["due"]}
    assert due[case.reference]["has_ended"] is True
    assert due[case.reference]["record"] == "published_review"

    await cases.decide(case.reference, held(today()))
    with pytest.raises(Refused, match="legal hold 1 is in force"):
        await cases.decide(case.reference, disposal_proposed(today()))
    await cases.decide(case.reference, hold_lifted(at=today()))
    early = await cspr("retention", "dispose", case.reference, "--yes")
    assert (early.status, early.out) == (1, "")
    assert "Refused (wrong_stage): its disposal is not approved" in early.err
    for decision in to_be_disposed_of():
        await cases.decide(case.reference, decision)
    await case.handle.result()

    await both_are_archived(archive, case, other)
    before, statistics = await rows_of(archive, case.reference), await reported(cspr)
    wrapped = archive.keys.store.read(case.reference)
    assert wrapped is not None
    other_one = await at_a_terminal(cspr, other.reference, "retention", "dispose", case.reference)
    assert (other_one.status, "It cannot be undone." in other_one.out) == (2, True)
    assert f"That is not {case.reference}; nothing was destroyed" in other_one.err
    assert await rows_of(archive, case.reference) == before
    answer = await at_a_terminal(cspr, case.reference, "retention", "dispose", case.reference)
    assert answer.status == 0, answer.err
    assert "Removed: 2 documents" in answer.out
    final = say_day(london_date(archive.keys.all_destroyed()[case.reference].at + timedelta(days=36)))
    assert f"Destruction is final on {final}" in answer.out

    rows = await rows_of(archive, case.reference)
    assert rows[: len(before)] == before
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[-1]["type"] == "record_disposed"
    assert not (archive.settings.documents / case.reference).exists()
    await one_alone_is_archived(archive, case, other)
    assert wrapped.wrapped is not None
    kept = b"".join(path.read_bytes() for path in archive.settings.key_store.iterdir())
    assert wrapped.model_dump_json().split('"wrapped":"')[1].split('"')[0].encode() not in kept
    with pytest.raises(KeyDestroyed):
        await case.stream()
    assert await archive.ledger.fetchval("select count(*) from fingerprint where stream = $1", case.reference) == 0
    await it_is_listed_as_destroyed_alone(archive, case)

    one_more_is_destroyed_and_all_count(statistics, await reported_in_every_form(cspr, tmp_path))
    await it_says_so_wherever_it_is_shown(cspr, case.reference, final)

    assert await other.check_record() == await other.case()
    assert len(list((archive.settings.documents / other.reference).iterdir())) == 2

    async def forgotten() -> bool:
        return not await histories_of(archive, case.reference)

    await until(forgotten, 60)  # Temporal keeps a run for half a minute after it has ended
    assert await histories_of(archive, other.reference)
    logs = [archive.settings_file.with_name("worker.log"), *(archive.service.mails.parent / "logs").iterdir()]
    assert [log.name for log in logs if APPROVER in log.read_text(encoding="utf-8")] == []


async def both_are_archived(archive: Archive, case: LiveCase, other: LiveCase) -> None:
    await listed_as_ended(archive, case, len(await histories_of(archive, case.reference)))
    assert (await sweep(archive)).failed == 0
    assert archive_of(archive).count(case.reference) > archive_of(archive).count(other.reference) == 1


async def one_alone_is_archived(archive: Archive, case: LiveCase, other: LiveCase) -> None:
    """And the next sweep, which may find histories that Temporal still has, brings none back."""
    assert not (folder_of(archive) / case.reference).exists()
    assert (await sweep(archive)).failed == 0
    assert not (folder_of(archive) / case.reference).exists()
    assert archive_of(archive).count(other.reference) == 1


async def it_is_listed_as_destroyed_alone(archive: Archive, case: LiveCase) -> None:
    found = {name: list(of_it.get(case.reference, ())) for name, of_it in (await listed(archive.ledger)).items()}
    (row,) = found.pop("cases")
    assert '"state":"destroyed"' in row
    assert not any(found.values())


async def at_a_terminal(cspr: Cspr, typed: str, *arguments: str) -> Answer:
    """What the command does where a person types something at a terminal."""
    ours, theirs = pty.openpty()
    os.write(ours, f"{typed}\n".encode())
    try:
        return await cspr(*arguments, stdin=theirs)
    finally:
        os.close(ours)
        os.close(theirs)


async def it_says_so_wherever_it_is_shown(cspr: Cspr, reference: str, final: str) -> None:
    told = f"he record of {reference} was destroyed on {say_day(today())} by approval of {APPROVER}"
    cases = Everybody(cspr.live)
    for asking in (
        cases.case(reference),
        cases.decide(reference, reopened(today())),
        cases.decide(reference, delayed(today())),
        cases.signal(reference, delayed(today())),
    ):
        with pytest.raises(Refused, match=re.escape(told)):
            await asking
    commands = (("status",), ("timeline",), ("mail",), ("explain",), ("replay",), ("export",), ("audit",), ("reads",))
    looking_back = (("status", "--as-of", "2026-01-01"), ("diff", "--from", "2026-01-01"))
    for answer in await asyncio.gather(*(cspr(*command, reference) for command in commands + looking_back)):
        assert (answer.status, answer.out) == (1, "")
        assert told in answer.err
        assert "Traceback" not in answer.err
    shown = (await cspr("retention", "show", reference)).out
    assert told in shown
    assert f"Destruction is final on {final}" in shown
    assert "events stay without their content" in shown
    (row,) = [row for row in (await cspr("list", "--json")).json if row["reference"] == reference]
    assert (row["stage"], row["open"]) == (f"destroyed {say_day(today())}", False)
    assert reference not in (await cspr("retention", "due")).out


async def test_a_hold_that_comes_after_the_approval_keeps_the_record(archive: Archive) -> None:
    case = await archive.a_published_case()
    cases, disposals = Everybody(archive), await Disposals.connect(archive.settings)
    for decision in (*to_be_disposed_of(), held(today())):
        await cases.decide(case.reference, decision)
    for _ in range(2):
        with pytest.raises(Refused, match="legal hold 1 is in force"):
            await disposals.dispose(case.reference)
    await cases.decide(case.reference, hold_lifted(at=today()))
    with pytest.raises(Refused, match="not approved"):
        await disposals.dispose(case.reference)
    assert await case.check_record() == await case.case()
    status = (await archive.client.get_workflow_handle(disposal_id(case.reference)).describe()).status
    assert status is WorkflowExecutionStatus.FAILED


async def test_the_policy_of_today_keeps_what_the_recorded_one_lets_go(archive: Archive, live: Live) -> None:
    case = await archive.a_published_case()
    cases = Everybody(archive)
    for decision in to_be_disposed_of():
        await cases.decide(case.reference, decision)
    disposals = await Disposals.connect(live.settings)  # whose worker has the policy that ships: 75 years from birth
    with pytest.raises(Refused, match="75 years from the birth of the youngest child"):
        await disposals.dispose(case.reference)
    assert await case.check_record() == await case.case()


@contextmanager
def held_by_somebody(key_store: Path) -> Iterator[None]:
    """Another process changes a key at the moment, and takes its time."""
    with (key_store / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.mark.timeout(150)
async def test_a_worker_that_dies_in_between_leaves_nothing_half_done(archive: Archive) -> None:
    case = await archive.a_published_case()
    cases = Everybody(archive)
    for decision in to_be_disposed_of():
        await cases.decide(case.reference, decision)
    disposal = archive.client.get_workflow_handle(disposal_id(case.reference))
    with held_by_somebody(archive.settings.key_store):
        await archive.client.start_workflow(
            "Disposal", {"reference": case.reference}, id=disposal_id(case.reference), task_queue="archive"
        )

        async def at_the_key() -> bool:
            pending = (await disposal.describe()).raw_description.pending_activities
            return [each.activity_type.name for each in pending] == ["Destroy the key"]

        await until(at_the_key)
        with pytest.raises(Refused, match="nothing is recorded any more"):
            await cases.decide(case.reference, held(today()))
        os.kill(archive.worker.pid, signal.SIGKILL)
        await archive.worker.ended()
    assert "record_disposed" in await case.types()
    assert archive.keys.destroyed(case.reference) is None
    await archive.worker.start()

    disposed = await (await Disposals.connect(archive.settings)).dispose(case.reference)
    assert disposed.destroyed.approved_by.startswith(APPROVER)
    assert archive.keys.destroyed(case.reference) == disposed.destroyed
    assert not (archive.settings.documents / case.reference).exists()


async def test_a_key_that_is_destroyed_under_an_open_case_stops_nobody_else(archive: Archive) -> None:
    lost, other = await archive.open(fresh()), await archive.open(fresh())
    await lost.settled()
    destroyed = Destroyed(at=datetime.now(UTC), approved_by=APPROVER, reason="Invented.")  # noqa: TID251 - outside
    archive.keys.destroy(lost.reference, destroyed)

    await temporal(archive.settings, "workflow", "signal", "--workflow-id", lost.reference, "--name", "Unknown")

    async def its_task_has_failed() -> bool:
        return bool(await failures_of(lost))

    await until(its_task_has_failed)
    with pytest.raises(Refused, match="was destroyed on"):
        await Everybody(archive).case(lost.reference)
    await other.decide(criteria("not_met", today()))
    assert (await other.handle.result()).is_closed
    assert APPROVER not in str(await failures_of(lost))
    assert APPROVER not in archive.settings_file.with_name("worker.log").read_text(encoding="utf-8")
    await temporal(archive.settings, "workflow", "terminate", "--workflow-id", lost.reference)


async def failures_of(case: LiveCase) -> list[str]:
    """What Temporal keeps of the workflow tasks that failed."""
    history = await case.handle.fetch_history()
    return [str(event) for event in history.events if event.HasField("workflow_task_failed_event_attributes")]


async def test_what_was_never_referred_is_not_destroyed(archive: Archive) -> None:
    with pytest.raises(UnknownCase):
        await (await Disposals.connect(archive.settings)).dispose("CSPR-0000-0000")


async def test_who_proposed_it_does_not_approve_it(archive: Archive) -> None:
    case = await archive.a_published_case()
    cases = Everybody(archive)
    proposed = disposal_proposed(today())
    await cases.decide(case.reference, proposed)
    approval = disposal_approved(today())
    themselves = approval.by.model_copy(update={"name": proposed.by.name})
    with pytest.raises(Refused, match="invented-person has proposed it"):
        await cases.decide(case.reference, approval.model_copy(update={"by": themselves}))
