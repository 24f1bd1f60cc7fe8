"""The page of a report in a real browser: nothing that keeps anybody from reading it, on any screen or on paper."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser

from domain.reporting.reasons import reasons, reasons_in
from domain.reporting.report import Audience
from starter.report.page import page
from tests.real.browser import chromium, needs_browser, pictured
from tests.unit import builders as a
from tests.unit.reported import CALENDAR, YEAR, reported

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LATER = date(2026, 2, 27)

pytestmark = needs_browser


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


def written(path: Path) -> None:
    """The team's page, which has everything: pictures, tables, what is late and why."""
    late = a.play(a.opened(), [a.criteria_met(), a.notified(date(2026, 1, 14))])
    explained = a.play(late, a.lateness_explained("notification", date(2026, 1, 15)))
    made = reported([*[a.in_local_review()] * 12, *[late] * 7, explained], a.noon(LATER), audience=Audience.TEAM)
    why = reasons(reasons_in(explained, YEAR, a.noon(LATER), CALENDAR), 2)
    made = made.model_copy(update={"tables": (*made.tables, why)})
    path.write_text(page(made), encoding="utf-8")


async def test_page_can_be_read_by_everybody(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    await asyncio.to_thread(written, path)
    context = await browser.new_context(viewport={"width": 1300, "height": 900}, bypass_csp=True)  # axe is a script
    shown = await context.new_page()
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    await shown.goto(path.as_uri())
    found = await Axe().run(shown, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    await pictured(shown, "report-wide")
    # On a narrow screen nothing of the page lies beyond the edge (WCAG 1.4.10): tables scroll in frames of their own.
    await shown.set_viewport_size({"width": 320, "height": 900})
    assert await shown.evaluate("document.documentElement.scrollWidth") <= 320
    await pictured(shown, "report-narrow")
    await shown.set_viewport_size({"width": 1030, "height": 730})  # A4 across, without its margins
    await shown.emulate_media(media="print")
    right = "Math.max(...[...document.querySelectorAll('table, svg')].map(each => each.getBoundingClientRect().right))"
    assert await shown.evaluate(right) <= 1031
    await pictured(shown, "report-printed")
    assert asked == [path.as_uri()]
    await context.close()
