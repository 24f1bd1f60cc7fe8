"""The one-time link: a ticket that a person's own key signs, good for a minute, for one front door, once."""

import secrets
from datetime import datetime, timedelta

from joserfc.jwk import OKPKey

from door.ports import People, Reader
from vault.own_signature import NotSigned, sign, signed_by

GOOD_FOR = timedelta(seconds=60)
CLOCKS_DIFFER = timedelta(seconds=30)
KIND = "cspr-ticket+jwt"


class BadTicket(Exception):  # noqa: N818 - what it says
    """The ticket signs nobody in; the message says why, for the person who showed it."""


def ticket(key: OKPKey, door: str, now: datetime) -> str:
    """A ticket for the front door at this address, signed by the private key of the person who will use it."""
    claims = {"aud": door, "iat": int(now.timestamp()), "jti": secrets.token_urlsafe(16)}
    return sign(key, KIND, claims)


class Tickets:
    """Takes tickets, each once."""

    def __init__(self, people: People, doors: tuple[str, ...]) -> None:
        self._people = people
        self._doors = doors
        self._used: dict[str, datetime] = {}

    def redeem(self, shown: str, now: datetime) -> Reader:
        """The person whom a ticket signs in.

        Raises:
            BadTicket: it is broken, old, used, for another front door, or by a key that is nobody's here.
        """
        try:
            key, claims = signed_by(shown, KIND, {"aud": str, "iat": int, "jti": str})
        except NotSigned:
            raise BadTicket("This link is not one that cspr open made.") from None
        issued = datetime.fromtimestamp(claims["iat"], now.tzinfo)
        if claims["aud"] not in self._doors:
            raise BadTicket("This link is for another service.")
        if not now - GOOD_FOR <= issued <= now + CLOCKS_DIFFER:
            raise BadTicket(f"This link is too old: it is good for {GOOD_FOR.total_seconds():.0f} seconds.")
        reader = self._people.by_key(key.thumbprint())
        if reader is None:
            raise BadTicket("The key that signed this link is nobody's here. Ask who keeps the list of people.")
        self._used = {jti: until for jti, until in self._used.items() if until > now}
        if claims["jti"] in self._used:
            raise BadTicket("This link was used before. Make a new one with cspr open.")
        self._used[claims["jti"]] = issued + GOOD_FOR + CLOCKS_DIFFER
        return reader
