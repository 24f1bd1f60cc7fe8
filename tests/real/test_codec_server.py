"""The codec server as browsers and Temporal's command meet it: over HTTP, on a real port."""

import asyncio
import base64
import http.client
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToJson
from temporalio.api.common.v1 import Payloads
from temporalio.converter import WorkflowSerializationContext

from settings import Settings
from tests.skipped.world import a_free_port
from vault.case_keys import CaseKeys
from vault.codec_app import BODY_LIMIT
from vault.codec_server import CodecServerError, serve
from vault.converter import data_converter
from vault.key_file import KeyFileError

ORIGIN = "http://127.0.0.1:8233"
OURS = {"x-namespace": "cspr", "content-type": "application/json", "origin": ORIGIN}
DATA = base64.b64encode(b'"invented"').decode()
PLAIN = {"metadata": {"encoding": base64.b64encode(b"json/plain").decode()}, "data": DATA}


def settings_for(port: int, key_file: Path, key_store: Path) -> Settings:
    return Settings(
        ledger_dsn="postgresql://invented",
        key_file=key_file,
        key_store=key_store,
        documents=Path("/invented"),
        people_file=Path("/invented"),
        codec_server_port=port,
    )


async def ask(
    port: int, method: str, path: str, body: bytes | None = None, headers: dict[str, str] = OURS
) -> tuple[int, dict[str, str], bytes]:
    def exchange() -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    return await asyncio.to_thread(exchange)


async def until_up(port: int) -> None:
    while True:
        with suppress(ConnectionRefusedError):
            status, _, _ = await ask(port, "GET", "/health", headers={})
            assert status == 200
            return
        await asyncio.sleep(0.01)


@pytest.fixture(scope="module")
async def port(key_file: Path, key_store: Path) -> AsyncIterator[int]:
    port = a_free_port()
    serving = asyncio.create_task(serve(settings_for(port, key_file, key_store)))
    await until_up(port)
    yield port
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


def body(*payloads: dict[str, Any]) -> bytes:
    return json.dumps({"payloads": payloads}).encode()


async def test_it_decodes_what_was_sealed_for_any_case(port: int, keys: CaseKeys) -> None:
    converter = data_converter(keys)
    sealed = []
    for case in ("CSPR-0000-0001", "CSPR-0000-0002"):
        await keys.create(case)
        context = WorkflowSerializationContext(namespace="cspr", workflow_id=case)
        sealed += await converter.with_context(context).encode(["invented"])
    asked = MessageToJson(Payloads(payloads=sealed)).encode()
    status, headers, decoded = await ask(port, "POST", "/decode?preserveStorageRefs=true", asked)
    assert status == 200
    assert headers["content-type"].startswith("application/json")
    assert json.loads(decoded) == {"payloads": [PLAIN, PLAIN]}


async def test_it_seals_nothing_for_anybody_and_keeps_what_was_typed_out_of_temporal(port: int) -> None:
    status, _, said = await ask(port, "POST", "/encode", body(PLAIN, PLAIN))
    assert status == 200
    values = [json.loads(base64.b64decode(each["data"])) for each in json.loads(said)["payloads"]]
    assert values == ["what is decided is sent with cspr or its client, which prove who sends it"] * 2


async def test_what_was_in_clear_is_shown_as_it_is(port: int) -> None:
    _, _, decoded = await ask(port, "POST", "/decode", body(PLAIN))
    assert json.loads(decoded) == {"payloads": [PLAIN]}


async def test_what_no_key_opens_is_said_so(port: int) -> None:
    sealed = {"metadata": {"encoding": base64.b64encode(b"binary/cspr-sealed").decode()}, "data": "AAAA"}
    status, _, decoded = await ask(port, "POST", "/decode", body(sealed, PLAIN))
    assert status == 200
    first, second = json.loads(decoded)["payloads"]
    assert json.loads(base64.b64decode(first["data"]))["cspr"] == "unreadable"
    assert second == PLAIN


async def test_another_namespace_is_refused(port: int) -> None:
    for namespace in ({"x-namespace": "default"}, {}):
        status, _, said = await ask(port, "POST", "/decode", body(PLAIN), namespace)
        assert (status, said) == (403, b"this codec server answers for the namespace cspr alone")


async def test_the_web_ui_may_ask_from_its_origin(port: int) -> None:
    status, headers, _ = await ask(
        port,
        "OPTIONS",
        "/decode",
        headers={
            "origin": ORIGIN,
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type,x-namespace,authorization",
        },
    )
    assert status == 200
    assert headers["access-control-allow-origin"] == ORIGIN
    _, headers, _ = await ask(port, "POST", "/decode", body(PLAIN))
    assert headers["access-control-allow-origin"] == ORIGIN


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:8234", "null", "https://127.0.0.1:8233"])
async def test_a_page_from_elsewhere_may_not(port: int, origin: str) -> None:
    status, headers, _ = await ask(
        port, "OPTIONS", "/decode", headers={"origin": origin, "access-control-request-method": "POST"}
    )
    assert status == 400
    assert "access-control-allow-origin" not in headers
    status, headers, _ = await ask(port, "POST", "/decode", body(PLAIN), OURS | {"origin": origin})
    assert status == 403
    assert "access-control-allow-origin" not in headers


async def test_temporals_command_sends_no_origin(port: int) -> None:
    status, _, _ = await ask(port, "POST", "/decode", body(PLAIN), {"x-namespace": "cspr"})
    assert status == 200


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"{", b"7", b'{"payloads": 7}', b'{"payloads": [{"data": {}}]}', b"\xff\xfe", b"[" * 100_000],
)
async def test_nonsense_is_refused_and_the_server_goes_on(port: int, nonsense: bytes) -> None:
    status, headers, _ = await ask(port, "POST", "/decode", nonsense)
    assert status == 400
    assert headers["access-control-allow-origin"] == ORIGIN


async def test_a_request_without_end_is_refused(port: int) -> None:
    status, _, _ = await ask(port, "POST", "/decode", b" " * (BODY_LIMIT + 1))
    assert status == 413


async def test_only_post_is_answered(port: int) -> None:
    status, _, _ = await ask(port, "GET", "/decode")
    assert status == 405


async def test_a_cancelled_server_gives_its_port_back(key_file: Path, key_store: Path) -> None:
    port = a_free_port()
    for _ in range(2):
        serving = asyncio.create_task(serve(settings_for(port, key_file, key_store)))
        await until_up(port)
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        with pytest.raises(ConnectionRefusedError):
            await ask(port, "GET", "/health")


async def test_a_taken_port_is_named(port: int, key_file: Path, key_store: Path) -> None:
    with pytest.raises(CodecServerError, match=f"127.0.0.1:{port} .settings codec_server_host, codec_server_port"):
        await serve(settings_for(port, key_file, key_store))


async def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="there is no key file"):
        await serve(settings_for(a_free_port(), tmp_path / "cspr.key", tmp_path))
