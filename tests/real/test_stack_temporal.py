import asyncio
import json
import socket
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from temporalio import workflow
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from stack.errors import StackError
from stack.ports import LOOPBACK, ReservedPorts
from stack.temporal import NAMESPACE, Places, Temporal
from workflows.search_attributes import OVERDUE, SEARCH_ATTRIBUTES, STAGE


@workflow.defn
class Waiting:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    with ReservedPorts({"server": 0, "ui": 0}) as ports:
        return Places(tmp_path / "temporal", *ports.numbers.values())


async def test_a_case_outlives_a_restart_and_is_found_by_its_search_attributes(places: Places) -> None:
    temporal = Temporal(places)
    await temporal.start()
    client = await Client.connect(temporal.address, namespace=NAMESPACE)
    await client.start_workflow(
        Waiting.run,
        id="CSPR-TEST-0001",
        task_queue="nobody polls it",
        search_attributes=TypedSearchAttributes(
            [SearchAttributePair(STAGE, "criteria"), SearchAttributePair(OVERDUE, 2)]
        ),
    )
    await temporal.stop()
    await temporal.start()
    later = await Client.connect(temporal.address, namespace=NAMESPACE)
    found = [row.id async for row in later.list_workflows('CsprStage = "criteria" AND CsprOverdue > 1')]
    await temporal.stop()

    assert found == ["CSPR-TEST-0001"]


async def test_it_is_ready_with_namespace_attributes_retention_and_web_ui(places: Places) -> None:
    temporal = Temporal(places)
    await temporal.start()
    client = await Client.connect(temporal.address, namespace=NAMESPACE)
    namespace = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=NAMESPACE))
    attributes = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=NAMESPACE))
    settings = await asyncio.to_thread(_read, f"{temporal.web_ui_address}/api/v1/settings")
    await temporal.stop()

    assert namespace.config.workflow_execution_retention_ttl.ToTimedelta() == timedelta(days=365)
    assert {key.name: int(key.indexed_value_type) for key in SEARCH_ATTRIBUTES}.items() <= dict(
        attributes.custom_attributes
    ).items()
    assert settings["DisableNewsFetch"] is True


async def test_nobody_reaches_it_from_outside_nor_reads_its_files(places: Places) -> None:
    temporal = Temporal(places)
    await temporal.start()
    elsewhere = [port for port in (places.port, places.ui_port) if _listens("127.0.0.2", port)]
    await temporal.stop()

    assert elsewhere == []
    assert places.data.stat().st_mode & 0o777 == 0o700


async def test_a_port_that_is_taken_is_told(places: Places) -> None:
    with socket.create_server((LOOPBACK, places.port)), pytest.raises(StackError, match=r"(?s)Temporal .*port"):
        await Temporal(places).start()


async def test_it_says_when_it_is_not_installed(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    with pytest.raises(StackError, match=r"Temporal is not installed here: .*temporal is missing"):
        await Temporal(places).start()


def _read(address: str) -> dict[str, Any]:
    with urlopen(address, timeout=10) as answer:  # noqa: S310 - an address on this machine
        return dict(json.load(answer))


def _listens(host: str, port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex((host, port)) == 0
