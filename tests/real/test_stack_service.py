import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from ledger.schema_version import head_version, schema_version
from settings import FILE_VARIABLE, Settings, read_settings
from stack.errors import StackError
from stack.ports import LOOPBACK
from stack.service import Service
from tests.real.live import settle

# It starts the service, says so, and waits as `cspr up` does.
UP = """
import asyncio, sys
from pathlib import Path
from stack.service import Service
from tests.real.live import settle

async def main():
    service = Service(Path(sys.argv[1]))
    async with service as settings:
        print(settings.temporal_address, flush=True)
        await service.ended()

try:
    asyncio.run(main())
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder that every user may enter, as PostgreSQL must be able to when we are root."""
    root = Path(tempfile.mkdtemp(prefix="cspr-"))
    root.chmod(0o711)
    settle(root)
    yield root
    shutil.rmtree(root)


@asynccontextmanager
async def up(root: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The service in a process of its own, started. It ends with the test, however that ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", UP, str(root)), stdout=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        assert process.stdout is not None
        await process.stdout.readline()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def ledger(dsn: str | None, statement: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def server_log(root: Path) -> str:
    return (root / "var" / "postgresql" / "server.log").read_text()


@dataclass(frozen=True)
class Run:
    """What was seen of a service that ran once."""

    root: Path
    settings: Settings
    told: list[str]
    schema: str | None
    keys: list[bytes]
    copied: Path


@pytest.fixture(scope="module")
async def run(open_folder: Path) -> Run:
    root = open_folder / "settled"
    settle(root)
    copied = open_folder / "copied"
    shutil.copytree(root / "var", copied / "var")  # both would like the same ports
    told: list[str] = []
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CSPR_LEDGER_DSN", "postgresql://somebody@elsewhere.invalid/ledger")
        environment.setenv("CSPR_TEMPORAL_ADDRESS", "elsewhere.invalid:7233")
        async with Service(root, told.append) as settings:
            await ledger(settings.ledger_owner_dsn, "CREATE TABLE kept AS SELECT 42 AS answer")
            schema = await schema_version(settings.ledger_dsn)
    return Run(root, settings, told, schema, kept_keys(settings), copied)


@pytest.fixture(scope="module")
async def later(run: Run) -> AsyncIterator[tuple[Service, Settings]]:
    """The same service again, and running."""
    service = Service(run.root)
    async with service as settings:
        yield service, settings


def kept_keys(settings: Settings) -> list[bytes]:
    assert settings.key_file is not None
    return [path.read_bytes() for path in (settings.key_file, settings.key_store / "service.key.json")]


async def test_everything_serves_and_says_so(run: Run) -> None:
    assert run.told == [
        "PostgreSQL is ready",
        f"A new key was made: {run.settings.key_file}",
        f"Nobody is known yet: {run.settings.people_file} (cspr people add)",
        "Temporal is ready",
        "The worker is ready",
        "The front door is ready",
    ]
    assert run.schema == head_version()


async def test_the_environment_misleads_no_part(run: Run) -> None:
    assert run.settings.temporal_address.startswith(LOOPBACK)
    assert "elsewhere" not in run.settings.ledger_dsn
    assert "worker started" in (run.root / "var" / "logs" / "worker.log").read_text()


async def test_clients_find_it_by_a_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FILE_VARIABLE, str(Service(run.root).settings_file))

    assert read_settings() == run.settings


async def test_what_is_kept_is_closed_to_other_users(run: Run) -> None:
    folders = [path for path in (run.root / "var").iterdir() if path.is_dir()]

    assert {path.name for path in folders} >= {"keys", "logs", "mails", "postgresql", "temporal"}
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


async def test_a_later_start_goes_on_with_the_data_in_the_same_places(
    run: Run, later: tuple[Service, Settings]
) -> None:
    _, settings = later

    assert await ledger(settings.ledger_owner_dsn, "SELECT answer FROM kept") == 42
    assert settings == run.settings
    assert kept_keys(settings) == run.keys


async def test_a_second_one_on_the_same_root_is_refused_and_the_first_goes_on(
    run: Run, later: tuple[Service, Settings]
) -> None:
    _, settings = later
    with pytest.raises(StackError, match=rf"runs already from {run.root}/var \(process {os.getpid()}\)"):
        async with Service(run.root):
            pass

    assert await ledger(settings.ledger_dsn, "SELECT 42") == 42


async def test_two_roots_run_side_by_side(run: Run, later: tuple[Service, Settings]) -> None:
    _, one = later
    async with Service(run.copied) as two:
        pass

    assert one.temporal_address != two.temporal_address
    assert one.door_port != two.door_port
    assert one.web_ui_address != two.web_ui_address
    assert one.smtp_port != two.smtp_port


async def test_a_part_that_dies_is_told_and_can_be_started_again(later: tuple[Service, Settings]) -> None:
    service, _ = later
    os.kill(service.worker.pid, signal.SIGKILL)
    told = await service.ended()
    await service.worker.start()

    assert "The worker ended with status 137. It wrote to" in str(told)


async def test_ctrl_c_stops_everything_in_good_order(root: Path) -> None:
    async with up(root) as process:
        os.killpg(process.pid, signal.SIGINT)  # what a terminal does
        status = await process.wait()

    assert status == 130
    assert "worker drains" in (root / "var" / "logs" / "worker.log").read_text()
    assert server_log(root).rstrip().endswith("database system is shut down")


async def test_after_a_hard_end_it_starts_again_in_the_same_places(root: Path) -> None:
    async with up(root) as first:
        before = (root / "var" / "cspr.toml").read_text()
        first.kill()
        await first.wait()
    async with Service(root) as settings:
        answer = await ledger(settings.ledger_dsn, "SELECT 42")

    assert answer == 42
    assert (root / "var" / "cspr.toml").read_text() == before


async def test_a_part_that_does_not_start_is_told_and_nothing_is_left_running(root: Path) -> None:
    keys = root / "var" / "keys" / "keys.json"
    keys.parent.mkdir()
    keys.write_text("{}")
    keys.chmod(0o600)
    with pytest.raises(StackError, match=r"key file .* is broken"):
        async with Service(root):
            pass
    keys.unlink()
    async with Service(root) as settings:
        answer = await ledger(settings.ledger_dsn, "SELECT 42")

    assert server_log(root).count("database system is ready to accept connections") == 2
    assert answer == 42


async def test_a_folder_that_cannot_be_written_is_told(root: Path) -> None:
    shutil.rmtree(root / "var")
    (root / "var").write_text("not a folder")

    with pytest.raises(StackError, match=rf"cannot keep its data in {root}/var: "):
        async with Service(root):
            pass
