"""The codec server: lets the Web UI and Temporal's command show what the worker has sealed.

It asks nobody who they are, so it belongs on the machine of those who may see the cases.
"""

import asyncio
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager

import uvicorn
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from temporalio.api.common.v1 import Payload, Payloads

from settings import Settings, SettingsError, read_settings
from vault.codec import SealingCodec, is_sealed
from vault.keys import KeyFileError, Keyring, read_key_file

# The Web UI asks for a page of history at once: 4 MB from Temporal at the most, a third more in base 64.
BODY_LIMIT = 8 * 1024 * 1024
STOP_SECONDS = 2

Work = Callable[[list[Payload]], Awaitable[list[Payload]]]


class CodecServerError(Exception):
    """The codec server cannot listen where the settings say."""


def codec_app(settings: Settings, keyring: Keyring) -> Starlette:
    """The web application: POST /decode and /encode with Payloads as JSON, GET /health."""
    codec = SealingCodec(keyring)

    async def decode(payloads: list[Payload]) -> list[Payload]:
        # Staff see in clear what was in clear, where the worker would refuse it.
        return [(await codec.decode([payload]))[0] if is_sealed(payload) else payload for payload in payloads]

    def endpoint(work: Work) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            _check_permitted(request, settings)
            payloads = await _payloads(request)
            done = Payloads(payloads=await work(list(payloads.payloads)))
            return Response(MessageToJson(done, indent=None), media_type="application/json")

        return answer

    return Starlette(
        routes=[
            Route("/decode", endpoint(decode), methods=["POST"]),
            Route("/encode", endpoint(codec.encode), methods=["POST"]),
            Route("/health", _health),
        ],
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=settings.codec_server_origins,
                allow_methods=["POST"],
                allow_headers=["content-type", "x-namespace", "authorization"],
            )
        ],
    )


async def serve(settings: Settings) -> None:
    """Serve until cancelled, and finish what is under way then.

    Raises:
        KeyFileError: the key file cannot be used.
        CodecServerError: the address is taken, or is not this machine's.
    """
    app = codec_app(settings, read_key_file(settings.key_file))
    host, port = settings.codec_server_host, settings.codec_server_port
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise CodecServerError(
            f"the codec server cannot listen at {host}:{port} "
            f"(settings codec_server_host, codec_server_port): {error.strerror}"
        ) from None
    server = _Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise
    finally:
        listener.close()


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals to the process that this server is a part of."""
        yield


def _check_permitted(request: Request, settings: Settings) -> None:
    # A browser keeps a page from another origin from reading the answer; this keeps it from asking at all.
    origin = request.headers.get("origin")
    if origin is not None and origin not in settings.codec_server_origins:
        raise HTTPException(403, "this page's origin is not among codec_server_origins")
    if request.headers.get("x-namespace") != settings.namespace:
        raise HTTPException(403, f"this codec server answers for the namespace {settings.namespace} alone")


async def _payloads(request: Request) -> Payloads:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            raise HTTPException(413, f"a request has at most {BODY_LIMIT} bytes")
    try:
        return Parse(bytes(body), Payloads(), ignore_unknown_fields=True)
    except (ParseError, ValueError, RecursionError):
        raise HTTPException(400, "the request is not Temporal's Payloads as JSON") from None


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _serve_until_stopped(settings: Settings) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopped.set)
    serving = asyncio.create_task(serve(settings))
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        serving.result()
    serving.cancel()
    await asyncio.wait({serving})


def main() -> int:
    """Run a codec server until SIGTERM. Returns the exit status: 0 stopped, 2 wrong settings or address."""
    try:
        asyncio.run(_serve_until_stopped(read_settings()))
    except (SettingsError, KeyFileError, CodecServerError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
