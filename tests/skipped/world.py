"""One real server in skipped time with a real worker, ledger and mail sink; each case has a clock of its own."""

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.testing import TimeSkipper, TimeSkippingConfig, WorkflowEnvironment

import worker
from activities.house import House
from settings import Settings
from vault.keys import read_key_file
from workflows.search_attributes import SEARCH_ATTRIBUTES

IDENTITY = "cspr-test"
SKIPS = 2000
"""How many timers one fast-forward may pass; the server's own limit of 200 is less than a late year has."""

LONG_HISTORY = 40_000
LONG_HISTORY_BYTES = 40_000_000


@dataclass(frozen=True)
class World:
    """What a played case needs. `name` keeps the references of two worlds apart."""

    name: str
    client: Client
    skipper: TimeSkipper
    house: House
    mails: Path


@asynccontextmanager
async def skipping_server(long_history: int = LONG_HISTORY) -> AsyncIterator[WorkflowEnvironment]:
    """Temporal's development server, in which a case's clock stands at now until it is forwarded.

    After `long_history` events it suggests that a workflow goes on in a new run.
    """
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_existing_path=str(Path(sys.executable).with_name("temporal")),
        dev_server_log_level="error",
        search_attributes=list(SEARCH_ATTRIBUTES),
        identity=IDENTITY,
        dev_server_extra_args=[
            *("--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"),
            # From its third run on a workflow's clock may jump in skipped time (server 1.32).
            *("--dynamic-config-value", f"limit.historyCount.suggestContinueAsNew={long_history}"),
            *("--dynamic-config-value", f"limit.historySize.suggestContinueAsNew={LONG_HISTORY_BYTES}"),
            *("--dynamic-config-value", 'history.timerProcessorMaxTimeShift="10ms"'),
            # Its queues are looked at 20 times a second otherwise, so that each step would wait up to 50 ms.
            *("--dynamic-config-value", "history.timerProcessorMaxPollRPS=1000"),
            *("--dynamic-config-value", "history.transferProcessorMaxPollRPS=1000"),
        ],
    )
    try:
        yield environment
    finally:
        await environment.shutdown()


@asynccontextmanager
async def working_world(
    name: str, server: Client, converter: DataConverter, settings: Settings, mails: Path
) -> AsyncIterator[World]:
    """A world on the server, with the product's worker on the settings' task queue."""
    keyring = read_key_file(settings.key_file)
    client = Client(
        server.service_client,
        namespace=server.namespace,
        data_converter=converter,
    )
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False, max_session_skip_count=SKIPS))
    async with worker.open_house(settings, keyring) as house, worker.worker_for(client, house):
        yield World(name=name, client=skipper.client, skipper=skipper, house=house, mails=mails)


def a_free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
