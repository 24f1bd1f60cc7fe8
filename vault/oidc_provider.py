"""The OpenID Connect provider: where people sign in, and what its tokens are checked by."""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError

from settings import Settings
from vault.oidc_tokens import Expected, UnknownSigner, subject_of
from vault.people import Subject

ANSWERS_WITHIN = 10
"""Seconds."""

KEPT_SECONDS = 3600
"""So long what the provider says of itself is believed."""

ASKED_AGAIN_SECONDS = 60
"""A key that is unknown is asked for at once, but not more often than this: anybody can name one that there is not."""


class ProviderUnavailable(Exception):  # noqa: N818 - what it says
    """The provider does not answer, or not as it must; the message says what."""


class SignInRefused(Exception):  # noqa: N818 - what it says
    """The provider does not accept the sign-in; the message says why."""


class Metadata(BaseModel):
    """What we need of what a provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


@dataclass(frozen=True)
class Known:
    """What is known of the provider, and since when by this process's own clock."""

    metadata: Metadata
    keys: KeySet
    since: float = field(default_factory=time.monotonic)

    @property
    def age(self) -> float:
        """Seconds."""
        return time.monotonic() - self.since


class OidcProvider:
    """A provider, and what it knows us by."""

    def __init__(self, issuer: str, client_id: str, client_secret: str | None = None) -> None:
        self.issuer = issuer
        self.client_id = client_id
        self._client_secret = client_secret
        self._known: Known | None = None

    async def sign_in_address(self, back: str, *, state: str, nonce: str, verifier: str) -> str:
        """Where a browser is to go for a sign-in by the authorization code flow with PKCE; it comes back to `back`.

        Raises:
            ProviderUnavailable: nothing can be learnt of the provider.
        """
        endpoint = (await self._newest()).metadata.authorization_endpoint
        async with self._client(back) as client:
            address, _ = client.create_authorization_url(endpoint, state=state, nonce=nonce, code_verifier=verifier)
        return str(address)

    async def id_token(self, code: str, back: str, *, verifier: str) -> str:
        """The ID token for the code that the browser came back to `back` with.

        Raises:
            ProviderUnavailable: the provider does not answer, or not as it must.
            SignInRefused: it does not take the code.
        """
        endpoint = (await self._newest()).metadata.token_endpoint
        try:
            async with self._client(back) as client:
                answer = await client.fetch_token(
                    endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
                )
        except OAuthError as error:
            raise SignInRefused(f"the provider does not accept the sign-in ({error.error})") from None
        except (httpx2.HTTPError, ValueError) as error:
            raise self._unavailable(error) from None
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderUnavailable(f"the provider {self.issuer} gives no ID token")
        return token

    async def subject_of(self, id_token: str, nonce: str, now: datetime) -> Subject:
        """Whom an ID token of this provider is about, by the keys that it has now; see `vault.oidc_tokens`.

        Raises:
            ProviderUnavailable: its keys cannot be had.
            BadIdToken: the token does not prove it.
        """
        known, expected = await self._newest(), Expected(self.issuer, self.client_id, nonce)
        try:
            return subject_of(id_token, known.keys, expected, now)
        except UnknownSigner:
            if known.age < ASKED_AGAIN_SECONDS:
                raise
            self._known = None
            return subject_of(id_token, (await self._newest()).keys, expected, now)

    async def _newest(self) -> Known:
        if self._known is None or self._known.age > KEPT_SECONDS:
            try:
                async with httpx2.AsyncClient(timeout=ANSWERS_WITHIN) as client:
                    self._known = await _learnt(client, self.issuer)
            except (httpx2.HTTPError, JoseError, ValidationError, ValueError, KeyError, TypeError) as error:
                raise self._unavailable(error) from None
            if self._known.metadata.issuer != self.issuer:
                self._known = None
                raise ProviderUnavailable(f"the provider at {self.issuer} has another name (setting oidc_issuer)")
        return self._known

    def _client(self, back: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.client_id,
            self._client_secret,
            scope="openid",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=ANSWERS_WITHIN,
        )

    def _unavailable(self, error: Exception) -> ProviderUnavailable:
        return ProviderUnavailable(f"the provider {self.issuer} does not answer as it should ({type(error).__name__})")


def provider_of(settings: Settings) -> OidcProvider | None:
    """The provider that the settings name, if they do."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    secret = settings.oidc_client_secret
    return OidcProvider(settings.oidc_issuer, settings.oidc_client_id, secret.get_secret_value() if secret else None)


async def _learnt(client: httpx2.AsyncClient, issuer: str) -> Known:
    metadata = Metadata.model_validate(await _got(client, f"{issuer.rstrip('/')}/.well-known/openid-configuration"))
    return Known(metadata, KeySet.import_key_set(await _got(client, metadata.jwks_uri)))


async def _got(client: httpx2.AsyncClient, address: str) -> Any:  # noqa: ANN401 - any JSON
    return (await client.get(address)).raise_for_status().json()
