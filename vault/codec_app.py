"""The codec server's web application: decodes and encodes for the Web UI and Temporal's command.

It asks nobody who they are, so it belongs on the machine of those who may see the cases.
"""

from collections.abc import Awaitable, Callable

from google.protobuf.json_format import MessageToJson, Parse, ParseError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from temporalio.api.common.v1 import Payload, Payloads

from settings import Settings
from vault.codec import SealingCodec, is_sealed
from vault.keys import Keyring

# The Web UI asks for a page of history at once: 4 MB from Temporal at the most, a third more in base 64.
BODY_LIMIT = 8 * 1024 * 1024

Work = Callable[[list[Payload]], Awaitable[list[Payload]]]


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
