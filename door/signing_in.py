"""The routes by which people sign in and out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from door.limits import Limit
from door.oidc import NotSignedIn, OpenIdConnect
from door.pages import sign_in_page, signed_in_page
from door.ports import Reader
from door.sessions import LASTS, Sessions
from door.tickets import BadTicket, Tickets

COOKIE = "cspr-session"

LOG = structlog.get_logger("cspr.door")


@dataclass
class SigningIn:
    """Signs people in by a one-time link or a provider; `now` gives UTC instants."""

    sessions: Sessions
    tickets: Tickets
    provider: OpenIdConnect | None
    attempts: Limit
    now: Callable[[], datetime]

    def routes(self) -> list[Route]:
        """GET /sign-in and /sign-in/provider…, POST /sign-in/token for commands, POST /sign-out."""
        return [
            Route("/sign-in", self._link, methods=["GET"]),
            Route("/sign-in/token", self._token, methods=["POST"]),
            Route("/sign-in/provider", self._to_provider, methods=["GET"]),
            Route("/sign-in/provider/back", self._from_provider, methods=["GET"], name="back"),
            Route("/sign-out", self._out, methods=["POST"]),
        ]

    def who(self, request: Request) -> Reader | None:
        """The person who sent a request: by the browser's cookie, or a command's bearer token."""
        return self.sessions.who(_shown(request), self.now())

    async def _link(self, request: Request) -> Response:
        shown = request.query_params.get("ticket")
        if shown is None:
            return self._ask("", 200)
        try:
            return self._welcome(request, self._redeemed(request, shown))
        except BadTicket as error:
            return self._ask(str(error))

    async def _token(self, request: Request) -> Response:
        """A bearer token for Temporal's own command, which shows it by --codec-auth."""
        try:
            reader = self._redeemed(request, (await request.body()).decode(errors="replace"))
        except BadTicket as error:
            return JSONResponse({"message": str(error)}, 401)
        now = self.now()
        answer = {"token": self.sessions.open(reader, now), "until": (now + LASTS).isoformat()}
        return JSONResponse(answer, headers={"cache-control": "no-store"})

    def _redeemed(self, request: Request, shown: str) -> Reader:
        self._count(request)
        try:
            reader = self.tickets.redeem(shown, self.now())
        except BadTicket as error:
            LOG.warning("not signed in", by="link", why=str(error))
            raise
        LOG.info("signed in", who=reader.id, by="link")
        return reader

    async def _to_provider(self, request: Request) -> Response:
        self._count(request)
        if self.provider is None:
            return self._ask("No provider is configured here.", 404)
        return await self.provider.leave(request, str(request.url_for("back")))

    async def _from_provider(self, request: Request) -> Response:
        self._count(request)
        if self.provider is None:
            return self._ask("No provider is configured here.", 404)
        try:
            reader = await self.provider.arrive(request)
        except NotSignedIn as error:
            LOG.warning("not signed in", by="provider", why=str(error))
            return self._ask(str(error))
        LOG.info("signed in", who=reader.id, by="provider")
        return self._welcome(request, reader)

    async def _out(self, request: Request) -> Response:
        self.sessions.close(_shown(request))
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE)
        return answer

    def _welcome(self, request: Request, reader: Reader) -> Response:
        answer = signed_in_page(reader.name)
        answer.set_cookie(
            COOKIE,
            self.sessions.open(reader, self.now()),
            max_age=int(LASTS.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    def _ask(self, sentence: str, status: int = 401) -> Response:
        return sign_in_page(provider=self.provider is not None, sentence=sentence, status=status)

    def _count(self, request: Request) -> None:
        self.attempts.check(request.client.host if request.client else "")


def _shown(request: Request) -> str | None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind.lower() == "bearer" else request.cookies.get(COOKIE)
