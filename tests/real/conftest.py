"""The whole service, started once: Temporal's server, PostgreSQL, a mail sink, the codec server, a worker."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from stack.service import Service
from tests.real.live import Live, connect
from tests.skipped.world import a_free_port


@pytest.fixture(scope="session")
async def live(open_folder: Path) -> AsyncIterator[Live]:
    """The service, as a newcomer starts it, with metrics. Who stops a part of it starts it again."""
    service = Service(open_folder / "service")
    async with AsyncExitStack() as running:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("CSPR_METRICS_ADDRESS", f"127.0.0.1:{a_free_port()}")
            settings = await running.enter_async_context(service)
        live = await connect(service, settings)
        yield live
        await live.ledger.close()
