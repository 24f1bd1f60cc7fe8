"""The world in which cases are played: one server, one worker, one ledger and one mail sink for all tests here."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from settings import Settings
from stack.mailbox import Mailbox
from tests.conftest import as_service, create_database
from tests.skipped.world import RunningServer, World, a_free_port, skipping_server, working_world
from vault.case_keys import CaseKeys
from vault.converter import data_converter


@pytest.fixture(scope="session")
async def server() -> AsyncIterator[RunningServer]:
    """Temporal's server in skipped time."""
    async with skipping_server() as running:
        yield running


@pytest.fixture(scope="session")
async def mailbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mailbox]:
    """A mail server that keeps what it is given."""
    sink = Mailbox(tmp_path_factory.mktemp("mail"), a_free_port())
    await sink.start()
    yield sink
    await sink.stop()


@pytest.fixture(scope="session")
async def played_dsn(postgres_dsn: str, migrated_database: str) -> str:
    """The address of the ledger of all played cases."""
    return as_service(await create_database(postgres_dsn, "skipped", migrated_database))


@pytest.fixture(scope="session")
def settings(
    played_dsn: str,
    key_file: Path,
    key_store: Path,
    mailbox: Mailbox,
    tmp_path_factory: pytest.TempPathFactory,
) -> Settings:
    """The worker's settings: an empty ledger, the mail sink, a folder for documents."""
    return Settings(
        ledger_dsn=played_dsn,
        key_file=key_file,
        key_store=key_store,
        documents=tmp_path_factory.mktemp("documents"),
        people_file=tmp_path_factory.mktemp("people") / "people.toml",
        smtp_port=mailbox.port,
        namespace="default",
    )


@pytest.fixture(scope="session")
async def world(server: RunningServer, settings: Settings, keys: CaseKeys, mailbox: Mailbox) -> AsyncIterator[World]:
    """The world of all played cases."""
    async with working_world("played", server.client, data_converter(keys), settings, mailbox.folder) as played:
        yield played
