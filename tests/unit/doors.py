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

from door.app import Door
from door.decoding import Decoding
from door.limits import Limit
from door.oidc import OpenIdConnect
from door.ports import Reader, Records
from door.proxy import WebUi
from door.sessions import Sessions
from door.signing_in import SigningIn
from door.tickets import Tickets, ticket

ORIGIN = "http://door.example"
THEIRS, OTHERS = "CSPR-7K4M-2QXD", "CSPR-0000-0001"
READER = Reader(id="p-17", name="Invented Reader")


@dataclass
class Roles:
    """Who has a role on which case, and whose key and subject are whose."""

    cases: set[str] = field(default_factory=lambda: {THEIRS})
    keys: dict[str, Reader] = field(default_factory=dict)
    subjects: dict[tuple[str, str], Reader] = field(default_factory=dict)

    def may_read(self, reader: Reader, scope: str) -> bool:
        return reader == READER and scope in self.cases

    def by_key(self, thumbprint: str) -> Reader | None:
        return self.keys.get(thumbprint)

    def by_subject(self, issuer: str, subject: str) -> Reader | None:
        return self.subjects.get((issuer, subject))


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
class Visit:
    """One front door, a person with a key, and a browser."""

    clock: Clock
    roles: Roles
    key: OKPKey
    browser: httpx2.AsyncClient

    def ticket(self) -> str:
        return ticket(self.key, ORIGIN, self.clock())

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


def visit(
    records: Records | None = None, reads: str = "100/minute", origin: str = ORIGIN, provider: object = None
) -> Visit:
    """A front door at an origin, and a browser there that is not signed in yet."""
    clock, roles, key = Clock(), Roles(), OKPKey.generate_key("Ed25519")
    roles.keys[key.thumbprint()] = READER
    oidc = provider if isinstance(provider, OpenIdConnect) else None
    web_ui = WebUi("http://ui.example", "/codec", httpx2.ASGITransport(app=BEHIND))
    signing_in = SigningIn(Sessions(), Tickets(roles, (ORIGIN, origin)), oidc, Limit("30/minute"), clock)
    decoding = Decoding(records or PlainRecords(), roles, "cspr")
    app = Door((origin,), web_ui, signing_in, decoding, Limit(reads)).app()
    browser = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=origin)
    return Visit(clock, roles, key, browser)
