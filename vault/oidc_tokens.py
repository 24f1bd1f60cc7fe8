"""What an ID token proves: whom the OpenID Connect provider saw, and for which key they had it made.

The nonce that a client sends with its request comes back in the token. Ours is the thumbprint of a key that the person
has just made, so that the provider's signature says whose key that is.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry, extract_compact

from vault.people import Subject

GOOD_FOR = timedelta(hours=8)
"""A working day, counted from when the provider issued it; its own, shorter time is for what clients do at once."""

CLOCKS_DIFFER = timedelta(seconds=60)

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519", "EdDSA"),
)
"""By which a provider's key may sign; none of them can be mistaken for a shared secret, or for no signature."""


class BadIdToken(Exception):  # noqa: N818 - what it says
    """The ID token does not prove what it should; the message says why, and holds nothing of it."""


class UnknownSigner(BadIdToken):
    """None of the provider's keys that we know signed it: it may have new ones."""


@dataclass(frozen=True)
class Expected:
    """What an ID token must say: who issued it, to whom, and what was asked for with it, the key's thumbprint."""

    issuer: str
    client_id: str
    nonce: str


def subject_of(id_token: str, keys: KeySet, expected: Expected, now: datetime) -> Subject:
    """Whom an ID token is about (OpenID Connect Core 1.0, 3.1.3.7).

    Args:
        id_token: the token, as the provider gave it.
        keys: the provider's public keys.
        expected: what it must say.
        now: the UTC instant by which it must still be good.

    Raises:
        UnknownSigner: another key signed it.
        BadIdToken: anything else is not as it must be.
    """
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        claims = jwt.decode(id_token, keys, registry=registry).claims
    except InvalidKeyIdError:
        raise UnknownSigner("the provider has no such key") from None
    except (JoseError, ValueError, KeyError, TypeError):
        raise BadIdToken("it is not signed as it must be") from None
    audience, us = claims.get("aud"), expected.client_id
    if claims.get("iss") != expected.issuer:
        raise BadIdToken("another provider issued it")
    if audience not in (us, [us]) or claims.get("azp", us) != us:
        raise BadIdToken("it was issued to another client")
    if claims.get("nonce") != expected.nonce:
        raise BadIdToken("it was issued for another key")
    _check_age(claims.get("iat"), now)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise BadIdToken("it names nobody")
    return Subject(issuer=expected.issuer, subject=subject)


def good_until(id_token: str) -> datetime:
    """The UTC instant until which an ID token counts here, which was verified before."""
    claims = json.loads(extract_compact(id_token.encode()).payload or b"")
    return datetime.fromtimestamp(claims["iat"], UTC) + GOOD_FOR


def _check_age(issued: object, now: datetime) -> None:
    if type(issued) is not int:
        raise BadIdToken("it does not say when it was issued")
    age = now - datetime.fromtimestamp(issued, now.tzinfo)
    if age < -CLOCKS_DIFFER:
        raise BadIdToken("it was issued later than now: do the clocks differ?")
    if age > GOOD_FOR:
        raise BadIdToken(f"it was issued more than {GOOD_FOR.total_seconds() / 3600:.0f} hours ago: sign in again")
