"""The Web UI behind the front door in a real browser: who may read reads, and nobody else sees anything of it."""

import asyncio
import os
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey
from playwright.async_api import Browser, Page, Route, async_playwright

from domain.moment import Moment
from door.app import CODEC, Door
from door.decoding import Decoding
from door.limits import Limit
from door.proxy import WebUi
from door.records import SealedRecords
from door.sessions import Sessions
from door.signing_in import SigningIn
from door.tickets import Tickets, ticket
from tests.real.live import Live, LiveCase
from tests.real.this_day import days_ago, fresh
from tests.skipped.world import a_free_port
from tests.unit.builders import a_child, an_incident
from tests.unit.doors import READER, Roles
from vault.serving import serve_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MARK = "Quillfeather"
SECONDS = 20_000
"""Milliseconds that the Web UI may take to show what it must."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: install your system's package chromium")


@dataclass
class FrontDoor:
    """A front door of the service, and a person who has a key for it."""

    address: str
    roles: Roles
    key: OKPKey

    def link(self) -> str:
        return f"{self.address}/sign-in?ticket={ticket(self.key, self.address, datetime.now(UTC))}"  # noqa: TID251


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield browser
        await browser.close()


@pytest.fixture(scope="module")
async def door(live: Live) -> AsyncIterator[FrontDoor]:
    roles, key, port = Roles(cases=set()), OKPKey.generate_key("Ed25519"), a_free_port()
    roles.keys[key.thumbprint()] = READER
    address = f"http://127.0.0.1:{port}"
    made = Door(
        (address,),
        WebUi(live.service.temporal.web_ui_address, CODEC),
        SigningIn(Sessions(), Tickets(roles, (address,)), None, Limit("1000/minute"), lambda: datetime.now(UTC)),  # noqa: TID251
        Decoding(SealedRecords(live.keys), roles, live.settings.namespace),
        Limit("10000/minute"),
    )
    serving = asyncio.create_task(serve_app(made.app(), socket.create_server(("127.0.0.1", port))))
    yield FrontDoor(address, roles, key)
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


@pytest.fixture(scope="module")
async def case(live: Live) -> LiveCase:
    case = await live.open(
        fresh(
            children=(a_child(name=f"{MARK} Child"),),
            incident=an_incident(at=Moment.on(days_ago(1)), summary=f"What befell {MARK}"),
        )
    )
    await case.settled()
    return case


@asynccontextmanager
async def page_of(browser: Browser) -> AsyncIterator[Page]:
    """A page in a browser that knows nothing yet."""
    context = await browser.new_context(viewport={"width": 1400, "height": 1200})
    yield await context.new_page()
    await context.close()


async def look_at_first_event(page: Page, address: str, case: LiveCase) -> str:
    """Open the case's history in the Web UI, look at its first event, and return all that the page then says."""
    await page.goto(f"{address}/namespaces/cspr/workflows/{case.reference}", wait_until="domcontentloaded")
    await page.wait_for_url("**/timeline**", timeout=SECONDS)
    await page.goto(page.url.replace("/timeline", "/history"), wait_until="domcontentloaded")
    await page.get_by_text("Workflow Execution Started").first.click(timeout=SECONDS)
    await page.get_by_text("Input", exact=True).first.wait_for(timeout=SECONDS, state="attached")
    await page.wait_for_load_state("load")
    return await page.content()


async def with_codec_at(route: Route, address: str) -> None:
    """Let the Web UI decode at the front door, as somebody may set it in their browser."""
    answer = await route.fetch()
    settings = await answer.json()
    settings["Codec"] |= {"Endpoint": f"{address}{CODEC}", "IncludeCredentials": True}
    await route.fulfill(response=answer, json=settings)


async def pictured(page: Page, name: str) -> None:
    """Keep a screenshot where CSPR_TEST_PICTURES names a folder: what a page looks like is for people to judge."""
    if folder := os.environ.get("CSPR_TEST_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def test_signed_in_with_a_role_one_reads_the_case(door: FrontDoor, browser: Browser, case: LiveCase) -> None:
    door.roles.cases = {case.reference}
    async with page_of(browser) as page:
        await page.goto(door.link())
        await page.wait_for_url("**/namespaces/**", timeout=SECONDS)
        await look_at_first_event(page, door.address, case)
        await page.get_by_text(MARK).first.wait_for(timeout=SECONDS, state="attached")
        await pictured(page, "signed-in")


async def test_without_a_role_on_the_case_one_reads_why_and_nothing_else(
    door: FrontDoor, browser: Browser, case: LiveCase
) -> None:
    door.roles.cases = {"CSPR-0000-0001"}
    async with page_of(browser) as page:
        await page.goto(door.link())
        await page.wait_for_url("**/namespaces/**", timeout=SECONDS)
        await look_at_first_event(page, door.address, case)
        told = f"you have no role on the case {case.reference}"
        await page.get_by_text(told).first.wait_for(timeout=SECONDS, state="attached")
        assert MARK not in await page.content()
        await pictured(page, "no-role")


async def test_who_has_not_signed_in_is_asked_to(door: FrontDoor, browser: Browser, case: LiveCase) -> None:
    door.roles.cases = {case.reference}
    async with page_of(browser) as page:
        answer = await page.goto(f"{door.address}/namespaces/cspr/workflows/{case.reference}")
        assert answer is not None
        assert answer.status == 401
        assert await page.get_by_text("cspr open").count() == 1
        assert case.reference not in await page.content()
        await pictured(page, "not-signed-in")


async def test_past_the_front_door_the_web_ui_shows_nothing_of_the_content(
    door: FrontDoor, live: Live, browser: Browser, case: LiveCase
) -> None:
    """Even in the browser of somebody who has signed in: that page's origin is not the front door's."""
    door.roles.cases = {case.reference}
    async with page_of(browser) as page:
        await page.goto(door.link())
        await page.wait_for_url("**/namespaces/**", timeout=SECONDS)
        await page.evaluate("localStorage.clear()")
        await page.route("**/api/v1/settings*", lambda route: with_codec_at(route, door.address))
        refused = page.expect_event("requestfailed", lambda asked: asked.url.startswith(door.address), timeout=SECONDS)
        async with refused:
            await look_at_first_event(page, live.service.temporal.web_ui_address, case)
        assert MARK not in await page.content()
        await pictured(page, "past-the-door")
