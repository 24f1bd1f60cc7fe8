"""The names that the front door answers to."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class OwnHosts:
    """Answers at the front door's origins alone.

    A page from elsewhere that has its own name point to us would else share our origin. Behind a reverse proxy that
    speaks TLS, the origin says by which scheme people come, whatever the proxy says to us.
    """

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self._app = app
        self._schemes = {parts.netloc: parts.scheme for parts in map(urlsplit, origins)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request to one of our names in, and tell it by which scheme."""
        scheme = self._schemes.get(Headers(scope=scope).get("host", ""))
        if scheme is None:
            refusal = JSONResponse({"message": "The front door has another name (setting door_origins)."}, 400)
            await refusal(scope, receive, send)
        else:
            await self._app({**scope, "scheme": scheme}, receive, send)
