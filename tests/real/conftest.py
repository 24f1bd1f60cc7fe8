"""The whole service, started once: Temporal's server, PostgreSQL, a mail sink, a worker, the front door."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from temporalio.service import RPCError

from ledger.connect import open_pool
from stack.service import Service
from tests.real.ledger_events import STREAM
from tests.real.live import Live, connect, settle
from tests.real.openbao import OpenBao, scripts
from tests.real.port import ENVOY, Port, open_port
from tests.real.warm import warm
from tests.skipped.world import a_free_port
from vault.case_keys import CaseKeys
from vault.cipher import Cipher
from workflows.messages import OPEN_CASES

KEYS = count(1)
LIVE = pytest.StashKey[Live]()


@pytest.fixture(scope="session")
async def live(open_folder: Path, request: pytest.FixtureRequest) -> AsyncIterator[Live]:
    """The service, as a newcomer starts it, with metrics. Who stops a part of it starts it again."""
    root = open_folder / "service"
    settle(root)
    service = Service(root)
    async with AsyncExitStack() as running:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("CSPR_METRICS_ADDRESS", f"127.0.0.1:{a_free_port()}")
            settings = await running.enter_async_context(service)
        live = await connect(service, settings)
        request.session.stash[LIVE] = live
        yield live
        del request.session.stash[LIVE]
        await live.ledger.close()


@pytest.fixture
async def pool(ledger_dsn: str) -> AsyncIterator[asyncpg.Pool]:
    """Connections to a fresh ledger, as the service has them."""
    async with await open_pool(ledger_dsn) as pool:
        yield pool


@pytest.fixture
async def cipher(keys: CaseKeys) -> Cipher:
    """What the invented events of `ledger_events.STREAM` are sealed by."""
    return (await keys.create(STREAM)).cipher


@pytest.fixture(scope="session", autouse=True)
def _no_command_stays_warm() -> Iterator[None]:
    """End the process that the tests' commands come from, if there is one."""
    yield
    if warm.cache_info().currsize:
        warm().close()


@pytest.fixture(scope="module", autouse=True)
async def _nobody_waits_for_what_cannot_answer(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """End what a file leaves open with no worker or no key for it: a proclaimed day would ask it for ever."""
    yield
    if LIVE not in request.session.stash:
        return
    live = request.session.stash[LIVE]
    async for run in live.client.list_workflows(OPEN_CASES):
        stored = live.keys.store.read(run.id)
        if run.task_queue != live.settings.task_queue or stored is None or stored.wrapped is None:
            with suppress(RPCError):  # it has ended meanwhile
                await live.client.get_workflow_handle(run.id).terminate()
    await _take_out_what_nobody_can_open(live)


async def _take_out_what_nobody_can_open(live: Live) -> None:
    """Cases whose keys a test had apart or destroyed with nobody's leave: the whole record is verified elsewhere."""
    owner = await asyncpg.connect(live.service.postgres.dsn)
    try:
        last = await owner.fetch("select distinct on (stream) stream, type from event order by stream, position desc")
        foreign = [row["stream"] for row in last if _nobody_can_open(live, row["stream"], row["type"])]
        if foreign:
            async with owner.transaction():
                await owner.execute("alter table event disable trigger user")
                await owner.execute("delete from event where stream = any($1)", foreign)
                for trigger in ("append_only", "chained", "in_turn"):
                    await owner.execute(f"alter table event enable always trigger {trigger}")
    finally:
        await owner.close()


def _nobody_can_open(live: Live, stream: str, last: str) -> bool:
    stored = live.keys.store.read(stream)
    return stored is None or (stored.wrapped is None and last != "record_disposed")


@pytest.fixture(scope="session")
async def openbao(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OpenBao]:
    """A key service, open and with its engine on. Who stops or seals it asks for `away`."""
    openbao = OpenBao(tmp_path_factory.mktemp("openbao"))
    await openbao.start()
    await openbao.initialise()
    await openbao.run(scripts()[0])
    yield openbao
    await openbao.stop()


@pytest.fixture
async def key(openbao: OpenBao) -> str:
    """A fresh key at the key service. The role that uses it has its name, the one that may change it NAME-keys."""
    name = f"invented-{next(KEYS)}"
    await openbao.new_key(name)
    return name


@pytest.fixture
async def away(openbao: OpenBao) -> AsyncIterator[OpenBao]:
    """The key service, for a test that stops or seals it."""
    yield openbao
    await openbao.stop()
    await openbao.start()
    await openbao.unseal()


@pytest.fixture(scope="session")
async def port(live: Live, open_folder: Path) -> AsyncIterator[Port]:
    """The service's Temporal again, behind the port that it has on a server."""
    if not ENVOY.exists():
        pytest.skip("Envoy is not installed here: its wheel is for Linux alone")
    folder = open_folder / "port"
    folder.mkdir()
    async with open_port(folder, live.settings.temporal_address) as port:
        yield port
