"""The service's own programs, each as a process of its own: the worker and the front door."""

import asyncio
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from settings import Settings
from stack.process import Program
from stack.server import Server

CALL = timedelta(seconds=5)
BEYOND_DRAINING = 5  # seconds that the worker has to close after it has drained


class FrontDoor(Server):
    """The front door, ready when it answers."""

    def __init__(self, settings: Settings, environment: Mapping[str, str], log: Path) -> None:
        self._health = f"http://{settings.door_host}:{settings.door_port}/health"
        super().__init__(
            Program(
                name="The front door",
                command=(sys.executable, "-m", "door.serve"),
                log=log,
                environment=environment,
                ready=self._ready,
            )
        )

    async def _ready(self) -> bool:
        return await asyncio.to_thread(_answers, self._health)


class Worker(Server):
    """The worker, ready when it polls for work."""

    def __init__(self, settings: Settings, environment: Mapping[str, str], log: Path) -> None:
        self._settings = settings
        super().__init__(
            Program(
                name="The worker",
                command=(sys.executable, "-m", "worker"),
                log=log,
                environment=environment,
                ready=self._ready,
                stopped_within=settings.drain_seconds + BEYOND_DRAINING,
            )
        )

    async def _ready(self) -> bool:
        client = await Client.connect(self._settings.temporal_address)
        try:
            queue = await client.workflow_service.describe_task_queue(
                DescribeTaskQueueRequest(
                    namespace=self._settings.namespace,
                    task_queue=TaskQueue(name=self._settings.task_queue),
                    task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
                ),
                timeout=CALL,
            )
        except RPCError:  # a namespace that is new may not be known everywhere yet
            return False
        # Temporal remembers pollers for minutes, an earlier worker's too.
        return any(poller.identity.startswith(f"{self.pid}@") for poller in queue.pollers)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=CALL.total_seconds()):  # noqa: S310 - an address of our own
            return True
    except OSError:
        return False
