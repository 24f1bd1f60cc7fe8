"""Temporal's port as it is on a server: our certificates, and Envoy as docker-compose.yml configures it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from temporalio.api.enums.v1 import WorkflowExecutionStatus
from temporalio.client import Client, WorkflowHandle
from temporalio.service import GrpcCompression

from settings import Settings
from stack.certificates import certificate_for
from stack.ports import LOOPBACK, ReservedPorts
from stack.process import Program
from stack.server import Server
from tests.real.temporal_cli import temporal
from vault.temporal_tls import temporal_tls

STACK = Path(__file__).parents[2] / "stack"
ENVOY = Path(sys.executable).with_name("envoy")
PARTS = ("port", "worker", "web-ui", "staff/example", "integrator/example")
"""Each part that a certificate is made for."""


@dataclass(frozen=True)
class Port:
    """Where it listens, and the folder of the certificates."""

    address: str
    certificates: Path

    def settings_of(self, part: str, settings: Settings, certificates: Path | None = None) -> Settings:
        """The settings of a program that reaches Temporal by this port, with the part's certificate."""
        files = (certificates or self.certificates) / part
        return settings.model_copy(
            update={
                "temporal_address": self.address,
                "temporal_tls_ca": self.certificates / part / "authority.pem",
                "temporal_tls_certificate": files / "certificate.pem",
                "temporal_tls_key": files / "key.pem",
                "metrics_address": None,  # the service's own worker has it
            }
        )


def certificates(folder: Path, *parts: str) -> None:
    """Certificates of a new authority, good from now on."""
    for part in parts:
        certificate_for(folder, part, datetime.now(UTC))  # noqa: TID251 - tests are outside


def configuration(folder: Path, port: int, behind: int) -> str:
    """Envoy's configuration with the places that things have here: all that differs from a server's."""
    text = (STACK / "temporal_port.yaml").read_text()
    for there, here in {
        "/certificates/port/": f"{folder}/port/",
        "/etc/envoy/": f"{STACK}/",
        "{address: 0.0.0.0, port_value: 7233}": f"{{address: {LOOPBACK}, port_value: {port}}}",
        "{address: temporal, port_value: 7233}": f"{{address: {LOOPBACK}, port_value: {behind}}}",
    }.items():
        assert there in text
        text = text.replace(there, here)
    return text


@asynccontextmanager
async def open_port(folder: Path, temporal: str) -> AsyncIterator[Port]:
    """Temporal's server at that address again, behind the port; certificates for every part are in the folder."""
    certificates(folder, *PARTS)
    with ReservedPorts({"port": 0}) as ports:
        number = ports.numbers["port"]
    file = folder / "envoy.yaml"
    file.write_text(configuration(folder, number, int(temporal.rpartition(":")[2])))
    envoy = Server(
        Program(
            name="Envoy",
            command=(str(ENVOY), "--config-path", str(file), "--disable-hot-restart", "--log-level", "error"),
            log=folder / "envoy.log",
            environment=os.environ,
            ready=lambda: _listens(number),
        )
    )
    await envoy.start()
    yield Port(f"{LOOPBACK}:{number}", folder)
    await envoy.stop()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(LOOPBACK, port)
    except OSError:
        return False
    writer.close()
    return True


async def client_of(part: str, port: Port, settings: Settings, namespace: str = "cspr") -> Client:
    """A client with the part's certificate, and nothing else of the service."""
    return await Client.connect(
        port.address,
        namespace=namespace,
        tls=temporal_tls(port.settings_of(part, settings)),
        grpc_compression=GrpcCompression.NONE,
    )


async def by_command(settings: Settings, *arguments: str) -> tuple[int, str]:
    """Run Temporal's own command with the certificate of the settings."""
    return await temporal(
        settings,
        *arguments,
        *("--tls-ca-path", str(settings.temporal_tls_ca), "--tls-cert-path", str(settings.temporal_tls_certificate)),
        *("--tls-key-path", str(settings.temporal_tls_key)),
    )


async def is_running(handle: WorkflowHandle[Any, Any]) -> bool:
    return (await handle.describe()).raw_description.workflow_execution_info.status == (
        WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
    )
