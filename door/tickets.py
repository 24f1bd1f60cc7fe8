"""The one-time link: a ticket that a person's own key signs, good for a minute, for one front door, once."""

import secrets
from datetime import datetime, timedelta

from joserfc.jwk import OKPKey

from door.onward import HOME, safe_path
from door.ports import Arrival, Mark, NotSignedIn
from vault.oidc_provider import OidcProvider
from vault.oidc_tokens import BadIdToken
from vault.own_signature import NotSigned, sign, signed_by
from vault.proofs import TOKEN, Signer

GOOD_FOR = timedelta(seconds=60)
CLOCKS_DIFFER = timedelta(seconds=30)
KIND = "cspr-ticket+jwt"


def ticket(signer: Signer, door: str, now: datetime, onward: str = HOME) -> str:
    """A ticket for the front door at the origin `door`, signed at this UTC instant by the person who will use it.

    `onward` is the path that they want to go on to.
    """
    claims = {"aud": door, "iat": int(now.timestamp()), "jti": secrets.token_urlsafe(16), "onward": onward}
    return sign(signer.key, KIND, claims | ({TOKEN: signer.id_token} if signer.id_token else {}))


class Tickets:
    """Takes tickets, each once."""

    def __init__(self, doors: tuple[str, ...], provider: OidcProvider | None) -> None:
        self._doors = doors
        self._provider = provider
        self._used: dict[str, datetime] = {}

    async def redeem(self, shown: str, now: datetime) -> Arrival:
        """Who comes by a ticket, once.

        Raises:
            NotSignedIn: it is broken, old, used, or for another front door.
            ProviderUnavailable: a provider's sign-in cannot be checked now.
        """
        try:
            key, claims = signed_by(shown, KIND, {"aud": str, "iat": int, "jti": str, "onward": str})
        except NotSigned:
            raise NotSignedIn("This link is not one that cspr open made.") from None
        issued = datetime.fromtimestamp(claims["iat"], now.tzinfo)
        if claims["aud"] not in self._doors:
            raise NotSignedIn("This link is for another service.")
        if not now - GOOD_FOR <= issued <= now + CLOCKS_DIFFER:
            raise NotSignedIn(f"This link is too old: it is good for {GOOD_FOR.total_seconds():.0f} seconds.")
        mark = await self._mark(key, claims.get(TOKEN), now)
        self._used = {jti: until for jti, until in self._used.items() if until > now}
        if claims["jti"] in self._used:
            raise NotSignedIn("This link was used before. Make a new one with cspr open.")
        self._used[claims["jti"]] = issued + GOOD_FOR + CLOCKS_DIFFER
        return Arrival(mark, safe_path(claims["onward"]))

    async def _mark(self, key: OKPKey, id_token: object, now: datetime) -> Mark:
        """The key's thumbprint; or what the provider knows its holder by, where the provider has vouched for it."""
        if id_token is None:
            return str(key.thumbprint())
        if self._provider is None or not isinstance(id_token, str):
            raise NotSignedIn("No provider is configured at the front door.")
        try:
            return await self._provider.subject_of(id_token, key.thumbprint(), now)
        except BadIdToken as error:
            raise NotSignedIn(f"What the provider gave does not hold: {error}.") from None
