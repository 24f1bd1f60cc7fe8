"""The Web UI in a real browser, as `cspr up` serves it: who may read reads, and nobody else sees anything of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from joserfc.jwk import OKPKey
from playwright.async_api import Browser, Page, Route

from domain.actor import Seat
from domain.moment import Moment
from domain.people import Role
from door.app import CODEC
from door.serve import serve
from tests.real.browser import chromium, needs_browser, pictured
from tests.real.front_door import TEAM, enrol, link, until_up
from tests.real.live import Live, LiveCase
from tests.real.provider import CLIENT, Provider, provider
from tests.real.this_day import days_ago, fresh, today
from tests.skipped.world import a_free_port
from tests.unit.builders import a_child, an_incident
from vault.people import Person, Subject
from vault.people_changes import add_person, end_seats

MARK = "Quillfeather"
SECONDS = 20_000
"""Milliseconds that the Web UI may take to show what it must."""

pytestmark = needs_browser


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


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


@pytest.fixture(scope="module")
async def coordinator(live: Live) -> OKPKey:
    return enrol(live.settings, "browser-coordinator", TEAM, name="Example Coordinator")


@asynccontextmanager
async def door_with(live: Live, there: Provider) -> AsyncIterator[str]:
    """A second front door of the service, at which people sign in at this provider; its address."""
    port = a_free_port()
    address = f"http://127.0.0.1:{port}"
    oidc = {"oidc_issuer": there.issuer, "oidc_client_id": CLIENT}
    running = asyncio.create_task(
        serve(live.settings.model_copy(update={"door_port": port, "door_origins": (address,), **oidc}))
    )
    await until_up(port)
    yield address
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


@asynccontextmanager
async def page_of(browser: Browser) -> AsyncIterator[Page]:
    """A page in a browser that knows nothing yet."""
    context = await browser.new_context(viewport={"width": 1400, "height": 1200})
    yield await context.new_page()
    await context.close()


async def sign_in(page: Page, live: Live, key: OKPKey, case: LiveCase) -> None:
    """By a link that leads on to the case."""
    await page.goto(link(live.settings, key, page_at(case)))
    await page.wait_for_url(f"**{page_at(case)}/**", timeout=SECONDS)


def page_at(case: LiveCase) -> str:
    return f"/namespaces/cspr/workflows/{case.reference}"


async def with_codec_at(route: Route, address: str) -> None:
    """Let the Web UI decode at the front door, as somebody may set it in their browser."""
    answer = await route.fetch()
    settings = await answer.json()
    settings["Codec"] |= {"Endpoint": f"{address}{CODEC}", "IncludeCredentials": True}
    await route.fulfill(response=answer, json=settings)


async def test_who_signs_in_at_the_provider_reads_the_case(live: Live, browser: Browser, case: LiveCase) -> None:
    """The provider is another site, which the browser comes back from without the cookie of the session."""
    async with provider("localhost") as there, door_with(live, there) as address:
        subject = Subject(issuer=there.issuer, subject="invented-subject-17")
        person = Person(name="Example Reader", subjects=(subject,), seats=(TEAM,))
        add_person(live.settings.people_file, "browser-subject", person)
        async with page_of(browser) as page:
            await page.goto(f"{address}{page_at(case)}")
            await pictured(page, "sign-in-at-the-provider")
            await page.get_by_text("Sign in", exact=True).last.click()
            await page.wait_for_url(f"{address}{page_at(case)}/**", timeout=SECONDS)
            await page.get_by_text(MARK).first.wait_for(timeout=SECONDS, state="attached")


def door(live: Live) -> str:
    return live.settings.door_origins[0]


async def test_signed_in_with_a_role_one_reads_the_case(
    live: Live, browser: Browser, case: LiveCase, coordinator: OKPKey
) -> None:
    async with page_of(browser) as page:
        await sign_in(page, live, coordinator, case)
        await page.get_by_text(MARK).first.wait_for(timeout=SECONDS, state="attached")
        await pictured(page, "signed-in")
        await page.get_by_text("User Metadata", exact=True).click()
        # The current details, which a query answers.
        told = page.frame_locator("iframe").get_by_text(f"{case.reference}: criteria decision")
        await told.wait_for(timeout=SECONDS)


async def test_without_a_role_on_the_case_one_reads_why_and_nothing_else(
    live: Live, browser: Browser, case: LiveCase
) -> None:
    key = enrol(live.settings, "browser-reviewer", Seat(role=Role.REVIEWER, organisation="partnership"))
    async with page_of(browser) as page:
        await sign_in(page, live, key, case)
        told = f"you have no role on the case {case.reference}"
        await page.get_by_text(told).first.wait_for(timeout=SECONDS, state="attached")
        assert MARK not in await page.content()
        await pictured(page, "no-role")


async def test_who_has_not_signed_in_is_asked_to(live: Live, browser: Browser, case: LiveCase) -> None:
    async with page_of(browser) as page:
        answer = await page.goto(f"{door(live)}{page_at(case)}")
        assert answer is not None
        assert answer.status == 401
        assert await page.get_by_text("cspr open").count() == 1
        assert case.reference not in await page.content()
        await pictured(page, "not-signed-in")


async def test_whose_seat_ended_yesterday_does_not_come_in(live: Live, browser: Browser, case: LiveCase) -> None:
    ended = TEAM.model_copy(update={"until": today() - timedelta(days=1)})
    key = enrol(live.settings, "browser-ended", ended)
    async with page_of(browser) as page:
        answer = await page.goto(link(live.settings, key, page_at(case)))
        assert answer is not None
        assert answer.status == 401
        assert await page.get_by_text("hold no seat today").count() == 1
        await pictured(page, "seat-ended")
        await page.goto(f"{door(live)}{page_at(case)}")
        assert await page.get_by_text("cspr open").count() == 1


async def test_who_is_revoked_while_signed_in_reads_nothing_more(live: Live, browser: Browser, case: LiveCase) -> None:
    key = enrol(live.settings, "browser-revoked", TEAM)
    async with page_of(browser) as page:
        await sign_in(page, live, key, case)
        await page.get_by_text(MARK).first.wait_for(timeout=SECONDS, state="attached")
        end_seats(live.settings.people_file, "browser-revoked", today() - timedelta(days=1))
        answer = await page.reload()
        assert answer is not None
        assert answer.status == 401
        assert MARK not in await page.content()


async def test_past_the_front_door_the_web_ui_shows_nothing_of_the_content(
    live: Live, browser: Browser, case: LiveCase, coordinator: OKPKey
) -> None:
    """Even in the browser of somebody who has signed in: that page's origin is not the front door's."""
    async with page_of(browser) as page:
        await sign_in(page, live, coordinator, case)
        await page.evaluate("localStorage.clear()")
        await page.route("**/api/v1/settings*", lambda route: with_codec_at(route, door(live)))
        refused = page.expect_event(
            "requestfailed", lambda asked: asked.url.startswith(f"{door(live)}{CODEC}"), timeout=SECONDS
        )
        async with refused:
            await page.goto(f"{live.service.temporal.web_ui_address}{page_at(case)}", wait_until="domcontentloaded")
        await page.get_by_text("Write to the ledger").first.wait_for(timeout=SECONDS, state="attached")
        assert MARK not in await page.content()
        await pictured(page, "past-the-door")
