"""Heartbeats of an errand that takes long: where its worker dies, the server soon gives it to another."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from temporalio import activity

STILL_HERE_SECONDS = 2


@asynccontextmanager
async def heartbeats(so_far: Callable[[], object]) -> AsyncIterator[None]:
    """Tell the server again and again that we are at it, and what an attempt after us may need to know."""

    async def tell() -> None:
        while True:
            activity.heartbeat(so_far())
            await asyncio.sleep(STILL_HERE_SECONDS)

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()
