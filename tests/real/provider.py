"""An OpenID Connect provider of our own: real HTTP, real signatures, and one invented person, always signed in."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.real.front_door import served
from tests.skipped.world import a_free_port

CLIENT = "cspr-at-the-provider"


@dataclass
class Provider:
    """A provider. What a test changes in it, it does from then on.

    Attributes:
        subject: who is signed in there; None refuses.
        claims: what differs from an honest ID token.
        asked: how often its keys were asked for.
    """

    issuer: str
    subject: str | None = "invented-subject-17"
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, auto_kid=True))
    asked: int = 0
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def id_token(self, nonce: str, now: datetime) -> str:
        honest = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.subject,
            "nonce": nonce,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=5)).timestamp()),
        }
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, {**honest, **self.claims}, self.key)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/keys", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _metadata(self, _: Request) -> Response:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse({"issuer": self.issuer, **{name: f"{self.issuer}/{at}" for name, at in places.items()}})

    async def _keys(self, _: Request) -> Response:
        self.asked += 1
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        back = {"state": asked["state"]}
        if self.subject is None:
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**back, 'error': 'access_denied'})}", 302)
        assert (asked["client_id"], asked["response_type"], asked["scope"]) == (CLIENT, "code", "openid")
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**back, 'code': code})}", 302)

    async def _token(self, request: Request) -> Response:
        given = dict(parse_qsl((await request.body()).decode()))
        asked = self._codes.pop(given["code"], None)
        challenge = urlsafe_b64encode(sha256(given["code_verifier"].encode()).digest()).decode().rstrip("=")
        as_asked = asked and (asked["code_challenge"], asked["redirect_uri"]) == (challenge, given["redirect_uri"])
        if not asked or not as_asked or given["client_id"] != CLIENT:
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = self.id_token(asked["nonce"], datetime.now(UTC))  # noqa: TID251 - tests are outside
        return JSONResponse({"access_token": "unused", "token_type": "Bearer", "id_token": token})


@asynccontextmanager
async def provider(host: str = "127.0.0.1") -> AsyncIterator[Provider]:
    """A provider at a free port of this machine, under one of its names."""
    port = a_free_port()
    made = Provider(f"http://{host}:{port}")
    async with served(made.app(), port):
        yield made
