"""Temporal's development server, in which a case's clock stands at now until it is forwarded; it keeps nothing."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from temporalio.client import Client
from temporalio.service import RPCError

from stack.errors import StackError
from stack.ports import LOOPBACK, ReservedPorts
from stack.process import Program
from stack.server import Server
from stack.temporal import AT_ONCE, installed, knows_search_attributes
from workflows.search_attributes import SEARCH_ATTRIBUTES, type_name

NAMESPACE = "default"
LONG_HISTORY = 40_000
LONG_HISTORY_BYTES = 40_000_000


class SkippingServer(Server):
    """The server, ready when cases can be opened. After `long_history` events a workflow goes on in a new run.

    Attributes:
        address: where it listens, as host:port.
    """

    def __init__(self, port: int, log: Path, long_history: int = LONG_HISTORY) -> None:
        self.address = f"{LOOPBACK}:{port}"
        super().__init__(
            Program(
                name="Temporal",
                command=_command(port, long_history),
                log=log,
                environment=os.environ,
                ready=self._ready,
            )
        )

    async def _ready(self) -> bool:
        try:
            return await knows_search_attributes(self.address, NAMESPACE)
        except (RuntimeError, RPCError, OSError):  # RuntimeError: nobody listens at the address
            return False


@asynccontextmanager
async def skipping_server(folder: Path, identity: str, long_history: int = LONG_HISTORY) -> AsyncIterator[Client]:
    """Run a server that logs into the folder; yields a client of it, of that identity.

    Raises:
        StackError: Temporal is not installed, no port is free, or the server does not start.
    """
    with free_ports("temporal") as ports:
        server = SkippingServer(ports.numbers["temporal"], folder / "temporal.log", long_history)
        ports.release("temporal")
        try:
            await server.start()
            yield await Client.connect(server.address, namespace=NAMESPACE, identity=identity)
        finally:
            await asyncio.shield(server.stop())


def free_ports(*names: str) -> ReservedPorts:
    """Reserve a free port for each name.

    Raises:
        StackError: there is none.
    """
    try:
        return ReservedPorts(dict.fromkeys(names, 0))
    except OSError as error:
        raise StackError(
            f"No port is free on {LOOPBACK}: {error.strerror}. End something that listens there."
        ) from None


def _command(port: int, long_history: int) -> tuple[str, ...]:
    dynamic = (
        "frontend.WorkflowTimeSkippingEnabled=true",
        # From its third run on a workflow's clock may jump in skipped time (server 1.32).
        f"limit.historyCount.suggestContinueAsNew={long_history}",
        f"limit.historySize.suggestContinueAsNew={LONG_HISTORY_BYTES}",
        'history.timerProcessorMaxTimeShift="10ms"',
    )
    return (
        *(str(installed()), "server", "start-dev", "--headless", "--namespace", NAMESPACE),
        *("--ip", LOOPBACK, "--port", str(port), "--log-level", "error"),
        *(part for value in dynamic for part in ("--dynamic-config-value", value)),
        *AT_ONCE,
        *(part for key in SEARCH_ATTRIBUTES for part in ("--search-attribute", f"{key.name}={type_name(key)}")),
    )
