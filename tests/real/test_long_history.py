"""A long history goes on in a new run of the workflow: nothing is lost, timers go on, nothing is taken twice."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.testing import WorkflowEnvironment

import worker
from domain.actor import Seat
from domain.case import Case
from domain.clock import next_instant
from domain.decisions.any_decision import AnyDecision
from domain.event import LetterRequested, RecordedEvent
from domain.evolve import fold
from domain.opening import Opening
from domain.people import Role
from ledger.chain import Head
from ledger.connect import open_pool
from ledger.read import read_heads, read_stream
from settings import Settings
from stack.mailbox import Mailbox, read_mails
from stack.simulation.cast import Cast
from starter.bundle.files import Bundle, documents_in
from starter.bundle.papers import stores_of
from starter.bundle.record import read_record
from starter.bundle.writing import write_bundle
from starter.client import session
from starter.client.acting import acting
from starter.proof.auditing import disagreements
from starter.proof.handed_on import handed_on
from starter.proof.rebuilding import Rebuilding
from starter.proof.replayed import replayed
from tests.conftest import as_service, create_database
from tests.real.this_day import fresh, today, under_review
from tests.skipped.world import a_free_port
from tests.unit.builders import panel_answers
from tests.unit.bundles import checked
from vault.case_keys import CaseKeys
from vault.converter import data_converter
from vault.identities import Identities
from vault.people import Person
from vault.people_changes import add_person
from workflows.messages import CASE_QUERY, WORKFLOW, CaseView, Receipt
from workflows.search_attributes import SEARCH_ATTRIBUTES

SHORT_HISTORY = 60
REFERENCE = "CSPR-TEST-9999"


@pytest.fixture
async def server(keys: CaseKeys) -> AsyncIterator[WorkflowEnvironment]:
    """A real server that suggests a new run after a short history."""
    environment = await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(Path(sys.executable).with_name("temporal")),
        dev_server_log_level="error",
        search_attributes=list(SEARCH_ATTRIBUTES),
        data_converter=data_converter(keys),
        dev_server_extra_args=[
            *("--dynamic-config-value", f"limit.historyCount.suggestContinueAsNew={SHORT_HISTORY}"),
        ],
    )
    yield environment
    await environment.shutdown()


@pytest.fixture
async def settings(ledger_dsn: str, key_file: Path, key_store: Path, tmp_path: Path) -> AsyncIterator[Settings]:
    """The worker's settings, with a mail sink that listens."""
    sink = Mailbox(tmp_path / "mail", a_free_port())
    await sink.start()
    yield Settings(
        ledger_dsn=ledger_dsn,
        key_file=key_file,
        key_store=key_store,
        documents=tmp_path / "documents",
        archive=str(tmp_path / "archive"),
        people_file=tmp_path / "people.toml",
        identities=tmp_path / "identities",
        smtp_port=sink.port,
        namespace="default",
    )
    await sink.stop()


@pytest.fixture
async def lost_dsn(postgres_dsn: str, migrated_database: str) -> str:
    """The address of a ledger with the tables and nothing in them, as of one that was lost."""
    return as_service(await create_database(postgres_dsn, "lost", migrated_database))


class Runs:
    """One case, and the runs of its workflow that were seen."""

    def __init__(self, handle: WorkflowHandle[object, Case], cast: Cast) -> None:
        self.handle = handle
        self.cast = cast
        self.seen: list[str] = []

    async def view(self) -> CaseView:
        view: CaseView = await self.handle.query(CASE_QUERY, result_type=CaseView)
        return view

    async def look(self) -> CaseView:
        """The case when it has nothing in hand, whichever run has it."""
        while True:
            seen = await self.handle.describe()
            view = await self.view()
            raw = seen.raw_description
            running = seen.status is WorkflowExecutionStatus.RUNNING
            idle = running and not raw.pending_activities and not raw.HasField("pending_workflow_task")
            if idle and not view.case.outbox and not view.not_in_ledger and view.case.rules:
                if seen.run_id not in self.seen:
                    self.seen.append(seen.run_id)
                return view
            await asyncio.sleep(0.05)

    async def take(self, decision: AnyDecision) -> Receipt:
        sent = self.cast.sent(REFERENCE, decision, datetime.now(UTC))  # noqa: TID251 - tests are outside
        receipt: Receipt = await self.handle.execute_update(decision.title, sent, id=decision.id, result_type=Receipt)
        return receipt

    async def next_timer(self) -> datetime:
        """When the run's timer for the next rung fires."""
        timers = {}
        async for event in self.handle.fetch_history_events():
            started = event.timer_started_event_attributes
            if event.HasField("timer_started_event_attributes"):
                fires = event.event_time.ToDatetime(UTC) + started.start_to_fire_timeout.ToTimedelta()
                timers[started.timer_id] = fires
            timers.pop(event.timer_canceled_event_attributes.timer_id, None)
        return min(timers.values())


async def test_a_new_run_goes_on_where_the_last_one_was(
    server: WorkflowEnvironment, settings: Settings, keys: CaseKeys, tmp_path: Path, lost_dsn: str
) -> None:
    async with worker.open_house(settings, keys) as house, worker.worker_for(server.client, house):
        await keys.create(REFERENCE)
        cast = Cast(settings.people_file)
        opening = Opening(reference=REFERENCE, referral=fresh(), fingerprints=("invented",))
        handle: WorkflowHandle[object, Case] = await server.client.start_workflow(
            WORKFLOW,
            cast.start(opening, datetime.now(UTC)),  # noqa: TID251 - tests are outside
            id=REFERENCE,
            task_queue=settings.task_queue,
            result_type=Case,
        )
        case = Runs(handle, cast)
        await case.look()
        decisions = under_review()
        for decision in decisions:
            await case.take(decision)
            await case.look()
        assert len(case.seen) > 1, "the history was never long enough"

        before = await case.look()
        for decision in decisions:
            assert (await case.take(decision)).repeated
        after = await case.look()
        assert after.case == before.case
        planned = next_instant(after.case)
        assert planned is not None
        assert abs(await case.next_timer() - planned) < timedelta(seconds=1)

        await case.take(panel_answers("agrees_no_local_review", today()))
        ended = await handle.result()
        assert ended.outcome == "no_local_review"
        events = await read_stream(house.ledger, REFERENCE, (await keys.get(REFERENCE)).cipher)
        assert [event.position for event in events] == list(range(1, len(events) + 1))
        assert fold(REFERENCE, events) == ended
        posted = [str(mail["Message-ID"]) for mail in read_mails(tmp_path / "mail")]
        asked = [event for event in events if isinstance(event.body, LetterRequested)]
        assert len(posted) == len(set(posted)) == len(asked)
        await _is_the_same_in_every_record(server, settings, events, await read_heads(house.ledger), lost_dsn)
        await _is_exported_with_all_its_runs(server, settings, case.seen, tmp_path)


async def _is_the_same_in_every_record(
    server: WorkflowEnvironment, settings: Settings, events: list[RecordedEvent], heads: list[Head], lost_dsn: str
) -> None:
    """Run by run in the three of an audit, and in a ledger that is built anew from all runs."""
    address = server.client.service_client.config.target_host
    chosen = settings.model_copy(update={"temporal_address": address, "ledger_dsn": lost_dsn})
    rebuilding = await Rebuilding.connect(chosen)
    found = await rebuilding.of(chosen, REFERENCE)
    states = {}
    for each in found:
        ended = await handed_on(each.history, server.client.data_converter)
        assert ended is not None
        states[each.run] = ended
    runs = [await replayed(chosen, each) for each in found]
    assert list(disagreements(runs, states, {event.position: event for event in events}, {})) == []
    async with await open_pool(lost_dsn) as lost:
        rebuilt = await rebuilding.rebuild(chosen, lost, lambda _done, _total: None)
        assert (rebuilt.events, rebuilt.faults) == (len(events), ())
        assert await read_heads(lost) == heads


async def _is_exported_with_all_its_runs(
    server: WorkflowEnvironment, settings: Settings, runs: list[str], folder: Path
) -> None:
    """In one bundle, which its own check finds in order."""
    key = Identities(settings.identities).make("reader")
    seat = Seat(role=Role.COORDINATOR, organisation="partnership")
    add_person(settings.people_file, "reader", Person(name="Invented Reader", keys=(key.thumbprint(),), seats=(seat,)))
    chosen = settings.model_copy(update={"temporal_address": server.client.service_client.config.target_host})
    record = await read_record(chosen, REFERENCE, "reader")
    stores = await stores_of(chosen, documents_in(record))
    bundle = Bundle(record, stores, acting(chosen, "reader"), session.now())
    write_bundle(folder / "bundle", REFERENCE, iter(bundle.files()), bundle.signed)
    kept = {each.stem for each in (folder / "bundle" / "histories").iterdir()}
    assert kept >= set(runs)
    assert len(kept) > 1
    answer = checked(folder / "bundle")
    assert (answer.status, bundle.faults) == (0, []), answer.out
