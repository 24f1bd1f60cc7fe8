"""The codec server as browsers and Temporal's command meet it: over HTTP, on a real port."""

import asyncio
import base64
import http.client
import json
import socket
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from settings import Settings
from vault.codec_app import BODY_LIMIT
from vault.codec_server import CodecServerError, serve
from vault.keys import KeyFileError

ORIGIN = "http://127.0.0.1:8233"
OURS = {"x-namespace": "cspr", "content-type": "application/json", "origin": ORIGIN}
DATA = base64.b64encode(b'"invented"').decode()
PLAIN = {"metadata": {"encoding": base64.b64encode(b"json/plain").decode()}, "data": DATA}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def settings_for(port: int, key_file: Path) -> Settings:
    return Settings(
        ledger_dsn="postgresql://invented",
        key_file=key_file,
        documents=Path("/invented"),
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
async def port(key_file: Path) -> AsyncIterator[int]:
    port = free_port()
    serving = asyncio.create_task(serve(settings_for(port, key_file)))
    await until_up(port)
    yield port
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


def body(*payloads: dict[str, Any]) -> bytes:
    return json.dumps({"payloads": payloads}).encode()


async def test_what_it_encodes_it_decodes(port: int) -> None:
    status, headers, encoded = await ask(port, "POST", "/encode", body(PLAIN, PLAIN))
    assert status == 200
    assert headers["content-type"].startswith("application/json")
    assert DATA.encode() not in encoded
    status, _, decoded = await ask(port, "POST", "/decode?preserveStorageRefs=true", encoded)
    assert status == 200
    assert json.loads(decoded) == {"payloads": [PLAIN, PLAIN]}


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


@pytest.mark.parametrize("path", ["/decode", "/encode"])
async def test_another_namespace_is_refused(port: int, path: str) -> None:
    for namespace in ({"x-namespace": "default"}, {}):
        status, _, said = await ask(port, "POST", path, body(PLAIN), namespace)
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


async def test_a_cancelled_server_gives_its_port_back(key_file: Path) -> None:
    port = free_port()
    for _ in range(2):
        serving = asyncio.create_task(serve(settings_for(port, key_file)))
        await until_up(port)
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        with pytest.raises(ConnectionRefusedError):
            await ask(port, "GET", "/health")


async def test_a_taken_port_is_named(port: int, key_file: Path) -> None:
    with pytest.raises(CodecServerError, match=f"127.0.0.1:{port} .settings codec_server_host, codec_server_port"):
        await serve(settings_for(port, key_file))


async def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="there is no key file"):
        await serve(settings_for(free_port(), tmp_path / "cspr.key"))
