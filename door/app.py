"""The front door's web application: one origin for Temporal's Web UI and for the codec endpoint that it asks."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from domain.actor import Actor
from door.decoding import Decoding, stand_ins
from door.hosts import OwnHosts
from door.limits import Limit
from door.onward import safe_path
from door.pages import once_more_page
from door.passing import ONLY_READS, case_in, only_asks
from door.ports import PeopleUnavailable, RecordsUnavailable
from door.proxy import WebUi
from door.signing_in import COOKIE, SigningIn
from door.watching import NOBODY_KNOWN, Watching, page_of

CODEC = "/codec"
ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
FLOW_SECONDS = 600
"""So long somebody may take at the provider."""

CODES = {401: "not_signed_in", 403: "forbidden", 429: "too_often"}
"""What a refusal is called on record, by its HTTP status."""

NOT_SENT = "What is decided is sent with cspr, which proves who decides. Nothing is encoded here."
NOBODY = "Nobody is signed in: open the link that cspr open prints, or run cspr sign-in --token for a command."


@dataclass
class Door:
    """What the front door is made of. `origins` are the addresses that people find it at.

    `close` closes what it has open beside the connections to the Web UI.
    """

    origins: tuple[str, ...]
    web_ui: WebUi
    signing_in: SigningIn
    decoding: Decoding
    reads: Limit
    watching: Watching
    close: Callable[[], Awaitable[None]]

    def app(self) -> Starlette:
        """The web application; who closes it closes the connections to the Web UI, too."""
        own = [
            *self.signing_in.routes(),
            Route(f"{CODEC}/decode", self._decode, methods=["POST"]),
            Route(f"{CODEC}/encode", self._encode, methods=["POST"]),
            Route("/{path:path}", self._web_ui, methods=ALL_METHODS),
        ]
        # What a sign-in at the provider has to be remembered by; Lax, because it comes back from another site.
        under_way = Middleware(
            SessionMiddleware,
            secret_key=secrets.token_urlsafe(32),
            session_cookie="cspr-sign-in",
            path="/sign-in",
            max_age=FLOW_SECONDS,
            same_site="lax",
            https_only=all(origin.startswith("https:") for origin in self.origins),
        )
        return Starlette(
            routes=[
                Route("/health", _health, methods=["GET"]),
                Mount("", routes=own, middleware=[Middleware(OwnHosts, origins=self.origins), under_way]),
            ],
            exception_handlers={
                HTTPException: self._told,
                PeopleUnavailable: self._nobody_is_let_in,
                RecordsUnavailable: _not_readable_now,
            },
            lifespan=self._open,
        )

    @asynccontextmanager
    async def _open(self, _: Starlette) -> AsyncIterator[None]:
        yield
        await self.web_ui.close()
        await self.close()

    async def _decode(self, request: Request) -> Response:
        return await self.decoding.answer(request, self._reader(request))

    async def _encode(self, request: Request) -> Response:
        if "origin" in request.headers or COOKIE in request.cookies:
            raise HTTPException(403, NOT_SENT)
        self._reader(request)
        return await stand_ins(request, NOT_SENT)

    def _reader(self, request: Request) -> Actor:
        origin = request.headers.get("origin")
        if origin is not None and origin not in self.origins:
            raise HTTPException(403, "This page's origin is not one of the front door's.")
        reader = self.signing_in.who(request)
        if reader is None:
            raise HTTPException(401, NOBODY)
        self.reads.check(reader.id)
        return reader

    async def _web_ui(self, request: Request) -> Response:
        reader = self.signing_in.who(request)
        if reader is not None:
            path = request.scope["raw_path"].decode("ascii")
            if only_asks(request.method, path):
                return await self.web_ui.answer(request)
            await self.watching.refused(reader.id, case_in(path), "change", "only_reads", ONLY_READS)
            return JSONResponse({"code": 7, "message": ONLY_READS}, 403)
        if _shows_a_page(request):
            path, query = request.url.path, request.url.query
            onward = safe_path(f"{path}?{query}" if query else path)
            return once_more_page(onward) if _comes_from_elsewhere(request) else self.signing_in.ask(onward=onward)
        raise HTTPException(401, NOBODY)

    async def _told(self, request: Request, error: Exception) -> Response:
        """Temporal's Web UI and its command both show the message of such an answer."""
        if not isinstance(error, HTTPException):
            raise error
        if request.url.path.startswith(f"{CODEC}/"):
            reader = None
            with suppress(PeopleUnavailable):  # who it is does not change what they are told
                reader = self.signing_in.who(request)
            who = reader.id if reader else NOBODY_KNOWN
            outcome = CODES.get(error.status_code, "malformed")
            await self.watching.refused(who, None, page_of(request), outcome, error.detail)
        return JSONResponse({"message": error.detail}, error.status_code, headers=error.headers)

    async def _nobody_is_let_in(self, request: Request, why: Exception) -> Response:
        if _shows_a_page(request):
            return self.signing_in.ask(str(why), 503)
        return JSONResponse({"message": str(why)}, 503)


async def _health(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _not_readable_now(_: Request, why: Exception) -> Response:
    return JSONResponse({"message": f"Nothing can be shown now: {why}."}, 503)


def _comes_from_elsewhere(request: Request) -> bool:
    """Whether a person has followed a link on another site: then the browser leaves our cookie out."""
    elsewhere = request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    return elsewhere and request.headers.get("sec-fetch-dest") == "document"


def _shows_a_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
