"""The codec server's web application: decodes for the Web UI and Temporal's command.

It asks nobody who they are, so it belongs on the machine of those who may see the cases.
"""

import json

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
from vault.case_keys import CaseKeys
from vault.codec import SealingCodec, is_sealed

# The Web UI asks for a page of history at once: 4 MB from Temporal at the most, a third more in base 64.
BODY_LIMIT = 8 * 1024 * 1024

NOT_SENT = "what is decided is sent with cspr or its client, which prove who sends it"


def codec_app(settings: Settings, keys: CaseKeys) -> Starlette:
    """The web application: POST /decode with Payloads as JSON, GET /health."""
    codec = SealingCodec(keys)

    async def decode(request: Request) -> Response:
        _check_permitted(request, settings)
        payloads = (await _payloads(request)).payloads
        # Staff see in clear what was in clear, where the worker would refuse it.
        shown = [(await codec.decode([each]))[0] if is_sealed(each) else each for each in payloads]
        return Response(MessageToJson(Payloads(payloads=shown), indent=None), media_type="application/json")

    return Starlette(
        routes=[
            Route("/decode", decode, methods=["POST"]),
            Route("/encode", _encode_nothing, methods=["POST"]),
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


async def _encode_nothing(request: Request) -> Response:
    """Keep what somebody typed out of Temporal; the case refuses what is sent instead of it.

    A refusal here would not do: Temporal's command asks again and again, and asks before a mere query, too.
    """
    sent = (await _payloads(request)).payloads
    stand_ins = [Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(NOT_SENT).encode()) for _ in sent]
    return Response(MessageToJson(Payloads(payloads=stand_ins), indent=None), media_type="application/json")


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})
