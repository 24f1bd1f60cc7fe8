"""A new release beside the old one: it stands by, gets the open cases when it is told to, and gives them back."""

import shlex
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentRequest
from temporalio.common import WorkerDeploymentVersion

from activities.rollout import take_over
from settings import Settings
from stack.local_settings import environment, write_settings
from stack.own_programs import Worker
from tests.real.live import Live, LiveCase, until
from tests.real.temporal_cli import temporal
from tests.real.this_day import fresh, today
from tests.unit.builders import criteria_met, notified, stood_down, summary_of

DOCS = Path(__file__).parents[2] / "docs"
QUEUE = "rollout"


@asynccontextmanager
async def release(live: Live, folder: Path, name: str, **more: Any) -> AsyncIterator[None]:  # noqa: ANN401 - settings
    """A worker of a release, in a process of its own."""
    known = tomllib.loads(live.service.settings_file.read_text(encoding="utf-8"))
    values = {**known, "task_queue": QUEUE, "release": name, **more}
    file, log = folder / f"{name}.toml", folder / f"{name}.log"
    write_settings(values, file)
    worker = Worker(Settings(**values), environment(values, file), log)

    async def knows_its_place() -> bool:
        return not more.get("takes_over", True) or "carries the cases on" in log.read_text()

    await worker.start()
    try:
        await until(knows_its_place)
        yield
    finally:
        await worker.stop()


def documented(command: str) -> list[str]:
    """The arguments of a command of Temporal's, as the pages about releases have it."""
    pages = (page.read_text() for page in (DOCS / "releases.md", *(DOCS / "releases").glob("*.md")))
    lines = (line.strip() for page in pages for line in page.splitlines() if line.startswith("    temporal "))
    return next(shlex.split(line)[1:] for line in lines if line.startswith(f"temporal {command} "))


async def make_current(live: Live, name: str) -> None:
    here = {"cspr": QUEUE, "0.2.0": name}
    arguments = [here.get(each, each) for each in documented("worker deployment set-current-version")]
    assert {QUEUE, name} <= set(arguments)
    status, said = await temporal(live.settings, *arguments)
    assert status == 0, said


async def current(live: Live) -> str:
    """The release that carries the cases on."""
    answer = await live.client.workflow_service.describe_worker_deployment(
        DescribeWorkerDeploymentRequest(namespace=live.settings.namespace, deployment_name=QUEUE)
    )
    return answer.worker_deployment_info.routing_config.current_deployment_version.build_id


async def carried_by(case: LiveCase) -> str:
    """The release that did the last task of the case."""
    tasks = [
        event.workflow_task_completed_event_attributes
        for event in (await case.handle.fetch_history()).events
        if event.HasField("workflow_task_completed_event_attributes")
    ]
    return tasks[-1].deployment_version.build_id


async def goes_on_with(case: LiveCase, name: str) -> None:
    """Temporal's queues hear of it a moment after the command has answered: the next thing that happens says so."""

    async def seen() -> bool:
        await case.handle.signal("Something else", "")
        return await carried_by(case) == name

    await until(seen)


@pytest.mark.timeout(120)  # it starts two workers
async def test_an_open_case_goes_to_the_new_release_when_it_is_told_to_and_back(live: Live, tmp_path: Path) -> None:
    old, new = "1.0.0", "2.0.0"
    here = replace(live, settings=live.settings.model_copy(update={"task_queue": QUEUE}))
    async with release(live, tmp_path, new, takes_over=False):
        async with release(live, tmp_path, old):
            case = await here.open(fresh())
            await case.decide(criteria_met(today()))
            assert await carried_by(case) == old, "the first that comes carries the cases, and the other stands by"

            await make_current(live, new)
            await goes_on_with(case, new)
            await case.decide(notified(today()))
            await make_current(live, old)
            await goes_on_with(case, old)
            await make_current(live, new)
            await goes_on_with(case, new)
        await case.decide(summary_of("education", today()))
        await take_over(live.client, WorkerDeploymentVersion(QUEUE, old))  # as its worker does that starts again
        assert await current(live) == new, "it takes nothing back"
        await case.decide(stood_down(today()))
        await case.handle.result()
        await case.check_record()
        assert await case.failed_tasks() == []


@pytest.mark.parametrize("command", ["workflow count", "workflow list"])
async def test_the_queries_that_are_documented_are_ones(live: Live, command: str) -> None:
    status, said = await temporal(live.settings, *documented(command))
    assert status == 0, said
