"""A front door for tests: invented people and roles, payloads sealed for real, and a Web UI that says what it got."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx2
from joserfc.jwk import OKPKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from temporalio.api.common.v1 import Payload

from domain.actor import Actor
from domain.attempt import Attempt
from door.app import Door
from door.case_columns import columns_of
from door.decoding import Decoding
from door.limits import Limit
from door.oidc import ProviderSignIn
from door.ports import Mark, Records
from door.proxy import WebUi
from door.sessions import Sessions
from door.signing_in import SigningIn
from door.tickets import Tickets, ticket
from door.watching import Watching
from ledger.attempts import NotRecorded
from vault.oidc_provider import OidcProvider
from vault.proofs import Signer

ORIGIN = "http://door.example"
THEIRS, OTHERS = "CSPR-7K4M-2QXD", "CSPR-0000-0001"
READER = Actor(id="p-17", name="Invented Reader")


@dataclass
class Roles:
    """Who has a role on which case, and whose marks are whose."""

    cases: set[str] = field(default_factory=lambda: {THEIRS})
    marks: dict[Mark, Actor] = field(default_factory=dict)

    async def why_not(self, reader: Actor, scope: str) -> str | None:
        return None if reader == READER and scope in self.cases else f"you have no role on {scope}"

    def who(self, mark: Mark) -> Actor | None:
        return self.marks.get(mark)


@dataclass
class Clock:
    """A UTC instant that a test moves."""

    now: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


class PlainRecords:
    """Stands for the vault: a payload says in clear whose it is."""

    def scope_of(self, payload: Payload) -> str | None:
        return payload.metadata.get("case", b"").decode() or None

    async def open(self, payload: Payload, /) -> Payload:
        return Payload(metadata={"encoding": b"json/plain"}, data=payload.data)


@dataclass
class Kept:
    """Keeps what is put on record; `broken` stands for a ledger and a spool that take nothing."""

    attempts: list[Attempt] = field(default_factory=list)
    broken: bool = False

    async def add(self, *attempts: Attempt) -> None:
        if self.broken:
            raise NotRecorded("invented")
        self.attempts += attempts

    @property
    def said(self) -> list[tuple[str, str | None, str, str]]:
        return [(each.who, each.reference, each.what, each.outcome) for each in self.attempts]


@dataclass
class Visit:
    """One front door, a person with a key, and a browser."""

    clock: Clock
    roles: Roles
    key: OKPKey
    app: Starlette
    browser: httpx2.AsyncClient
    record: Kept

    def ticket(self, onward: str = "/") -> str:
        return ticket(Signer(self.key), ORIGIN, self.clock(), onward)

    async def sign_in(self) -> httpx2.Response:
        return await self.browser.get("/sign-in", params={"ticket": self.ticket()})


async def web_ui_behind(request: Request) -> Response:
    """Stands for Temporal's Web UI: says what arrived."""
    if request.url.path == "/api/v1/settings":
        codec = {"Endpoint": "http://elsewhere.example", "PassAccessToken": True, "DefaultErrorMessage": ""}
        return JSONResponse({"Codec": codec, "DisableWriteActions": False, "Version": "2.54.1"})
    told = {"method": request.method, "path": request.scope["raw_path"].decode(), "query": request.url.query}
    return JSONResponse({**told, "headers": dict(request.headers)}, headers={"set-cookie": "_csrf=1"})


BEHIND = Starlette(routes=[Route("/{path:path}", web_ui_behind, methods=["GET", "POST"])])


async def _nothing_to_close() -> None:
    """It has nothing open."""


def visit(
    records: Records | None = None,
    reads: str = "100/minute",
    origin: str = ORIGIN,
    provider: OidcProvider | None = None,
) -> Visit:
    """A front door at an origin, and a browser there that is not signed in yet."""
    clock, roles, key = Clock(), Roles(), OKPKey.generate_key("Ed25519")
    roles.marks[key.thumbprint()] = READER
    web_ui = WebUi("http://ui.example", "/codec", httpx2.ASGITransport(app=BEHIND))
    leaving = ProviderSignIn(provider, clock) if provider else None
    record = Kept()
    watching = Watching(record, clock, lambda: clock().timestamp())
    tickets, sign_ins = Tickets((ORIGIN, origin), provider), Limit("30/minute")
    signing_in = SigningIn(roles, Sessions(), tickets, leaving, sign_ins, clock, watching, columns_of("cspr"))
    decoding = Decoding(records or PlainRecords(), roles, "cspr", watching)
    app = Door((origin,), web_ui, signing_in, decoding, Limit(reads), watching, _nothing_to_close).app()
    browser = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=origin)
    return Visit(clock, roles, key, app, browser, record)
