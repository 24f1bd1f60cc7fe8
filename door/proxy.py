"""Hands requests on to Temporal's Web UI, which people cannot reach by themselves, and its answers back."""

import json

import httpx2
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

SETTINGS = "/api/v1/settings"
LONG_POLL_SECONDS = 90
"""The Web UI waits for news of an open case for up to a minute."""

HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding"}
    | {"upgrade", "host", "content-length"}
)
"""What concerns one connection alone (RFC 9110, 7.6.1), and what the client for the next one sets by itself."""

OURS = frozenset({"cookie", "authorization", "sec-fetch-site"})
"""Who somebody is at the front door is nothing that the Web UI needs to know."""

SAME_ORIGIN = ("sec-fetch-site", "same-origin")
"""The Web UI takes a query from its own pages alone, and not every browser says which page asks. Our session does: its
cookie comes with requests of our own site alone."""


class WebUi:
    """Temporal's Web UI behind us."""

    def __init__(self, address: str, codec_path: str, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        """`address` is the Web UI's own; `transport` another way there than the network."""
        self._client = httpx2.AsyncClient(
            base_url=address,
            timeout=httpx2.Timeout(10, read=LONG_POLL_SECONDS),
            transport=transport,
            trust_env=False,  # the way to what stands behind us is no proxy's
        )
        self._codec_path = codec_path

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def answer(self, request: Request) -> Response:
        """The Web UI's answer. Only what asks (`door.passing`) may come here."""
        path = request.scope["raw_path"].decode("ascii")
        asked = self._client.build_request(
            request.method,
            httpx2.URL(raw_path=request.scope["raw_path"] + _query(request)),
            headers=[*(pair for pair in request.headers.items() if pair[0] not in HOP_BY_HOP | OURS), SAME_ORIGIN],
            content=await request.body(),
        )
        try:
            answered = await self._client.send(asked, stream=True)
            if path == SETTINGS:
                return self._settings(request, await answered.aread())
        except httpx2.TransportError:
            return PlainTextResponse("Temporal's Web UI does not answer. Is the service up?", status_code=502)
        handed = StreamingResponse(
            answered.aiter_raw(), status_code=answered.status_code, background=BackgroundTask(answered.aclose)
        )
        handed.raw_headers = [
            (name.lower(), value) for name, value in answered.headers.raw if name.lower().decode() not in _LEFT_OUT
        ]
        return handed

    def _settings(self, request: Request, told: bytes) -> Response:
        """What the Web UI shall know of us: where things are decoded, and that its buttons lead nowhere."""
        codec = {"Endpoint": f"{str(request.base_url).rstrip('/')}{self._codec_path}", "IncludeCredentials": False}
        settings = json.loads(told)
        settings["Codec"] = {**settings["Codec"], **codec, "PassAccessToken": False}
        return JSONResponse({**settings, "DisableWriteActions": True})


# The Web UI's own cookie guards its write calls, which we refuse.
_LEFT_OUT = HOP_BY_HOP - {"content-length"} | {"set-cookie"}


def _query(request: Request) -> bytes:
    query: bytes = request.scope["query_string"]
    return b"?" + query if query else b""
