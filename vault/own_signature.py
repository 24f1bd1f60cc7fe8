"""Texts that bring the public key which signed them; whose key it is is another question (`vault/people.py`)."""

from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

ALGORITHM = "Ed25519"


class NotSigned(Exception):  # noqa: N818 - what it says
    """The text is not one that its own key has signed, or does not say what it must."""


def sign(key: OKPKey, kind: str, claims: dict[str, Any]) -> str:
    """A signed text (JWS) of this kind with these claims."""
    header = {"alg": ALGORITHM, "typ": kind, "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def signed_by(text: str, kind: str, claims: dict[str, type]) -> tuple[OKPKey, dict[str, Any]]:
    """The key that signed the text, and what it claims.

    Args:
        text: what was shown.
        kind: what kind of text it has to be.
        claims: every claim that it must have, with its type.

    Raises:
        NotSigned: it is of another kind, lacks a claim, or was not signed by the key that it brings.
    """
    keys: list[OKPKey] = []

    def its_own(given: Any) -> OKPKey:  # noqa: ANN401 - the library's own types for both kinds of serialization
        keys.append(OKPKey.import_key({"kty": "OKP", **dict(given.headers()["jwk"])}))
        return keys[0]

    try:
        token = jwt.decode(text, its_own, algorithms=[ALGORITHM])
    except (JoseError, ValueError, KeyError, TypeError):
        raise NotSigned("it is not signed by the key that it brings") from None
    if token.header.get("typ") != kind or any(type(token.claims.get(name)) is not of for name, of in claims.items()):
        raise NotSigned(f"it is no {kind}")
    return keys[0], token.claims
