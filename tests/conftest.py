"""What several tests need: real servers, started once for the whole run."""

import gc
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from hypothesis import settings

from ledger.roles import admit
from ledger.schema import migrate
from stack.postgres import SERVICE, USER, Postgres
from vault.case_keys import CaseKeys
from vault.key_file import create_key_file, read_key_file
from vault.key_store import KeyStore
from vault.master import OwnMasterKeys
from vault.naming import Naming
from vault.scope import SERVICE as THE_SERVICE

DATABASES = count(1)
settings.register_profile("cspr", deadline=None)  # a busy machine is no fault of an example's
settings.load_profile("cspr")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden histories be made afresh, which is never done by accident."""
    parser.addoption(
        "--regenerate-golden", action="store_true", help="play and keep the golden histories that are missing"
    )
    several = {"action": "append", "default": [], "metavar": "NAME"}
    parser.addoption("--change-golden", **several, help="with it: change this one, unless it belongs to a release")
    parser.addoption("--accept-commands", **several, help="take this golden history's commands as they are now, or all")


def pytest_configure() -> None:
    """Let programs that tests start be interrupted: a shell that runs the tests in the background has all ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Search no more for garbage in what was imported, which stays.

    On a busy machine such a search takes longer than the two seconds after which Temporal calls a workflow stuck.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A short-named folder that every user may enter, as PostgreSQL must be able to when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="cspr-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
async def postgres_dsn(open_folder: Path) -> AsyncIterator[str]:
    """The address of a real PostgreSQL with an empty database."""
    postgres = Postgres(open_folder / "postgresql")
    await postgres.start()
    yield postgres.dsn
    await postgres.stop()


@pytest.fixture(scope="session")
async def migrated_database(postgres_dsn: str) -> str:
    """The name of a database with the ledger's schema and nothing in it, to be copied."""
    owner = await create_database(postgres_dsn, "migrated")
    await migrate(owner)
    await admit(owner, as_service(owner))
    return "migrated"


@pytest.fixture
async def empty_dsn(postgres_dsn: str) -> str:
    """The address of a fresh database without any schema."""
    return await create_database(postgres_dsn, f"empty{next(DATABASES)}")


@pytest.fixture
def ledger_dsn(owner_dsn: str) -> str:
    """The address of a fresh ledger, migrated and empty, as the service uses it."""
    return as_service(owner_dsn)


@pytest.fixture
async def owner_dsn(postgres_dsn: str, migrated_database: str) -> str:
    """The same ledger's address for whoever may do everything."""
    return await create_database(postgres_dsn, f"ledger{next(DATABASES)}", migrated_database)


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key file with one random key."""
    path = tmp_path_factory.mktemp("keys") / "cspr.key"
    create_key_file(path)
    return path


@pytest.fixture(scope="session")
async def key_store(key_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the keys of all cases in these tests; the service has its own already."""
    folder = tmp_path_factory.mktemp("key-store")
    await opened(key_file, folder).create(THE_SERVICE)
    return folder


@pytest.fixture(scope="session")
def keys(key_file: Path, key_store: Path) -> CaseKeys:
    """The keys of the cases, wrapped by the key file's."""
    return opened(key_file, key_store)


@pytest.fixture(scope="session")
async def naming(keys: CaseKeys) -> Naming:
    """What references and fingerprints are made with."""
    return await keys.naming()


def opened(key_file: Path, key_store: Path) -> CaseKeys:
    """The keys, as each process opens them for itself."""
    store = KeyStore(key_store)
    store.make()
    return CaseKeys(store, OwnMasterKeys(partial(read_key_file, key_file)))


def as_service(owner_dsn: str) -> str:
    """The address of the same database in the role of the service."""
    return owner_dsn.replace(f"//{USER}@", f"//{SERVICE}@")


async def create_database(server_dsn: str, name: str, template: str = "template0") -> str:
    """Make a database beside the server's own, as a copy of another, and return its address."""
    connection = await asyncpg.connect(server_dsn)
    try:
        await connection.execute(f'create database "{name}" template "{template}"')
    finally:
        await connection.close()
    return urlunsplit(urlsplit(server_dsn)._replace(path=f"/{name}"))
