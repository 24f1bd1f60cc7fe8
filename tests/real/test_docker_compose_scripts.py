"""What docker-compose.yml has its containers run, run for real without containers."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from stack.ports import LOOPBACK, ReservedPorts
from stack.service import Service
from stack.temporal import RETENTION, Places, Temporal
from tests.real.live import settle
from tests.real.port import ENVOY, configuration
from workflows.search_attributes import SEARCH_ATTRIBUTES

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parents[2] / "docker-compose.yml").read_text())[
    "services"
]
NAMESPACE = "cspr-on-a-server"


@pytest.fixture
async def temporal(tmp_path: Path) -> AsyncIterator[Temporal]:
    with ReservedPorts({"server": 0, "ui": 0}) as ports:
        temporal = Temporal(Places(tmp_path / "temporal", *ports.numbers.values()))
    await temporal.start()
    yield temporal
    await temporal.stop()


async def run_job(name: str, environment: dict[str, str]) -> int:
    """Run a one-shot job's script with the programs of our installation."""
    job = SERVICES[name]
    (script,) = job["command"]
    process = await asyncio.create_subprocess_exec(
        *job["entrypoint"],
        script.replace("$$", "$"),
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **environment},
    )
    return await process.wait()


async def is_healthy(name: str, port_there: int, port_here: int) -> bool:
    """Run a service's health check against the port that it has here."""
    _, _, *command = SERVICES[name]["healthcheck"]["test"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *(part.replace(f":{port_there}/", f":{port_here}/") for part in command),
        stderr=asyncio.subprocess.DEVNULL,
    )
    return await process.wait() == 0


async def test_the_namespace_job_makes_what_the_cases_need_as_often_as_it_runs(temporal: Temporal) -> None:
    environment = {"TEMPORAL_ADDRESS": temporal.address, "NAMESPACE": NAMESPACE}
    statuses = [await run_job("temporal-namespace", environment) for _ in range(2)]
    client = await Client.connect(temporal.address, namespace=NAMESPACE)
    namespace = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=NAMESPACE))
    attributes = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=NAMESPACE))

    assert statuses == [0, 0]
    assert namespace.config.workflow_execution_retention_ttl.ToTimedelta() == RETENTION >= timedelta(days=365)
    assert {name: int(kind) for name, kind in attributes.custom_attributes.items()} == {
        key.name: int(key.indexed_value_type) for key in SEARCH_ATTRIBUTES
    }


@pytest.mark.skipif(not ENVOY.exists(), reason="Envoy comes as a wheel for Linux alone")
async def test_the_certificates_job_makes_what_each_mounts_and_the_port_starts_with(tmp_path: Path) -> None:
    job = SERVICES["certificates"]
    _, *module, there = job["entrypoint"]
    making = await asyncio.create_subprocess_exec(sys.executable, *module, str(tmp_path), *job["command"])
    status = await making.wait()
    mounted = [tmp_path / volume.partition(there)[2].removeprefix("/") for volume in job["volumes"]]
    (tmp_path / "envoy.yaml").write_text(configuration(tmp_path, 7233, 7233))
    checking = await asyncio.create_subprocess_exec(
        *(ENVOY, "--mode", "validate", "--config-path", tmp_path / "envoy.yaml"), stdout=asyncio.subprocess.DEVNULL
    )

    assert status == 0
    for folder in set(mounted) - {tmp_path}:
        assert {path.name for path in folder.iterdir()} == {"authority.pem", "certificate.pem", "key.pem"}
    assert await checking.wait() == 0


async def test_the_health_checks_know_a_running_part_from_one_that_is_gone(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ReservedPorts({"metrics": 0}) as ports:
        metrics = ports.numbers["metrics"]
    monkeypatch.setenv("CSPR_METRICS_ADDRESS", f"{LOOPBACK}:{metrics}")
    root = open_folder / "healthy"
    settle(root)
    async with Service(root) as settings:
        running = (
            await is_healthy("worker", 9464, metrics),
            await is_healthy("front-door", 8233, settings.door_port),
        )
    gone = (
        await is_healthy("worker", 9464, metrics),
        await is_healthy("front-door", 8233, settings.door_port),
    )

    assert running == (True, True)
    assert gone == (False, False)
