"""The workflows that are no case: their real code on a real server; what their errands bring back is made up here.

So each way that they can take is played in a moment: a case that does not answer, a list of several pages, a refusal.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle, WorkflowHistory, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper, TimeSkippingConfig
from temporalio.worker import Worker

import worker
from domain.destroyed import Destroyed
from domain.proclamation import Reception
from domain.refusal import Refusal, RefusalCode
from tests.skipped.world import World, skipping_server
from tests.unit import builders as b
from workflows import errands as e
from workflows.archiving import ARCHIVING, EVERY, SWEEP_UPDATE, Swept, archiving_id
from workflows.calendar import LISTED_WITHIN
from workflows.disposal import DISPOSAL, LOOK_AGAIN, OUTCOME_UPDATE, disposal_id
from workflows.proclamation import PROCLAMATION, Proclaimed, Progress, proclamation_id
from workflows.refusals import failure

JUBILEE = date(2030, 6, 3)
LONG = 25
"""Events after which a workflow goes on in a new run."""

Answers = dict[str, Iterator[Any]]
"""By an errand's name: what it brings back, one answer a time; an exception is raised."""


def errand(name: str, answers: Iterator[Any]) -> Callable[..., Any]:
    @activity.defn(name=name)
    async def answer(*_: Any) -> Any:  # noqa: ANN401 - any errand's
        given = next(answers)
        if isinstance(given, Exception):
            raise given
        return given

    return answer


def refused(message: str) -> ApplicationError:
    return failure(Refusal(RefusalCode.NOT_AUTHORISED, message))


@asynccontextmanager
async def working(client: Client, name: str, answers: Answers) -> AsyncIterator[Client]:
    """While a worker with these errands works on a task queue of that name."""
    async with Worker(
        client,
        task_queue=name,
        workflows=worker.WORKFLOWS,
        activities=[errand(each, brings) for each, brings in answers.items()],
        interceptors=worker.interceptors(),
        workflow_runner=worker.sandbox(),
    ):
        yield client


@asynccontextmanager
async def with_short_runs(world: World) -> AsyncIterator[TimeSkipper]:
    """What skips time on a server on which a run's history is soon long."""
    async with skipping_server(long_history=LONG) as server:
        plain = server.client
        client = Client(plain.service_client, namespace=plain.namespace, data_converter=world.client.data_converter)
        yield TimeSkipper(client, config=TimeSkippingConfig(enabled=False))


def given(next_token: str | None = None, **answers: Reception) -> e.PageGiven:
    return e.PageGiven(
        answers={f"CSPR-{key}": answer for key, answer in answers.items()}, next_token=next_token, open=2
    )


def a_jubilee() -> Proclaimed:
    decision = b.calendar_changed(JUBILEE).model_copy(update={"id": "golden-jubilee"})
    return Proclaimed(progress=Progress(decision=decision), proof="invented")


async def proclaim(client: Client, name: str) -> WorkflowHandle[Any, Any]:
    return await client.start_workflow(
        PROCLAMATION, a_jubilee(), id=f"{proclamation_id(JUBILEE)}-{name}", task_queue=name
    )


async def proclamation(world: World, name: str) -> WorkflowHistory:
    """Two pages of cases, of which one is silent at first and takes the day in the second pass; a third finds none."""
    pages = (
        given("next", A=Reception.MOVED),
        given(B=Reception.SILENT),
        given("next", A=Reception.ALREADY),
        given(B=Reception.GIVEN),
        given("next", A=Reception.ALREADY),
        given(B=Reception.ALREADY),
    )
    answers: Answers = {
        e.CHECK_PROCLAIMED_DAY: iter([None]),
        e.KEEP_PROCLAIMED_DAY: iter([None]),
        e.GIVE_TO_OPEN_CASES: iter(pages),
    }
    async with working(world.client, name, answers) as client:
        handle = await proclaim(client, name)
        await world.skipper.fast_forward(handle, timedelta(minutes=1))
        await handle.result()
    return await handle.fetch_history()


async def proclamation_refused(world: World, name: str) -> WorkflowHistory:
    """Whoever sends the day may not proclaim one."""
    async with working(world.client, name, {e.CHECK_PROCLAIMED_DAY: iter([refused("invented")])}) as client:
        handle = await proclaim(client, name)
        with pytest.raises(WorkflowFailureError):
            await handle.result()
    return await handle.fetch_history()


async def proclamation_in_a_new_run(world: World, name: str) -> WorkflowHistory:
    """So many pages that it goes on in a new run."""
    pages = [*(given("next", A=Reception.ALREADY) for _ in range(8)), *(given(A=Reception.ALREADY) for _ in range(4))]
    answers: Answers = {
        e.CHECK_PROCLAIMED_DAY: iter([None]),
        e.KEEP_PROCLAIMED_DAY: iter([None]),
        e.GIVE_TO_OPEN_CASES: iter(pages),
    }
    async with with_short_runs(world) as server, working(server.client, name, answers) as client:
        handle = await proclaim(client, name)
        await handle.result()
        first = client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
        return await first.fetch_history()


async def dispose(client: Client, name: str) -> WorkflowHandle[Any, Any]:
    order = e.RecordToDispose(reference="CSPR-0000-0000")
    return await client.start_workflow(DISPOSAL, order, id=disposal_id(name), task_queue=name)


async def disposal(world: World, name: str) -> WorkflowHistory:
    """A record is destroyed; Temporal still lists a run of it when it is looked for again, and then none."""
    destroyed = Destroyed(
        at="2030-01-07T12:00:00Z",
        approved_by="Invented Approver",
        reason="Invented.",
    )
    answers: Answers = {
        e.END_RECORD: iter([e.RecordEnded(documents=1, histories=2, archived=2)]),
        e.DESTROY_KEY: iter([destroyed]),
        e.REMOVE_REMAINS: iter([None] * 3),
        e.REMOVE_HISTORIES: iter([2, 1, 0]),
    }
    async with working(world.client, name, answers) as client:
        handle = await dispose(client, name)
        await handle.execute_update(OUTCOME_UPDATE)
        await world.skipper.fast_forward(handle, LISTED_WITHIN + 2 * LOOK_AGAIN)
        await handle.result()
    return await handle.fetch_history()


async def disposal_refused(world: World, name: str) -> WorkflowHistory:
    """The record may not be destroyed; whoever asked for it hears why."""
    async with working(world.client, name, {e.END_RECORD: iter([refused("invented")])}) as client:
        handle = await dispose(client, name)
        with pytest.raises(WorkflowUpdateFailedError):
            await handle.execute_update(OUTCOME_UPDATE)
        with pytest.raises(WorkflowFailureError):
            await handle.result()
    return await handle.fetch_history()


async def archiving(world: World, name: str) -> WorkflowHistory:
    """A sweep of two pages that ends in an alarm, another that ends it, and those to come, until a new run goes on."""
    page = e.PageArchived(archived=1, failed=0, near_end=0, next_token=None)
    alarming = page.model_copy(update={"failed": 1, "near_end": 1})
    pages = [page.model_copy(update={"next_token": "next"}), alarming, *[page] * 20]
    answers: Answers = {e.ARCHIVE_HISTORIES: iter(pages), e.TELL_OF_ALARM: iter([None] * 2)}
    async with with_short_runs(world) as server, working(server.client, name, answers) as client:
        handle = await client.start_workflow(ARCHIVING, id=archiving_id(name), task_queue=name)
        await handle.execute_update(SWEEP_UPDATE, result_type=Swept)
        while (await handle.describe()).run_id == handle.first_execution_run_id:
            await server.fast_forward(handle, EVERY)
        first = client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
        history = await first.fetch_history()
        await handle.terminate()
    return history
