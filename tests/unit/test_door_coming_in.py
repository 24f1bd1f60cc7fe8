"""Who comes in at the front door, for how long, and where they go on to."""

import base64
import hashlib
import re

import pytest

from door.onward import safe_path
from door.ports import PeopleUnavailable
from tests.unit.doors import ORIGIN, THEIRS, visit

PAGE = {"accept": "text/html"}
CASE_PAGE = f"/namespaces/cspr/workflows/{THEIRS}"


async def test_who_is_taken_off_the_list_is_out_at_once() -> None:
    at = visit()
    await at.sign_in()
    assert (await at.browser.get("/")).status_code == 200
    at.roles.marks.clear()

    assert (await at.browser.get("/")).status_code == 401
    assert (await at.browser.get("/", headers=PAGE)).status_code == 401


async def test_whose_key_is_replaced_is_out_until_they_sign_in_by_the_new_one() -> None:
    at = visit()
    await at.sign_in()
    [(old, reader)] = at.roles.marks.items()
    at.roles.marks = {"another key": reader}

    assert old != "another key"
    assert (await at.browser.get("/")).status_code == 401


async def test_while_the_list_cannot_be_read_nobody_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    at = visit()
    await at.sign_in()

    def broken(_: object) -> None:
        raise PeopleUnavailable("Nobody can be let in now.")

    monkeypatch.setattr(at.roles, "who", broken)
    page = await at.browser.get("/", headers=PAGE)
    read = await at.browser.post("/codec/decode", json={"payloads": []}, headers={"x-namespace": "cspr"})

    assert (page.status_code, "Nobody can be let in now." in page.text) == (503, True)
    assert (read.status_code, read.json()) == (503, {"message": "Nobody can be let in now."})
    assert (await at.browser.get("/sign-in", params={"ticket": at.ticket()})).status_code == 503


async def test_a_link_leads_on_to_the_page_that_it_was_made_for() -> None:
    at = visit()
    page = await at.browser.get("/sign-in", params={"ticket": at.ticket(CASE_PAGE)})

    assert f'content="0; url={CASE_PAGE}"' in page.text


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a\nb", "/\tx", "", "javascript:alert(1)"],
)
async def test_and_never_to_another_site(path: str) -> None:
    at = visit()
    page = await at.browser.get("/sign-in", params={"ticket": at.ticket(path)})

    assert 'content="0; url=/"' in page.text


def test_a_page_of_ours_keeps_its_query() -> None:
    assert safe_path(f"{CASE_PAGE}?query=x%20y&a=b") == f"{CASE_PAGE}?query=x%20y&a=b"


async def test_what_stands_in_a_path_stays_text() -> None:
    at = visit()
    page = await at.browser.get("/sign-in", params={"ticket": at.ticket('/"><b>')})

    assert "<b>" not in page.text


async def test_the_one_script_of_ours_is_the_only_one_that_may_run() -> None:
    page = await visit().sign_in()
    [script] = re.findall("<script[^>]*>(.*?)</script>", page.text, re.DOTALL)
    mark = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{mark}';" in page.headers["content-security-policy"]


async def test_who_is_signed_in_can_see_it_and_sign_out() -> None:
    at = visit()
    await at.sign_in()
    page = await at.browser.get("/sign-in")
    assert (page.status_code, "Signed in as Invented Reader" in page.text) == (200, True)
    assert 'action="/sign-out"' in page.text

    out = await at.browser.post("/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "/sign-in")
    assert "Signed in" not in (await at.browser.get("/sign-in")).text


async def test_a_proxy_that_speaks_tls_before_us_needs_no_trust() -> None:
    """It speaks to us in clear; by which scheme people come, the origin says that is set."""
    at = visit(origin="https://door.example")
    at.browser.base_url = "http://door.example"
    signed_in = await at.browser.get("/sign-in", params={"ticket": at.ticket()})
    assert "Secure" in signed_in.headers["set-cookie"].split("; ")

    token = (await at.browser.post("/sign-in/token", content=at.ticket())).json()["token"]
    settings = await at.browser.get("/api/v1/settings", headers={"authorization": f"Bearer {token}"})
    assert settings.json()["Codec"]["Endpoint"] == "https://door.example/codec"


@pytest.mark.parametrize("host", ["rebound.example", "door.example:8234", "", "evil.example:80@door.example"])
async def test_under_another_name_there_is_nothing_but_the_health(host: str) -> None:
    at = visit()
    for path in ("/", "/sign-in", "/codec/decode"):
        assert (await at.browser.get(path, headers={"host": host})).status_code == 400
    assert (await at.browser.get("/health", headers={"host": host})).json() == {"status": "ok"}


async def test_a_link_on_another_site_leads_on_by_a_page_of_our_own() -> None:
    """The browser shows the cookie only to what our own page has started; a frame in their page gets nothing."""
    from_elsewhere = {**PAGE, "sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}
    at = visit()
    page = await at.browser.get(CASE_PAGE, headers=from_elsewhere)
    assert (page.status_code, f'content="0; url={CASE_PAGE}"' in page.text) == (200, True)
    for headers in ({"sec-fetch-dest": "iframe"}, {"sec-fetch-site": "same-origin"}):
        assert (await at.browser.get(CASE_PAGE, headers=from_elsewhere | headers)).status_code == 401


async def test_the_page_that_asks_does_not_say_what_was_asked_for() -> None:
    page = await visit().browser.get(CASE_PAGE, headers=PAGE)

    assert THEIRS not in page.text
    assert page.headers["cache-control"] == "no-store"
    assert ORIGIN not in page.text
