"""Temporal's Web UI in the system's own Chromium, as somebody who has signed in at the front door sees it."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REQUIRED = "CSPR_TEST_NEEDS_BROWSER"
"""The variable that CI sets: there, a missing browser is a failure."""
PICTURES = "CSPR_TEST_PICTURES"
"""The variable that names a folder for screenshots; those in docs/images were made so."""
SETTLES = 10_000
"""Milliseconds before a screenshot: rows that are drawn anew while cases go on show a number until each is opened."""

needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get(REQUIRED),
    reason="no Chromium here, so that the Web UI is not tested: install your system's package chromium",
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser without a window."""
    if CHROMIUM is None:
        pytest.fail(f"no Chromium here, and {REQUIRED} is set: install your system's package chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield browser
        await browser.close()


async def pictured(page: Page, name: str) -> None:
    """Keep a screenshot where a folder for them is named: what a page looks like is for people to judge."""
    if folder := os.environ.get(PICTURES):
        await page.evaluate("document.activeElement?.blur()")  # no frame around what was clicked last
        await page.wait_for_timeout(SETTLES)
        shown = Image.open(BytesIO(await page.screenshot()))
        shown.quantize(96).save(Path(folder) / f"{name}.png", optimize=True)  # few colours, and a small file
