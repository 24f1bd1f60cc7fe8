"""The whole service, started once: Temporal's server, PostgreSQL, a mail sink, the codec server, a worker."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stack.service import Service
from tests.real.live import Live, connect
from tests.real.port import ENVOY, Port, open_port


@pytest.fixture(scope="session")
async def live(open_folder: Path) -> AsyncIterator[Live]:
    """The service, as a newcomer starts it. Who stops a part of it starts it again."""
    service = Service(open_folder / "service")
    async with service as settings:
        live = await connect(service, settings)
        yield live
        await live.ledger.close()


@pytest.fixture(scope="session")
async def port(live: Live, open_folder: Path) -> AsyncIterator[Port]:
    """The service's Temporal again, behind the port that it has on a server."""
    if not ENVOY.exists():
        pytest.skip("Envoy is not installed here: its wheel is for Linux alone")
    folder = open_folder / "port"
    folder.mkdir()
    async with open_port(folder, live.settings.temporal_address) as port:
        yield port
