"""Signing in by OpenID Connect, authorization code flow with PKCE; authlib checks state, nonce and ID token."""

from dataclasses import dataclass

from authlib.integrations.base_client import OAuthError
from authlib.integrations.starlette_client import OAuth
from starlette.requests import Request
from starlette.responses import Response

from door.ports import People, Reader


class NotSignedIn(Exception):  # noqa: N818 - what it says
    """The provider did not say who somebody is, or it is nobody whom we know; the message says which."""


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider, and what it knows the front door by."""

    issuer: str
    client_id: str
    client_secret: str | None = None


class OpenIdConnect:
    """The way to the provider and back."""

    def __init__(self, provider: Provider, people: People) -> None:
        self._issuer = provider.issuer
        self._people = people
        self._client = OAuth().register(
            "provider",
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid", "code_challenge_method": "S256"},
        )

    async def leave(self, request: Request, back: str) -> Response:
        """Send the browser to the provider, which sends it to the address `back`."""
        answer: Response = await self._client.authorize_redirect(request, back)
        return answer

    async def arrive(self, request: Request) -> Reader:
        """Who came back from the provider.

        Raises:
            NotSignedIn: the provider refused, its answer does not hold, or the person is not known here.
        """
        try:
            token = await self._client.authorize_access_token(request)
        except (OAuthError, ValueError) as error:  # ValueError: the library's for a token that does not hold
            raise NotSignedIn(f"The sign-in did not come to its end: {type(error).__name__}. Try again.") from None
        claims = token.get("userinfo") or {}
        reader = self._people.by_subject(claims.get("iss", ""), claims.get("sub", ""))
        if claims.get("iss") != self._issuer or reader is None:
            raise NotSignedIn("You are known to the provider, but not here. Ask who keeps the list of people.")
        return reader
