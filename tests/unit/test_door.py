"""The front door: who gets in, what passes, who reads what, and what is logged of it."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import OKPKey
from structlog.testing import capture_logs
from temporalio.api.common.v1 import Payload

from door.decoding import BODY_LIMIT
from door.passing import only_asks
from door.ports import RecordsUnavailable
from door.tickets import ticket
from tests.unit.doors import ORIGIN, OTHERS, THEIRS, PlainRecords, Visit, visit
from vault.proofs import Signer

OURS = {"x-namespace": "cspr", "origin": ORIGIN}
CONTENT = "Invented Content"


def sealed(case: str, content: str = CONTENT) -> dict[str, Any]:
    metadata = {"case": base64.b64encode(case.encode()).decode()} if case else {}
    return {"metadata": metadata, "data": base64.b64encode(json.dumps(content).encode()).decode()}


async def read(at: Visit, *payloads: dict[str, Any], headers: dict[str, str] = OURS) -> tuple[int, Any]:
    answer = await at.browser.post("/codec/decode", json={"payloads": payloads}, headers=headers)
    told = answer.json()
    if answer.status_code == 200:
        return 200, [json.loads(base64.b64decode(each["data"])) for each in told["payloads"]]
    return answer.status_code, told["message"]


async def test_who_has_a_role_on_the_case_reads_it() -> None:
    at = visit()
    await at.sign_in()

    assert await read(at, sealed(THEIRS)) == (200, [CONTENT])


async def test_who_has_none_reads_a_sentence_that_says_so() -> None:
    at = visit()
    await at.sign_in()

    status, shown = await read(at, sealed(THEIRS), sealed(OTHERS), sealed("service"), sealed(""))

    assert (status, shown[0]) == (200, CONTENT)
    assert shown[1] == f"(Not shown: you have no role on {OTHERS}.)"
    assert shown[2] == "(Not shown: you have no role on service.)"
    assert shown[3].startswith("(Not shown: this was not sealed by the service")


async def test_a_role_that_ends_ends_the_reading() -> None:
    at = visit()
    await at.sign_in()
    at.roles.cases.clear()

    _, [shown] = await read(at, sealed(THEIRS))

    assert CONTENT not in shown


async def test_who_has_not_signed_in_reads_nothing() -> None:
    status, said = await read(visit(), sealed(THEIRS))

    assert status == 401
    assert "cspr open" in said


async def test_every_read_is_logged_without_what_was_read() -> None:
    at = visit()
    await at.sign_in()
    with capture_logs() as logs:
        await read(at, sealed(THEIRS), sealed(THEIRS), sealed(OTHERS))

    assert [{**log, "log_level": ""} for log in logs] == [
        {"event": "read", "who": "p-17", "case": OTHERS, "payloads": 1, "allowed": False, "log_level": ""},
        {"event": "read", "who": "p-17", "case": THEIRS, "payloads": 2, "allowed": True, "log_level": ""},
    ]


async def test_who_reads_too_much_has_to_wait() -> None:
    at = visit(reads="2/minute")
    await at.sign_in()
    answers = [(await read(at, sealed(THEIRS)))[0] for _ in range(3)]

    assert answers == [200, 200, 429]


async def test_an_outage_of_the_keys_is_said() -> None:
    class Away(PlainRecords):
        async def open(self, _: Payload, /) -> Payload:
            raise RecordsUnavailable("the key store's folder is missing")

    at = visit(Away())
    await at.sign_in()

    assert await read(at, sealed(THEIRS)) == (503, "Nothing can be shown now: the key store's folder is missing.")


async def test_what_no_key_opens_is_a_plain_sentence() -> None:
    class Destroyed(PlainRecords):
        async def open(self, _: Payload, /) -> Payload:
            value = {"cspr": "unreadable", "why": "the record was destroyed on 2026-11-24"}
            return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(value).encode())

    at = visit(Destroyed())
    await at.sign_in()

    assert await read(at, sealed(THEIRS)) == (200, ["(Not readable: the record was destroyed on 2026-11-24.)"])


@pytest.mark.parametrize("origin", ["http://evil.example", "http://door.example:8234", "null", "https://door.example"])
async def test_a_page_from_elsewhere_reads_nothing(origin: str) -> None:
    at = visit()
    await at.sign_in()
    answer = await at.browser.post(
        "/codec/decode", json={"payloads": [sealed(THEIRS)]}, headers={**OURS, "origin": origin}
    )

    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


async def test_a_host_name_that_is_not_ours_is_refused() -> None:
    at = visit()
    await at.sign_in()

    assert (await at.browser.get("/", headers={"host": "rebound.example"})).status_code == 400


async def test_another_namespace_nonsense_and_floods_are_refused() -> None:
    at = visit()
    await at.sign_in()
    assert (await read(at, sealed(THEIRS), headers={"x-namespace": "default"}))[0] == 403
    for body, status in ((b"{", 400), (b'{"payloads": 7}', 400), (b" " * (BODY_LIMIT + 1), 413)):
        assert (await at.browser.post("/codec/decode", content=body, headers=OURS)).status_code == status


async def test_the_session_cookie_is_for_the_front_door_alone() -> None:
    cookie = (await visit().sign_in()).headers["set-cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert "Secure" not in cookie

    secure = visit(origin="https://door.example")
    assert "Secure" in (await secure.sign_in()).headers["set-cookie"].split("; ")


async def test_a_session_ends_after_a_day_and_by_signing_out() -> None:
    at = visit()
    await at.sign_in()
    at.clock.pass_by(timedelta(hours=8))
    assert (await read(at, sealed(THEIRS)))[0] == 401

    await at.sign_in()
    token = at.browser.cookies["cspr-session"]
    await at.browser.post("/sign-out")
    bearer = {"x-namespace": "cspr", "authorization": f"Bearer {token}"}
    assert (await read(at, sealed(THEIRS), headers=bearer))[0] == 401


async def test_a_link_works_once() -> None:
    at = visit()
    link = at.ticket()
    assert (await at.browser.get("/sign-in", params={"ticket": link})).status_code == 200
    at.browser.cookies.clear()
    again = await at.browser.get("/sign-in", params={"ticket": link})

    assert again.status_code == 401
    assert "used before" in again.text
    assert "set-cookie" not in again.headers


async def test_a_link_that_does_not_hold_signs_nobody_in() -> None:
    at = visit()
    strangers = OKPKey.generate_key("Ed25519")
    good = at.ticket()
    header, claims, _ = good.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    forged = f"{header}.{claims}.{ticket(Signer(strangers), ORIGIN, at.clock()).split('.')[2]}"
    unsigned = f"{none}.{claims}."
    theirs = ticket(Signer(at.key), "http://other.example", at.clock())
    early = ticket(Signer(at.key), ORIGIN, at.clock() + timedelta(minutes=2))
    for link, why in (
        (ticket(Signer(strangers), ORIGIN, at.clock()), "not known here"),
        (theirs, "another service"),
        (early, "too old"),
        *((link, "not one that cspr open made") for link in (forged, unsigned, "", "a.b.c", f"{header}.{claims}")),
    ):
        answer = await at.browser.get("/sign-in", params={"ticket": link})
        assert (answer.status_code, why in answer.text) == (401, True), (link, answer.text)
    at.clock.pass_by(timedelta(seconds=61))
    assert "too old" in (await at.browser.get("/sign-in", params={"ticket": good})).text


async def test_guessing_is_slowed() -> None:
    at = visit()
    answers = {(await at.browser.get("/sign-in", params={"ticket": "guess"})).status_code for _ in range(31)}

    assert answers == {401, 429}


async def test_a_command_reads_with_a_bearer_token() -> None:
    at = visit()
    token = (await at.browser.post("/sign-in/token", content=at.ticket())).json()["token"]
    bearer = {"x-namespace": "cspr", "authorization": f"Bearer {token}"}

    assert await read(at, sealed(THEIRS), headers=bearer) == (200, [CONTENT])
    assert (await read(at, sealed(THEIRS), headers={**bearer, "authorization": "Bearer guess"}))[0] == 401


async def test_nothing_is_encoded_and_a_browser_is_told_so() -> None:
    at = visit()
    token = (await at.browser.post("/sign-in/token", content=at.ticket())).json()["token"]
    bearer = {"authorization": f"Bearer {token}"}
    encoded = await at.browser.post("/codec/encode", json={"payloads": [sealed(THEIRS)]}, headers=bearer)
    assert "proves who decides" in base64.b64decode(encoded.json()["payloads"][0]["data"]).decode()
    assert (await at.browser.post("/codec/encode", json={"payloads": []})).status_code == 401

    await at.sign_in()
    assert (await at.browser.post("/codec/encode", json={"payloads": []}, headers=OURS)).status_code == 403


async def test_the_web_ui_is_shown_to_those_alone_who_have_signed_in() -> None:
    at = visit()
    page = await at.browser.get("/namespaces/cspr/workflows", headers={"accept": "text/html"})
    assert (page.status_code, "cspr open" in page.text) == (401, True)
    assert (await at.browser.get("/api/v1/namespaces/cspr/workflows")).status_code == 401

    await at.sign_in()
    passed = (await at.browser.get("/namespaces/a%2Fb/workflows?query=x%3D1")).json()
    assert (passed["path"], passed["query"]) == ("/namespaces/a%2Fb/workflows", "query=x%3D1")


async def test_the_web_ui_learns_nothing_of_who_asks_and_sets_no_cookie() -> None:
    at = visit()
    await at.sign_in()
    answer = await at.browser.get("/", headers={"authorization": f"Bearer {at.browser.cookies['cspr-session']}"})

    assert {"cookie", "authorization"} & set(answer.json()["headers"]) == set()
    assert answer.json()["headers"]["sec-fetch-site"] == "same-origin"
    assert "set-cookie" not in answer.headers


WORKFLOW = f"/api/v1/namespaces/cspr/workflows/{THEIRS}"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{WORKFLOW}/terminate"),
        ("POST", f"{WORKFLOW}/runs/1/terminate"),
        ("POST", f"{WORKFLOW}/reset"),
        ("POST", f"{WORKFLOW}/cancel"),
        ("POST", f"{WORKFLOW}/signal/Withdraw"),
        ("POST", f"{WORKFLOW}/update/Withdraw"),
        ("POST", f"{WORKFLOW}/pause"),
        ("POST", f"{WORKFLOW}"),
        ("DELETE", f"{WORKFLOW}"),
        ("POST", "/api/v1/namespaces/cspr/batch-operations/1"),
        ("POST", "/api/v1/namespaces/cspr/schedules/1"),
        ("PATCH", "/api/v1/namespaces/cspr/schedules/1"),
        ("PUT", "/api/v1/namespaces/cspr"),
        ("POST", f"{WORKFLOW}/terminate/query/x"),
        ("POST", f"{WORKFLOW}/query/../terminate"),
        ("POST", f"{WORKFLOW}/query/x%2F..%2Fterminate/../.."),
    ],
)
async def test_what_changes_a_case_does_not_pass(method: str, path: str) -> None:
    at = visit()
    await at.sign_in()
    answer = await at.browser.request(method, path)

    assert answer.status_code == 403
    assert "sent with cspr" in answer.json()["message"]


@pytest.mark.parametrize("path", [f"{WORKFLOW}/query/..", f"{WORKFLOW}/query/%2E%2e", "/api/./v1/x", "/.."])
def test_a_path_that_climbs_does_not_pass(path: str) -> None:
    assert not only_asks("POST", path)
    assert not only_asks("GET", path)


@pytest.mark.parametrize("path", [f"{WORKFLOW}/query/__temporal_workflow_metadata", f"{WORKFLOW}/runs/1/query/x"])
async def test_a_query_passes(path: str) -> None:
    at = visit()
    await at.sign_in()

    assert (await at.browser.post(path, json={})).json()["path"] == path


async def test_the_web_ui_is_told_where_to_decode_and_that_nothing_is_written() -> None:
    at = visit()
    await at.sign_in()
    settings = (await at.browser.get("/api/v1/settings")).json()

    assert settings["DisableWriteActions"] is True
    assert settings["Codec"]["Endpoint"] == f"{ORIGIN}/codec"
    assert settings["Codec"]["PassAccessToken"] is False
    assert settings["Version"] == "2.54.1"
