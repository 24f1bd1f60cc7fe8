"""A worker that starts without what it needs says plainly what is missing; one that is told to stop drains."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, RegisterNamespaceRequest
from temporalio.client import Client

from settings import PREFIX, Settings
from stack.ports import LOOPBACK
from tests.real.live import Live, until
from tests.real.this_day import fresh, today
from tests.unit.builders import criteria_met, notified, stood_down
from workflows.search_attributes import SEARCH_ATTRIBUTES

BARE = "bare"


def environment(settings: Settings, **changes: object) -> dict[str, str]:
    """The environment of a worker with the service's settings and some changed."""
    names = (
        "temporal_address",
        "namespace",
        "task_queue",
        "ledger_dsn",
        "key_file",
        "key_store",
        "documents",
        "people_file",
        "smtp_port",
    )
    values = {**{name: getattr(settings, name) for name in names}, **changes}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**kept, **{f"{PREFIX}{name.upper()}": str(value) for name, value in values.items()}}


async def run(settings: Settings, **changes: object) -> tuple[int | None, str]:
    """Run a worker that cannot start. Returns its exit status and what it said."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "worker"),
        env=environment(settings, **changes),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@pytest.fixture(scope="session")
async def bare_namespace(live: Live) -> str:
    """A namespace that knows none of our search attributes."""
    request = RegisterNamespaceRequest(namespace=BARE)
    request.workflow_execution_retention_period.FromSeconds(86400)
    await live.client.workflow_service.register_namespace(request)

    async def known() -> bool:
        try:
            await Client.connect(live.settings.temporal_address, namespace=BARE)
            described = await live.client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=BARE))
        except Exception:  # noqa: BLE001 - it is not known everywhere at once
            return False
        return bool(described.namespace_info.name)

    await until(known)
    return BARE


async def test_without_a_server(live: Live) -> None:
    with socket.socket() as held:  # bound and not listening: nobody answers there, nor can come to
        held.bind((LOOPBACK, 0))
        address = f"{LOOPBACK}:{held.getsockname()[1]}"
        status, said = await run(live.settings, temporal_address=address)

    assert (status, said) == (3, f"Temporal's server (setting temporal_address) does not answer at {address}\n")


async def test_without_its_namespace(live: Live) -> None:
    status, said = await run(live.settings, namespace="nowhere")

    assert status == 3
    assert said == "the namespace nowhere does not exist: temporal operator namespace create --namespace nowhere\n"


async def test_without_its_search_attributes(live: Live, bare_namespace: str) -> None:
    status, said = await run(live.settings, namespace=bare_namespace)

    assert status == 3
    assert [line.split()[3] for line in said.splitlines()] == [key.name for key in SEARCH_ATTRIBUTES]
    assert "temporal operator search-attribute create --namespace bare --name CsprStage --type Keyword" in said


async def test_without_a_schema(live: Live, empty_dsn: str) -> None:
    status, said = await run(live.settings, ledger_dsn=empty_dsn)

    assert status == 3
    assert said.startswith("the ledger's schema is absent, this release needs ")
    assert ": run " in said


async def test_with_a_role_that_may_change_what_is_on_record(live: Live) -> None:
    status, said = await run(live.settings, ledger_dsn=live.service.postgres.dsn)

    assert status == 3
    assert said == "the role in ledger_dsn may change what is on record: name the one that stack.prepare made\n"


async def test_everything_that_is_missing_is_said_at_once(live: Live, empty_dsn: str) -> None:
    status, said = await run(live.settings, ledger_dsn=empty_dsn, namespace="nowhere")

    assert status == 3
    assert len(said.splitlines()) == 2


async def test_with_a_wrong_setting(live: Live, tmp_path: Path) -> None:
    status, said = await run(live.settings, smtp_port=0)
    without_key, named = await run(live.settings, key_file=tmp_path / "no.key")

    assert (status, without_key) == (2, 2)
    assert said.startswith("smtp_port (CSPR_SMTP_PORT) is wrong: ")
    assert "Traceback" not in said + named
    assert "no.key" in named


async def test_a_worker_starts_while_the_ledger_is_away(live: Live, tmp_path: Path) -> None:
    away = f"postgresql://cspr@/cspr?host={tmp_path}&port=5432"
    async with started(live.settings, ledger_dsn=away, task_queue="nobody's") as process:
        process.send_signal(signal.SIGTERM)

        assert await process.wait() == 0


# What the server hands out while its worker stops asking is tried again after 20 s, a letter after a minute.
@pytest.mark.timeout(200)
@pytest.mark.parametrize("stopping", [signal.SIGTERM, signal.SIGINT])
async def test_a_worker_that_is_told_to_stop_ends_well_and_loses_nothing(live: Live, stopping: signal.Signals) -> None:
    queue = f"drained by {stopping.name}"
    drained = replace(live, settings=live.settings.model_copy(update={"task_queue": queue}))
    async with started(live.settings, task_queue=queue) as process:
        case = await drained.open(fresh())
        case.patience = 100
        await case.decide(criteria_met(today()), notified(today()))
        process.send_signal(stopping)
        status = await process.wait()
    async with started(live.settings, task_queue=queue) as again:
        await case.check_record()
        await case.decide(stood_down(today()))
        await case.handle.result()  # nobody works for this queue afterwards: an open case would answer no other test
        again.send_signal(stopping)

        assert status == 0
        assert await again.wait() == 0


@asynccontextmanager
async def started(settings: Settings, **changes: object) -> AsyncIterator[asyncio.subprocess.Process]:
    """A worker that has said that it works. It ends with the test, however that ends, and takes no other's work."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "worker"),
        env=environment(settings, **changes),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        assert process.stdout is not None
        line = await process.stdout.readline()
        assert b"worker started" in line, line
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
