"""The whole service, started once: Temporal's server, PostgreSQL, a mail sink, the codec server, a worker."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stack.service import Service
from tests.real.live import Live, connect, settle


@pytest.fixture(scope="session")
async def live(open_folder: Path) -> AsyncIterator[Live]:
    """The service, as a newcomer starts it. Who stops a part of it starts it again."""
    root = open_folder / "service"
    settle(root)
    service = Service(root)
    async with service as settings:
        live = await connect(service, settings)
        yield live
        await live.ledger.close()
