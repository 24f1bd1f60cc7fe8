"""`cspr ledger rebuild --from-temporal` on a service of its own, whose ledger is lost again and again."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import typer
from temporalio.converter import WorkflowSerializationContext
from temporalio.service import RPCError

from archive.attempts import AttemptsArchive
from archive.histories import open_store
from archive.remains import RemainsArchive
from domain.destroyed import Destroyed
from domain.event import RecordedEvent
from ledger.anchor import LedgerAnchor
from ledger.append import PUT_BACK
from ledger.attempts_read import attempts_after
from ledger.chain import Head
from ledger.proclaimed import read_proclaimed
from ledger.read import ATTEMPTS, read_heads, read_rows
from stack.prepare import prepare
from stack.service import Service
from starter.client import session
from starter.client.cases import Cases
from starter.client.errors import ServiceUnavailable
from starter.proof import audit_command, rebuild_command
from starter.proof.ledger_command import read_anchor
from starter.proof.rebuilding import CHANGED, Rebuilt
from starter.proof.three_records import Audits
from starter.proof.verifying import check_ledger
from tests.real.archived import a_closed_case, archive_of, folder_of, forget_at_temporal, listed_as_ended, sweep
from tests.real.cspr import MANAGER, Cspr
from tests.real.forging import as_owner, forged_history, replace_stream
from tests.real.live import Everybody, Live, LiveCase, connect, settle, until
from tests.real.temporal_cli import temporal
from tests.real.test_recover import FIRST_TASK
from tests.real.this_day import fresh, today
from tests.unit.builders import criteria, criteria_met, held, hold_lifted, notified, reopened
from vault.scope import SERVICE

pytestmark = pytest.mark.timeout(240)

LOSE_EVERYTHING = "drop schema public cascade; create schema public; grant usage on schema public to public"
BROKEN_SEAL = "update event set body = body || '\\x00'::bytea where stream = $1 and position = 2"
BROKEN_HASH = "update event set hash = sha256(hash) where stream = $1 and position = 5"
REBUILD = ("ledger", "rebuild", "--from-temporal")
JUBILEE = ("calendar", "add", "2031-06-03", "Invented Jubilee", *MANAGER, "--yes")


def unseen(_done: int, _total: int) -> None:
    """Progress that nobody looks at."""


@dataclass
class Record:
    """A service with cases of every fate, and what its ledger was when all was well."""

    live: Live
    cspr: Cspr
    anchor: Path
    heads: list[Head]
    running: LiveCase
    pruned: LiveCase
    held: LiveCase

    async def rebuild(self) -> tuple[Rebuilt, list[str]]:
        """What the command does; and the streams that are not as they were."""
        rebuilt, compared = await rebuild_command._rebuild(self.live.settings, read_anchor(self.anchor))
        assert compared is not None
        cases = [head for head in self.heads if head.stream != ATTEMPTS]
        assert compared.equal == len(cases) - len([row for row in compared.lost if row.stream != ATTEMPTS])
        return rebuilt, [row.stream for row in compared.lost]

    async def is_whole(self) -> None:
        """Every head is the one that it was."""
        rebuilt, lost = await self.rebuild()
        assert (rebuilt.faults, lost) == ((), [])


@pytest.fixture(scope="module")
async def live(open_folder: Path) -> AsyncIterator[Live]:
    root = open_folder / "lost-ledger"
    settle(root)
    service = Service(root)
    async with service as settings:
        live = await connect(service, settings)
        yield live
        await live.ledger.close()


@pytest.fixture(scope="module")
async def record(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Record:
    cspr = Cspr(live)
    running, pruned, reset, under_hold = await asyncio.gather(
        live.open(fresh()), a_closed_case(live), live.open(fresh()), a_closed_case(live)
    )
    await running.decide(criteria_met(today()))
    await _reopened_and_closed_and_forgotten(live, pruned)
    await Everybody(live).decide(under_hold.reference, held(today()))
    await Everybody(live).decide(under_hold.reference, hold_lifted(at=today()))
    await _reset_and_recovered(live, reset)
    proclaimed = await cspr(*JUBILEE)
    assert proclaimed.status == 0, proclaimed.err
    for case in (running, reset):
        await case.settled()
    await Everybody(live).case(running.reference)
    assert AttemptsArchive(open_store(live.settings)).add(await attempts_after(live.ledger, 0))
    heads = await read_heads(live.ledger)
    anchor = tmp_path_factory.mktemp("anchor") / "anchor.json"
    anchor.write_text(LedgerAnchor.of(heads, session.now()).model_dump_json())
    return Record(live, cspr, anchor, heads, running, pruned, under_hold)


async def _reopened_and_closed_and_forgotten(live: Live, case: LiveCase) -> None:
    await Everybody(live).decide(case.reference, reopened(today()))
    await case.until(lambda state: not state.is_closed)
    await case.decide(criteria("not_met", today()))
    await case.handle.result()
    await listed_as_ended(live, case, runs=2)
    await sweep(live)
    await forget_at_temporal(live, case)


async def _reset_and_recovered(live: Live, case: LiveCase) -> None:
    await case.decide(criteria_met(today()))
    await case.settled()
    await temporal(live.settings, "workflow", "reset", "--workflow-id", case.reference, *FIRST_TASK)
    await case.until(lambda state: state.rules and not state.outbox)
    await (await Cases.connect(live.settings)).start_again(case.reference)
    await case.until(lambda state: "criteria_decision" in state.duties)
    await case.decide(notified(today()))


async def table(live: Live, name: str) -> list[tuple[Any, ...]]:
    rows = await live.ledger.fetch(f"select * from {name} order by 1, 2")  # noqa: S608 - ours
    return [tuple(row) for row in rows]


async def lose(live: Live, statement: str, *values: Sequence[str] | str | int) -> None:
    async with as_owner(live) as owner:
        await owner.execute(statement, *values)


async def test_a_lost_ledger_comes_back_as_it_was_while_cases_run(record: Record) -> None:
    live, case = record.live, record.running
    fingerprints = await table(live, "fingerprint")
    key = await live.keys.get(SERVICE)
    days = await read_proclaimed(live.ledger, key.cipher)
    assert [day.holiday for day in days] == ["Invented Jubilee"]
    owner = await asyncpg.connect(live.service.postgres.dsn)
    await owner.execute(LOSE_EVERYTHING)
    await owner.close()

    with pytest.raises(ServiceUnavailable, match=r"python -m stack\.prepare"):
        await record.rebuild()
    await prepare(live.settings, lambda _: None)
    decided = await case.decide(notified(today()))
    assert (await case.view()).not_in_ledger >= 1

    cases = [head for head in record.heads if head.stream != ATTEMPTS]
    events = sum(head.position for head in cases)
    assert await record.rebuild() == (Rebuilt(cases=len(cases), events=events, days=1), [])
    assert {*fingerprints} <= {*await table(live, "fingerprint")}
    assert await read_proclaimed(live.ledger, key.cipher) == days

    assert (await case.settled()).position >= decided.position
    assert "notification" in await case.types()
    assert (await check_ledger(live.ledger, live.keys, unseen)).bad == ()
    every = await (await Audits.connect(live.settings)).audit_every_case(live.settings, "invented-manager", unseen)
    assert ([audit.agree for audit in every.audits], every.unclear) == ([True] * len(cases), [])


async def test_of_every_case_those_are_told_that_do_not_say_the_same(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    """And of none that who asks has no role on."""
    live, cases = record.live, len([each for each in record.heads if each.stream != ATTEMPTS])
    stream = await record.held.stream()
    await replace_stream(live, record.held.reference, stream[:-1])
    try:
        with pytest.raises(typer.Exit) as ended:
            await asyncio.to_thread(audit_command._audit_every_case, live.settings, "invented-manager", as_json=False)
        told = capsys.readouterr().out.splitlines()
        await asyncio.to_thread(audit_command._audit_every_case, live.settings, "invented-contact", as_json=False)
    finally:
        await replace_stream(live, record.held.reference, stream)
    assert ended.value.exit_code == 5
    assert f"event {len(stream)}: the ledger does not have it, unlike the history and the workflow" in told
    assert told[-2:] == [f"{record.held.reference}: 1 difference.", f"{cases - 1} of {cases} cases say the same."]
    assert capsys.readouterr().out == f"0 of 0 cases say the same.\nOn {cases} more you have no role.\n"


async def test_what_is_half_there_is_made_whole_and_a_second_time_changes_nothing(record: Record) -> None:
    live = record.live
    await lose(live, "delete from event where stream = $1 and position > 3", record.pruned.reference)
    await lose(live, "delete from event where stream = $1", record.held.reference)
    lost = {head.stream: head.position for head in record.heads if head.stream != ATTEMPTS}
    told = await record.cspr(*REBUILD, "--against", str(record.anchor))
    put_back = lost[record.pruned.reference] - 3 + lost[record.held.reference]
    assert told.status == 0, told.err + told.out
    first, last = told.out.splitlines()
    assert first == f"Put back: {put_back} events of {len(lost)} cases, 0 proclaimed days."
    assert last.endswith(f"{len(lost)} of {len(lost)} cases are as they were then.")
    before = await table(live, "event")
    await record.is_whole()
    assert await table(live, "event") == before


async def test_what_no_history_has_is_named_and_the_others_come_back(record: Record, tmp_path: Path) -> None:
    live, reference = record.live, record.pruned.reference
    stream = await record.pruned.stream()
    kept = shutil.copytree(folder_of(live) / reference, tmp_path / "kept")
    first, second = sorted(
        (folder_of(live) / reference).glob("*.manifest.json"), key=lambda each: json.loads(each.read_text())["begun_at"]
    )
    await lose(live, "delete from event where stream = any($1)", [reference, record.held.reference])
    for manifest in (first, second):  # without its manifest a history is not archived
        (folder_of(live) / reference).joinpath(manifest.name).unlink()
        rebuilt, lost = await record.rebuild()
        assert lost == [reference]
        if manifest == first:
            (fault,) = rebuilt.faults
            assert (fault.workflow, fault.position) == (reference, 1)
            assert f"the ledger had {len(stream)} events, of which 0 are there" in fault.why
        else:
            assert (rebuilt.faults, rebuilt.unopened) == ((), (reference,))
    shutil.copytree(kept, folder_of(live) / reference, dirs_exist_ok=True)
    await record.is_whole()


def in_another_order(batch: dict[str, Any]) -> None:
    """As a release may have written it whose events had their fields in another order."""
    batch["events"][1] = dict(reversed(batch["events"][1].items()))


async def test_what_another_release_wrote_comes_back_in_its_own_bytes(record: Record, tmp_path: Path) -> None:
    live, reference, archive = record.live, record.pruned.reference, archive_of(record.live)
    kept = shutil.copytree(folder_of(live) / reference, tmp_path / "kept")
    runs = [each.run for each in archive.manifests(reference)]
    first, second = [history for run in runs if (history := await archive.get(reference, run))]
    archive.remove(reference)
    await archive.put(await forged_history(live, first, in_another_order), runs[0])
    await archive.put(second, runs[1])
    await lose(live, "delete from event where stream = $1", reference)

    rebuilt, lost = await record.rebuild()
    assert (rebuilt.faults, lost) == ((), [reference])  # its hash is another one, as these bytes are
    row = await live.ledger.fetchrow("select body from event where stream = $1 and position = 2", reference)
    text = (await live.keys.get(reference)).cipher.open(row["body"], "ledger event", reference, "2").decode()
    assert list(json.loads(text))[-1] == "stream"

    shutil.copytree(kept, folder_of(live) / reference, dirs_exist_ok=True)
    await lose(live, "delete from event where stream = $1", reference)
    await record.is_whole()


async def test_another_event_on_record_is_named_and_left(record: Record) -> None:
    stream = await record.held.stream()
    other = stream[4].model_copy(update={"actor": "somebody-else"})
    await replace_stream(record.live, record.held.reference, [*stream[:4], other])
    rebuilt, lost = await record.rebuild()
    await lose(record.live, BROKEN_SEAL, record.held.reference)
    unreadable, _ = await record.rebuild()
    await replace_stream(record.live, record.held.reference, stream[:5])
    await lose(record.live, BROKEN_HASH, record.held.reference)
    unchained, _ = await record.rebuild()
    assert len(await record.held.stream()) == 5  # what is added could not be taken away again
    await replace_stream(record.live, record.held.reference, stream)
    for found in (unreadable, unchained):
        (fault,) = found.faults
        assert (fault.workflow, fault.why) == (record.held.reference, CHANGED)
    assert unchained.faults[0].position == 5
    taken, missing = rebuilt.faults
    assert (taken.workflow, taken.position) == (record.held.reference, 5)
    assert taken.why == "is another event on record than in the histories"
    assert missing.position == 6
    assert lost == [record.held.reference]
    await record.is_whole()


async def what_hinders(live: Live, reference: str) -> str:
    """What the errands of a case wait for, once it runs and one of them has failed."""
    handle = live.client.get_workflow_handle(reference)
    converter = live.client.data_converter.with_context(WorkflowSerializationContext("", reference))
    try:
        described = await handle.describe()
    except RPCError:  # Temporal has forgotten it, and it has not begun again
        return ""
    for each in described.raw_description.pending_activities:
        if each.attempt > 1:
            return str(await converter.decode_failure(each.last_failure))
    return ""


async def longer(case: LiveCase, than: int) -> list[RecordedEvent]:
    stream = await case.stream()
    return stream if len(stream) > than else []


async def test_beside_an_old_backup_nothing_is_recorded_at_the_positions_that_are_missing(record: Record) -> None:
    """Neither by a case that goes on, nor by one that begins again from the ledger; both follow by themselves."""
    live, running, closed = record.live, record.running, record.pruned
    before = [await each.stream() for each in (running, closed)]
    for stream in before:
        await lose(live, "delete from event where stream = $1 and position > $2", stream[0].stream, len(stream) - 2)
    decided = asyncio.create_task(Everybody(live).decide(closed.reference, held(today())))
    await running.decide(held(today()))
    had = [len(stream) for stream in before]
    assert [await until(partial(what_hinders, live, each.reference)) for each in (running, closed)] == [
        f"GapInStream: {running.reference} has no event before position {had[0] + 1}: {PUT_BACK}",
        f"NotOnRecord: the ledger had {had[1]} events of {closed.reference}, and has {had[1] - 2}: {PUT_BACK}",
    ]
    assert [await each.stream() for each in (running, closed)] == [stream[:-2] for stream in before]

    await record.is_whole()
    await asyncio.gather(decided, running.settled())
    for case, stream in zip((running, closed), before, strict=True):
        assert stream == (await until(partial(longer, case, len(stream))))[: len(stream)]


async def test_of_a_destroyed_record_comes_back_what_was_left_of_it(record: Record) -> None:
    live, reference = record.live, record.held.reference
    how = Destroyed(at=datetime(2029, 5, 1, tzinfo=UTC), approved_by="Invented Approver", reason="Invented.")
    live.keys.destroy(reference, how)
    archive = RemainsArchive(open_store(live.settings))
    archive.put(reference, await read_rows(live.ledger, reference))
    rows = len(archive.get(reference))
    for lost, put_back in (("position > 3", rows - 3), ("true", rows)):
        await lose(live, f"delete from event where stream = $1 and {lost}", reference)  # noqa: S608 - ours
        rebuilt, missing = await record.rebuild()
        assert (rebuilt.events, rebuilt.destroyed, missing) == (put_back, (), [])

    shutil.rmtree(folder_of(live) / "ledger.destroyed")
    await lose(live, "delete from event where stream = $1", reference)
    answer = await record.cspr(*REBUILD, "--against", str(record.anchor), "--json")
    assert (answer.status, answer.json["destroyed"]) == (5, [reference])
    assert [row["stream"] for row in answer.json["against"]["lost"]] == [reference]
