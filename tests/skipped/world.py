"""The world of played cases, as `cspr simulate` has it; its clients say that they are the tests'."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client

from stack.ports import ReservedPorts
from stack.simulation import server
from stack.simulation.server import LONG_HISTORY
from stack.simulation.world import World, working_world

__all__ = ["IDENTITY", "RunningServer", "World", "a_free_port", "skipping_server", "working_world"]

IDENTITY = "cspr-test"


@dataclass(frozen=True)
class RunningServer:
    """A server in skipped time, and a client of it."""

    client: Client


@asynccontextmanager
async def skipping_server(long_history: int = LONG_HISTORY) -> AsyncIterator[RunningServer]:
    """A server in skipped time; after `long_history` events it suggests that a workflow goes on in a new run."""
    with tempfile.TemporaryDirectory() as folder:
        async with server.skipping_server(Path(folder), IDENTITY, long_history) as client:
            yield RunningServer(client)


def a_free_port() -> int:
    """A port on which nobody listens."""
    with ReservedPorts({"any": 0}) as ports:
        return ports.numbers["any"]
