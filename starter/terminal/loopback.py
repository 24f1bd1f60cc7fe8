"""Waits on this machine for the browser that comes back from the provider (RFC 8252, 7.3)."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from door.serving import serve_app


@asynccontextmanager
async def loopback(state: str) -> AsyncIterator[tuple[str, asyncio.Future[dict[str, str]]]]:
    """The address that a browser is to come back to, and what it will bring there with this state."""
    brought: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()

    async def back(request: Request) -> Response:
        came = dict(request.query_params)
        if came.get("state") != state:
            return PlainTextResponse("This is not the sign-in that cspr waits for.", 404)
        if not brought.done():
            brought.set_result(came)
        return PlainTextResponse("Go on in your terminal; this page can be closed.")

    listener = socket.create_server(("127.0.0.1", 0))
    serving = asyncio.create_task(serve_app(Starlette(routes=[Route("/", back)]), listener))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", brought
    finally:
        serving.cancel()
        await asyncio.wait({serving})
