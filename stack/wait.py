"""Waits for what another process does."""

import asyncio
from collections.abc import Awaitable, Callable

POLL_SECONDS = 0.05


async def until(condition: Callable[[], Awaitable[bool]], seconds: float) -> None:
    """Return when the condition holds; it is asked again and again.

    Raises:
        TimeoutError: it did not hold after so many seconds.
    """
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - what another process does sets no event of ours
            await asyncio.sleep(POLL_SECONDS)
