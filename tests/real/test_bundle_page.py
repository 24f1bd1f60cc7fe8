"""The page of a bundle in a real browser: for everybody to read, on a screen and on paper, whatever people wrote."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from domain.decide import refuse
from domain.event import RecordedEvent
from domain.refusal import Refusal, RefusalCode
from tests.real.browser import chromium, needs_browser, pictured
from tests.unit import builders as a
from tests.unit.bundles import page_of, proven_events

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HOSTILE = (
    "</td></svg><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">&amp;{{ 7 * 7 }}"
)
CLIPPED = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
    const within = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        return box.left < within.left - 0.5 || box.right > within.right + 0.5
            || box.top < within.top - 0.5 || box.bottom > within.bottom + 0.5;
    }).map(text => text.textContent);
})"""
WIDER_THAN_ITS_PLACE = """() => [...document.querySelectorAll('svg, table')]
    .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5).length"""

pytestmark = needs_browser


def events() -> list[RecordedEvent]:
    """Whatever a page can show: letters, an extension, a stopped clock, what is late, refused, and badly meant."""
    referral = a.a_referral(
        children=(a.a_child(name=HOSTILE[:200]),),
        incident=a.an_incident(summary=HOSTILE),
        referrer=a.a_referrer().model_copy(update={"name": HOSTILE[:200]}),
    )
    decisions = (
        a.criteria_met(),
        a.notified().model_copy(update={"reason": HOSTILE, "copy_of_form": a.a_document(HOSTILE)}),
        a.extended("agency_summary:education", date(2026, 1, 22)),
        a.suspended("agency_summary:health_trust", date(2026, 1, 12)),
        a.summary_of("education", date(2026, 1, 26)),
    )
    recorded = proven_events(referral, decisions)
    again = a.criteria_met()
    refusal = Refusal(RefusalCode.ALREADY_DECIDED, HOSTILE)
    state = a.after(a.nothing(), recorded)
    return recorded + refuse(state, again, refusal, a.noon(date(2026, 1, 27)), a.of(again.by).actor)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "timeline.html"
    path.write_text(page_of(events()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@asynccontextmanager
async def opened(browser: Browser, file: Path, width: int) -> AsyncIterator[tuple[Page, list[str]]]:
    """The page at this width, and everything that it asked for beside itself."""
    context = await browser.new_context(viewport={"width": width, "height": 900})
    page, asked = await context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(file.as_uri())
    asked.remove(file.as_uri())
    yield page, asked
    await context.close()


async def test_everybody_can_read_it(browser: Browser, file: Path) -> None:
    """On the narrowest screen, where tables and pictures scroll."""
    async with opened(browser, file, 320) as (page, _):
        found = await Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [1280, 320])
async def test_it_fits_every_screen_and_asks_for_nothing(browser: Browser, file: Path, width: int) -> None:
    async with opened(browser, file, width) as (page, asked):
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        assert await page.evaluate(CLIPPED) == []
        assert asked == []
        await pictured(page, f"bundle-{width}")


async def test_what_people_wrote_stays_text(browser: Browser, file: Path) -> None:
    async with opened(browser, file, 1280) as (page, _):
        assert await page.title() == f"{a.REFERENCE}: the record of the case"
        assert await page.locator("script, img").count() == 0
        for name in ("What was referred", "Decisions: by whom, and why", "What was refused", "Documents"):
            section = page.get_by_role("region", name=name, exact=True)
            assert "<script>" in await section.inner_text()
            assert "{{ 7 * 7 }}" in await section.inner_text()


async def test_it_prints_on_a4_with_nothing_cut_off(browser: Browser, file: Path, tmp_path: Path) -> None:
    async with opened(browser, file, 680) as (page, _):  # as wide as A4 within its margins
        await page.emulate_media(media="print")
        assert await page.evaluate(CLIPPED) == []
        assert await page.evaluate(WIDER_THAN_ITS_PLACE) == 0
        printed = await page.pdf(path=tmp_path / "timeline.pdf", prefer_css_page_size=True)
    sizes = {tuple(map(float, found)) for found in re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", printed)}
    assert [(round(width), round(height)) for width, height in sizes] == [(595, 842)]
    pages = len(re.findall(rb"/Type ?/Page\b", printed))
    assert 3 < pages < 20


async def test_keyboards_reach_what_scrolls_and_skip_what_repeats(browser: Browser, file: Path) -> None:
    async with opened(browser, file, 320) as (page, _):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.textContent") == "Skip to the record"
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.id") == "record"
        await page.keyboard.press("Tab")
        assert "clocks" in await page.evaluate("document.activeElement.getAttribute('aria-label')")
