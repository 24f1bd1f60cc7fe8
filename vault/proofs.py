"""The proof of who sends a command: signed by the sender's own key, for one command to one case, for a time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from joserfc.jwk import OKPKey

from domain.actor import Actor
from vault.own_signature import NotSigned, sign, signed_by

KIND = "cspr-proof+jwt"
ANSWERED = timedelta(minutes=15)
"""So long a proof is good whose sender waits for the answer."""

LEFT = timedelta(days=7)
"""So long a proof is good that is left for the case to find: longer than any outage we have a duty to survive."""

CLOCKS_DIFFER = timedelta(minutes=5)
CLAIMS: dict[str, type] = {"sub": str, "jti": str, "digest": str, "iat": int, "exp": int}
TOKEN = "id_token"  # noqa: S105 - the name of a claim, no secret


class BadProof(Exception):  # noqa: N818 - what it says
    """The proof proves nothing here; the message says why, for the one who sent it."""


@dataclass(frozen=True)
class Command:
    """What a proof is about: the workflow it is sent to, the command's own id, and its digest."""

    case: str
    id: str
    digest: str


@dataclass(frozen=True)
class Signer:
    """Signs with a key: a person's own, or one that a provider's `id_token` vouches for."""

    key: OKPKey
    id_token: str | None = None

    def prove(self, command: Command, now: datetime, good_for: timedelta = ANSWERED) -> str:
        """The proof for a command, from the UTC instant `now` on."""
        claims = {
            "sub": command.case,
            "jti": command.id,
            "digest": command.digest,
            "iat": int(now.timestamp()),
            "exp": int((now + good_for).timestamp()),
        }
        return self.sign(KIND, claims)

    def sign(self, kind: str, claims: dict[str, Any]) -> str:
        """A text of this kind with these claims, and with what vouches for the key."""
        vouched = {TOKEN: self.id_token} if self.id_token else {}
        return sign(self.key, kind, claims | vouched)


class Known(Protocol):
    """Whose keys and sign-ins are known (`vault.people.People`)."""

    def by_key(self, thumbprint: str) -> Actor | None:
        """Whose key this is."""

    def by_subject(self, issuer: str, subject: str) -> Actor | None:
        """Whom a provider knows so."""


Vouched = Callable[[str, str, datetime], Awaitable[tuple[str, str]]]
"""Issuer and subject of an id token, given the thumbprint that it must vouch for and a UTC instant."""


async def verify(proof: str, command: Command, at: datetime, people: Known, vouched: Vouched | None = None) -> Actor:
    """Who sent the command, which came at the UTC instant `at`.

    Raises:
        BadProof: it is broken, has expired, is for another command, or is nobody's who is known here.
    """
    try:
        key, claims = signed_by(proof, KIND, CLAIMS)
    except NotSigned:
        raise BadProof("there is no proof of who sends it; send it with cspr or its client") from None
    if _signed(claims) != command:
        raise BadProof("the proof is for another command; each has one of its own")
    issued, until = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
    if until - issued > LEFT or not issued - CLOCKS_DIFFER <= at <= until:
        raise BadProof("the proof has expired, or is not valid yet; send the command anew")
    actor = await _whose(key, claims.get(TOKEN), issued, people, vouched)
    if actor is None:
        raise BadProof("the key that signed it is nobody's here; ask who keeps the list of people")
    return actor


def signed_command(proof: str) -> Command:
    """The command that a proof was signed for, by whoever's key it brings, whenever that was.

    Raises:
        BadProof: it is broken.
    """
    try:
        _, claims = signed_by(proof, KIND, CLAIMS)
    except NotSigned as error:
        raise BadProof(str(error)) from None
    return _signed(claims)


def _signed(claims: dict[str, Any]) -> Command:
    return Command(claims["sub"], claims["jti"], claims["digest"])


async def _whose(
    key: OKPKey, id_token: object, issued: datetime, people: Known, vouched: Vouched | None
) -> Actor | None:
    if id_token is None:
        return people.by_key(key.thumbprint())
    if vouched is None or not isinstance(id_token, str):
        raise BadProof("sign-in by a provider is not configured here")
    return people.by_subject(*await vouched(id_token, key.thumbprint(), issued))
