"""What an ID token must be for its subject to count: issued by the provider, to us, for this key, and not long ago."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from vault.oidc_tokens import BadIdToken, Expected, UnknownSigner, good_until, subject_of
from vault.people import Subject

ISSUER, CLIENT = "https://login.example/tenant", "cspr"
NONCE = "n" * 43
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KEY = RSAKey.generate_key(2048, auto_kid=True)
OTHER = RSAKey.generate_key(2048, auto_kid=True)


def token(key: RSAKey | ECKey = KEY, alg: str = "RS256", issued: datetime = NOW, **claims: Any) -> str:  # noqa: ANN401
    honest = {"iss": ISSUER, "aud": CLIENT, "sub": "invented-17", "nonce": NONCE, "iat": int(issued.timestamp())}
    given = {name: value for name, value in {**honest, **claims}.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": key.kid}, given, key, algorithms=[alg])


def subject(of: str, keys: KeySet | None = None) -> Subject:
    return subject_of(of, keys or KeySet([KEY]), Expected(ISSUER, CLIENT, NONCE), NOW)


def test_an_honest_token_names_its_subject() -> None:
    assert subject(token()) == Subject(issuer=ISSUER, subject="invented-17")
    assert subject(token(aud=[CLIENT], azp=CLIENT))


def test_the_providers_other_kinds_of_keys_do_as_well() -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    assert subject(token(key, "ES256"), KeySet([key, KEY]))


def test_it_is_good_for_a_working_day_whatever_it_says_of_its_end() -> None:
    assert good_until(token()) == NOW + timedelta(hours=8)
    ended = int((NOW - timedelta(hours=7)).timestamp())
    assert subject(token(issued=NOW - timedelta(hours=8), exp=ended))
    assert subject(token(issued=NOW + timedelta(seconds=60)))


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "https://login.example"}, "another provider"),
        ({"aud": "another"}, "another client"),
        ({"aud": [CLIENT, "another"]}, "another client"),
        ({"aud": None}, "another client"),
        ({"azp": "another"}, "another client"),
        ({"nonce": "m" * 43}, "another key"),
        ({"nonce": None}, "another key"),
        ({"iat": None}, "when it was issued"),
        ({"iat": True}, "when it was issued"),
        ({"iat": "1"}, "when it was issued"),
        ({"issued": NOW - timedelta(hours=8, seconds=1)}, "sign in again"),
        ({"issued": NOW + timedelta(seconds=61)}, "later than now"),
        ({"sub": None}, "names nobody"),
        ({"sub": ""}, "names nobody"),
    ],
)
def test_any_other_proves_nothing(claims: dict[str, Any], why: str) -> None:
    with pytest.raises(BadIdToken, match=why):
        subject(token(**claims))


def test_a_key_that_is_not_the_providers_is_told_apart_from_a_wrong_signature() -> None:
    with pytest.raises(UnknownSigner):
        subject(token(OTHER))
    header, claims, _ = token().split(".")
    with pytest.raises(BadIdToken, match="not signed as it must be") as raised:
        subject(f"{header}.{claims}.{token(OTHER).split('.')[2]}")
    assert not isinstance(raised.value, UnknownSigner)


def test_neither_no_signature_nor_a_shared_secret_will_do() -> None:
    _, claims, _ = token().split(".")
    none = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    public = OctKey.import_key(str(KEY.as_dict(private=False)["n"]), {"kid": str(KEY.kid)})
    shared = jwt.encode({"alg": "HS256", "kid": KEY.kid}, {"iss": ISSUER}, public)
    for forged in (f"{none}.{claims}.", shared, "", "a.b.c", token().replace(".", "", 1)):
        with pytest.raises(BadIdToken):
            subject(forged)
