"""The front door as a program: over HTTP, on a real port, with the keys of cases and the people file."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx2
import pytest
from temporalio.api.common.v1 import Payload
from temporalio.converter import WorkflowSerializationContext

from door.decoding import BODY_LIMIT
from door.serve import DoorError, serve
from settings import Settings
from tests.real.front_door import TEAM, bearer, enrol, in_json, settings_for, until_up
from tests.skipped.world import a_free_port
from vault.case_keys import CaseKeys
from vault.converter import data_converter
from vault.key_file import KeyFileError
from vault.people_changes import create_people_file

CASE = "CSPR-0000-0001"


@pytest.fixture(scope="module")
async def door(key_file: Path, key_store: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    settings = settings_for(a_free_port(), tmp_path_factory.mktemp("door"), key_file, key_store)
    create_people_file(settings.people_file)
    async with serving(settings):
        yield settings


@pytest.fixture(scope="module")
async def headers(door: Settings) -> dict[str, str]:
    """Those of a command of somebody in the team."""
    return await bearer(door, enrol(door, "example-team", TEAM))


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[None]:
    running = asyncio.create_task(serve(settings))
    await until_up(settings.door_port)
    yield
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


def at(settings: Settings) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=settings.door_origins[0])


def read(answer: httpx2.Response) -> list[object]:
    return [json.loads(base64.b64decode(each["data"])) for each in answer.json()["payloads"]]


async def test_what_is_the_services_own_is_decoded_for_the_team(
    door: Settings, keys: CaseKeys, headers: dict[str, str]
) -> None:
    context = WorkflowSerializationContext(namespace="cspr", workflow_id="calendar:2027-06-03")
    sealed = await data_converter(keys).with_context(context).encode(["invented"])
    async with at(door) as client:
        answer = await client.post("/codec/decode?preserveStorageRefs=true", json=in_json(*sealed), headers=headers)

    assert answer.headers["content-type"].startswith("application/json")
    assert read(answer) == ["invented"]


async def test_a_case_of_which_temporal_says_nothing_is_not_decoded(
    door: Settings, keys: CaseKeys, headers: dict[str, str]
) -> None:
    await keys.create(CASE)
    context = WorkflowSerializationContext(namespace="cspr", workflow_id=CASE)
    sealed = await data_converter(keys).with_context(context).encode(["invented"])
    async with at(door) as client:
        [shown] = read(await client.post("/codec/decode", json=in_json(*sealed), headers=headers))

    assert shown == (
        f"(Not shown: whether you have a role on the case {CASE} cannot be found out now, "
        "because Temporal or its worker does not answer as it should.)"
    )


async def test_what_is_sealed_for_nobody_is_said_so(door: Settings, headers: dict[str, str]) -> None:
    wrong = Payload(metadata={"encoding": b"binary/cspr-sealed", "key-id": b"service.0"}, data=b"nonsense")
    async with at(door) as client:
        [shown] = read(await client.post("/codec/decode", json=in_json(wrong), headers=headers))

    assert "not sealed by the service" in str(shown)


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"{", b"7", b'{"payloads": 7}', b'{"payloads": [{"data": {}}]}', b"\xff\xfe", b"[" * 100_000],
)
async def test_nonsense_is_refused_and_the_door_goes_on(
    door: Settings, headers: dict[str, str], nonsense: bytes
) -> None:
    async with at(door) as client:
        assert (await client.post("/codec/decode", content=nonsense, headers=headers)).status_code == 400
        assert (await client.get("/health")).status_code == 200


async def test_a_request_without_end_is_refused(door: Settings, headers: dict[str, str]) -> None:
    async with at(door) as client:
        answer = await client.post("/codec/decode", content=b" " * (BODY_LIMIT + 1), headers=headers)

    assert answer.status_code == 413


async def test_a_cancelled_door_gives_its_port_back(door: Settings) -> None:
    settings = door.model_copy(update={"door_port": a_free_port()})
    for _ in range(2):
        async with serving(settings):
            pass
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"http://127.0.0.1:{settings.door_port}/health")


async def test_a_taken_port_is_named(door: Settings) -> None:
    with pytest.raises(DoorError, match=f"127.0.0.1:{door.door_port} .settings door_host, door_port"):
        await serve(door)


async def test_a_missing_key_file_is_named(door: Settings, tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="there is no key file"):
        await serve(door.model_copy(update={"key_file": tmp_path / "cspr.key", "door_port": a_free_port()}))
