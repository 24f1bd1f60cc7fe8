"""Sign-ins at an OpenID Connect provider, over HTTP: by the front door in a browser, and by tickets of a command."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc.jwk import OKPKey, RSAKey

from door.tickets import ticket
from tests.real.front_door import served
from tests.real.provider import CLIENT, Provider, provider
from tests.skipped.world import a_free_port
from tests.unit.doors import ORIGIN, READER, Visit, visit
from vault import oidc_provider
from vault.oidc_provider import OidcProvider, ProviderUnavailable
from vault.oidc_tokens import BadIdToken, UnknownSigner
from vault.people import Subject
from vault.proofs import Signer

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
async def there() -> AsyncIterator[Provider]:
    async with provider() as running:
        yield running


@pytest.fixture
async def at(there: Provider) -> AsyncIterator[Visit]:
    """A front door that knows the provider, and the provider's person there."""
    port = a_free_port()
    visited = visit(origin=f"http://127.0.0.1:{port}", provider=OidcProvider(there.issuer, CLIENT))
    visited.clock.now = datetime.now(UTC)  # noqa: TID251 - the provider's time is real
    visited.roles.marks = {Subject(issuer=there.issuer, subject="invented-subject-17"): READER}
    async with served(visited.app, port):
        yield visited


@pytest.fixture
async def browser(at: Visit) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=at.browser.base_url, follow_redirects=True) as client:
        yield client


async def test_a_person_signs_in_at_the_provider_and_goes_on_to_the_page_they_wanted(
    at: Visit, browser: httpx2.AsyncClient
) -> None:
    wanted = "/namespaces/cspr/workflows/CSPR-7K4M-2QXD?page=2"
    page = await browser.get(wanted, headers={"accept": "text/html"})
    [leave] = [part.split('"')[0] for part in page.text.split('href="') if part.startswith("/sign-in/provider")]
    back = await browser.get(leave.replace("&amp;", "&"))

    assert back.status_code == 200
    assert "Signed in as Invented Reader" in back.text
    assert f'content="0; url={wanted}"' in back.text
    assert (await browser.get("/api/v1/namespaces")).status_code == 200
    at.roles.marks.clear()
    assert (await browser.get("/api/v1/namespaces")).status_code == 401


async def test_who_is_not_known_here_is_told_so(there: Provider, browser: httpx2.AsyncClient) -> None:
    there.subject = "invented-stranger"
    back = await browser.get("/sign-in/provider")

    assert (back.status_code, "You are not known here" in back.text) == (401, True)


async def test_who_is_refused_there_is_not_signed_in_here(there: Provider, browser: httpx2.AsyncClient) -> None:
    there.subject = None
    back = await browser.get("/sign-in/provider")

    assert (back.status_code, "did not sign you in" in back.text) == (401, True)


@pytest.mark.parametrize(
    "claims", [{"nonce": "another"}, {"aud": "another"}, {"iss": "https://other.example"}, {"iat": 1}], ids=str
)
async def test_a_token_that_does_not_hold_signs_nobody_in(
    there: Provider, browser: httpx2.AsyncClient, claims: dict[str, Any]
) -> None:
    there.claims = claims
    back = await browser.get("/sign-in/provider")

    assert (back.status_code, "did not come to its end" in back.text) == (401, True)


async def test_a_code_is_taken_once_and_by_the_browser_that_asked_for_it(
    at: Visit, browser: httpx2.AsyncClient
) -> None:
    came = str((await browser.get("/sign-in/provider")).url)
    assert parse_qs(urlsplit(came).query)["code"]
    assert "not begun here" in (await browser.get(came)).text
    async with httpx2.AsyncClient(base_url=at.browser.base_url) as another:
        left = await another.get("/sign-in/provider")
        assert left.status_code == 302
        stolen = await another.get(came)
        assert (stolen.status_code, "not begun here" in stolen.text) == (401, True)


async def test_a_provider_that_is_away_is_told(browser: httpx2.AsyncClient, at: Visit) -> None:
    away = visit(origin=ORIGIN, provider=OidcProvider(f"http://127.0.0.1:{a_free_port()}", CLIENT))
    page = await away.browser.get("/sign-in/provider")

    assert (page.status_code, "does not answer as it should" in page.text) == (503, True)
    assert at.browser.base_url == browser.base_url


async def test_a_command_signs_in_by_a_key_that_the_provider_has_vouched_for(
    at: Visit, there: Provider, browser: httpx2.AsyncClient
) -> None:
    key, door = OKPKey.generate_key("Ed25519"), str(at.browser.base_url).rstrip("/")
    given = there.id_token(key.thumbprint(), at.clock())
    good = await browser.post("/sign-in/token", content=ticket(Signer(key, given), door, at.clock()))
    assert good.status_code == 200

    thief = OKPKey.generate_key("Ed25519")
    stolen = await browser.post("/sign-in/token", content=ticket(Signer(thief, given), door, at.clock()))
    assert (stolen.status_code, "issued for another key" in stolen.json()["message"]) == (401, True)
    alone = await browser.post("/sign-in/token", content=ticket(Signer(key), door, at.clock()))
    assert (alone.status_code, "not known here" in alone.json()["message"]) == (401, True)


async def test_its_keys_are_kept_and_asked_for_again_when_one_is_unknown(
    there: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = OidcProvider(there.issuer, CLIENT)
    for _ in range(3):
        assert await known.subject_of(there.id_token("n", NOW), "n", NOW)
    assert there.asked == 1

    there.key = RSAKey.generate_key(2048, auto_kid=True)
    with pytest.raises(UnknownSigner):  # it has only just been asked
        await known.subject_of(there.id_token("n", NOW), "n", NOW)
    monkeypatch.setattr(oidc_provider, "ASKED_AGAIN_SECONDS", 0)
    assert await known.subject_of(there.id_token("n", NOW), "n", NOW)
    with pytest.raises(BadIdToken, match="sign in again"):
        await known.subject_of(there.id_token("n", NOW - timedelta(hours=9)), "n", NOW)
    assert there.asked == 2


async def test_what_is_no_provider_of_that_name_is_told(there: Provider) -> None:
    for issuer, why in ((f"{there.issuer}/", "has another name"), (f"{there.issuer}/token", "does not answer")):
        with pytest.raises(ProviderUnavailable, match=why):
            await OidcProvider(issuer, CLIENT).subject_of("token", "n", NOW)
