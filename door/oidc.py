"""Signing in at an OpenID Connect provider, in the browser: authorization code flow with PKCE."""

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from door.onward import safe_path
from door.ports import Arrival, NotSignedIn
from vault.oidc_provider import OidcProvider, SignInRefused
from vault.oidc_tokens import BadIdToken

UNDER_WAY = "under way"
"""What is kept of a sign-in that is under way, in the browser's signed cookie."""


class ProviderSignIn:
    """The way to the provider and back; `now` gives UTC instants."""

    def __init__(self, provider: OidcProvider, now: Callable[[], datetime]) -> None:
        self._provider = provider
        self._now = now

    async def leave(self, request: Request, back: str) -> Response:
        """Send the browser to the provider, which sends it to the address `back`. Raises ProviderUnavailable."""
        kept = {name: secrets.token_urlsafe(48) for name in ("state", "nonce", "verifier")}
        address = await self._provider.sign_in_address(back, **kept)
        request.session[UNDER_WAY] = {**kept, "onward": safe_path(request.query_params.get("onward", ""))}
        return RedirectResponse(address, 302)

    async def arrive(self, request: Request, back: str) -> Arrival:
        """Who came back from the provider.

        Raises:
            NotSignedIn: this browser did not leave for it, the provider refused, or its answer does not hold.
            ProviderUnavailable: it does not answer.
        """
        kept, came = request.session.pop(UNDER_WAY, None), request.query_params
        if kept is None or not hmac.compare_digest(kept["state"], came.get("state", "")):
            raise NotSignedIn("This sign-in was not begun here, or too long ago. Try again.")
        if "code" not in came:
            raise NotSignedIn("The provider did not sign you in. Try again.")
        try:
            id_token = await self._provider.id_token(came["code"], back, verifier=kept["verifier"])
            subject = await self._provider.subject_of(id_token, kept["nonce"], self._now())
        except (SignInRefused, BadIdToken) as error:
            raise NotSignedIn(f"The sign-in did not come to its end: {error}. Try again.") from None
        return Arrival(subject, kept["onward"])
