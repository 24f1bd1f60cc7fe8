"""The routes by which people sign in and out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from domain.actor import Actor
from door.limits import Limit
from door.oidc import ProviderSignIn
from door.onward import HOME
from door.pages import sign_in_page, signed_in_page
from door.ports import Arrival, NotSignedIn, People
from door.sessions import LASTS, Sessions
from door.tickets import Tickets
from door.watching import NOBODY_KNOWN, Watching
from vault.oidc_provider import ProviderUnavailable

COOKIE = "cspr-session"

LOG = structlog.get_logger("cspr.door")


@dataclass
class SigningIn:
    """Signs people in by a one-time link or a provider.

    `now` gives UTC instants; `columns` are those of the list of cases (`case_columns.columns_of`).
    """

    people: People
    sessions: Sessions
    tickets: Tickets
    provider: ProviderSignIn | None
    attempts: Limit
    now: Callable[[], datetime]
    watching: Watching
    columns: str

    def routes(self) -> list[Route]:
        """GET /sign-in and /sign-in/provider…, POST /sign-in/token for commands, POST /sign-out."""
        return [
            Route("/sign-in", self._link, methods=["GET"]),
            Route("/sign-in/token", self._token, methods=["POST"]),
            Route("/sign-in/provider", self._to_provider, methods=["GET"]),
            Route("/sign-in/provider/back", self._from_provider, methods=["GET"], name="back"),
            Route("/sign-out", self._out, methods=["POST"]),
        ]

    def who(self, request: Request) -> Actor | None:
        """The person who sent a request: by the browser's cookie, or a command's bearer token."""
        mark = self.sessions.mark(_shown(request), self.now())
        return None if mark is None else self.people.who(mark)

    def ask(self, sentence: str = "", status: int = 401, onward: str = HOME) -> Response:
        """The page that asks to sign in, and by the provider leads on to a path."""
        return sign_in_page(provider=self.provider is not None, onward=onward, sentence=sentence, status=status)

    async def _link(self, request: Request) -> Response:
        shown = request.query_params.get("ticket")
        if shown is not None:
            self._count(request)
            return await self._page(request, "link", self.tickets.redeem(shown, self.now()))
        reader = self.who(request)
        return signed_in_page(reader.name, self.columns) if reader else self.ask(status=200)

    async def _token(self, request: Request) -> Response:
        """A bearer token for Temporal's own command, which shows it by --codec-auth."""
        self._count(request)
        shown = (await request.body()).decode(errors="replace")
        try:
            arrival, _ = await self._arrived("token", self.tickets.redeem(shown, self.now()))
        except NotSignedIn as error:
            return JSONResponse({"message": str(error)}, 401)
        except ProviderUnavailable as error:
            return JSONResponse({"message": f"{error}."}, 503)
        now = self.now()
        answer = {"token": self.sessions.open(arrival.mark, now), "until": (now + LASTS).isoformat()}
        return JSONResponse(answer, headers={"cache-control": "no-store"})

    async def _to_provider(self, request: Request) -> Response:
        self._count(request)
        if self.provider is None:
            return self.ask("No provider is configured here.", 404)
        try:
            return await self.provider.leave(request, str(request.url_for("back")))
        except ProviderUnavailable as error:
            return self._unavailable(error)

    async def _from_provider(self, request: Request) -> Response:
        self._count(request)
        if self.provider is None:
            return self.ask("No provider is configured here.", 404)
        return await self._page(request, "provider", self.provider.arrive(request, str(request.url_for("back"))))

    async def _out(self, request: Request) -> Response:
        self.sessions.close(_shown(request))
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE)
        return answer

    async def _page(self, request: Request, way: str, arriving: Awaitable[Arrival]) -> Response:
        """The page that welcomes a person, with the cookie of their session; or the one that says why not."""
        try:
            arrival, reader = await self._arrived(way, arriving)
        except NotSignedIn as error:
            return self.ask(str(error))
        except ProviderUnavailable as error:
            return self._unavailable(error)
        answer = signed_in_page(reader.name, self.columns, arrival.onward)
        answer.set_cookie(
            COOKIE,
            self.sessions.open(arrival.mark, self.now()),
            max_age=int(LASTS.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    async def _arrived(self, way: str, arriving: Awaitable[Arrival]) -> tuple[Arrival, Actor]:
        who = NOBODY_KNOWN
        try:
            arrival = await arriving
            who = f"{NOBODY_KNOWN}; shown was {arrival.mark}"
            reader = self._known(arrival)
        except NotSignedIn as error:
            LOG.warning("not signed in", by=way, why=str(error))
            await self.watching.refused(who, None, f"sign-in {way}", "not_signed_in", str(error))
            raise
        LOG.info("signed in", who=reader.id, by=way)
        return arrival, reader

    def _known(self, arrival: Arrival) -> Actor:
        reader = self.people.who(arrival.mark)
        if reader is None:
            raise NotSignedIn("You are not known here, or hold no seat today. Ask who keeps the list of people.")
        return reader

    def _unavailable(self, error: ProviderUnavailable) -> Response:
        LOG.warning("not signed in", by="provider", why=str(error))
        return self.ask("The provider does not answer as it should. Try again later.", 503)

    def _count(self, request: Request) -> None:
        self.attempts.check(request.client.host if request.client else "")


def _shown(request: Request) -> str | None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token if kind.lower() == "bearer" else request.cookies.get(COOKIE)
