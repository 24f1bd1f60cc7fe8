"""Where cases are played: one server in skipped time with a worker, a ledger and a mail sink of their own."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.testing import TimeSkipper, TimeSkippingConfig

import worker
from activities.house import House
from settings import Settings
from stack.mailbox import Mailbox
from stack.postgres import Postgres
from stack.prepare import prepare
from stack.simulation.cast import Cast
from stack.simulation.server import NAMESPACE, free_ports, skipping_server
from vault.converter import data_converter
from vault.opening import open_keys

NAME = "cspr simulate"
SKIPS = 2000
"""How many timers one fast-forward may pass; the server's own limit of 200 is less than a late year has."""


@dataclass(frozen=True)
class World:
    """What a played case needs. `name` keeps the references of two worlds apart."""

    name: str
    client: Client
    skipper: TimeSkipper
    house: House
    mails: Path
    cast: Cast


@asynccontextmanager
async def working_world(
    name: str, server: Client, converter: DataConverter, settings: Settings, mails: Path
) -> AsyncIterator[World]:
    """A world on the server, with the product's worker on the settings' task queue."""
    keys = open_keys(settings)
    client = Client(
        server.service_client,
        namespace=server.namespace,
        data_converter=converter,
    )
    skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False, max_session_skip_count=SKIPS))
    async with worker.open_house(settings, keys) as house, worker.worker_for(client, house):
        cast = Cast(settings.people_file)
        yield World(name=name, client=skipper.client, skipper=skipper, house=house, mails=mails, cast=cast)


@asynccontextmanager
async def throwaway_world(policy_file: Path | None, report: Callable[[str], None]) -> AsyncIterator[World]:
    """A world of its own in a temporary folder, under that policy or the shipped one; nothing of it stays.

    `report` is told what has been started, a sentence at a time.

    Raises:
        StackError: a part cannot be started here; nothing is left running.
    """
    with _temporary_folder() as folder:
        postgres = Postgres(folder / "postgresql")
        try:
            await postgres.start()
            report("PostgreSQL is ready")
            async with _played_in(folder, postgres, policy_file, report) as world:
                yield world
        finally:
            await postgres.stop()
            # Where we are root it may be elsewhere than it was asked for.
            for each in (postgres.home.folder, postgres.home.sockets):
                shutil.rmtree(each, ignore_errors=True)


@asynccontextmanager
async def _played_in(
    folder: Path, postgres: Postgres, policy_file: Path | None, report: Callable[[str], None]
) -> AsyncIterator[World]:
    mails = folder / "mails"
    with free_ports("smtp") as ports:
        settings = _settings(folder, postgres, ports.numbers["smtp"], policy_file)
        await prepare(settings, lambda _: None)
        mailbox = Mailbox(mails, settings.smtp_port)
        ports.release("smtp")
        await mailbox.start()
    try:
        async with skipping_server(folder, NAME) as server:
            report("Temporal is ready")
            converter = data_converter(open_keys(settings))
            async with working_world(NAME, server, converter, settings, mails) as world:
                yield world
    finally:
        await mailbox.stop()


def _settings(folder: Path, postgres: Postgres, smtp_port: int, policy_file: Path | None) -> Settings:
    """Every setting that counts here, so that nothing of the environment or of a file of settings does."""
    return Settings.model_construct(
        ledger_dsn=postgres.service_dsn,
        ledger_owner_dsn=postgres.dsn,
        namespace=NAMESPACE,
        key_file=folder / "keys.json",
        key_store=folder / "key-store",
        documents=folder / "documents",
        smtp_port=smtp_port,
        policy_file=policy_file,
        people_file=folder / "people.toml",
        drain_seconds=1,
    )


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cspr-simulate-"))
    try:
        # PostgreSQL may have to run as another user, who must be able to pass; what is within is closed.
        folder.chmod(0o711)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
