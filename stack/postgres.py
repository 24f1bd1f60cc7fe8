"""A PostgreSQL of our own on this machine, reached through a Unix socket alone."""

import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import asyncpg

from stack.errors import StackError
from stack.postgres_home import Home, make_home
from stack.process import Program
from stack.server import Server

USER = "cspr"
SERVICE = "cspr_service"
DATABASE = "cspr"
CONNECT_SECONDS = 5
# Nothing of the caller's environment may reach the server, but it needs these.
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC"}
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    # An error's statement and its detail may hold what a case is about, and a log is read by others.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class Postgres(Server):
    """PostgreSQL with one database, `cspr`.

    Attributes:
        home: where its data is; `home.notice` says why where that is not the folder asked for.
        dsn: the address of the database, for asyncpg, as its owner; it can be used once the server has started.
        service_dsn: the same in the role that the service works with, once `stack.prepare` has made that.
    """

    def __init__(self, data: Path) -> None:
        """Prepare the folder for its data, or one that PostgreSQL can reach.

        Raises:
            StackError: the folder belongs to another user.
        """
        self.home = make_home(data)
        self.dsn = _dsn(self.home, DATABASE)
        self.service_dsn = _dsn(self.home, DATABASE, SERVICE)
        settings = (part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}"))
        super().__init__(
            Program(
                name="PostgreSQL",
                command=(
                    str(self.home.programs / "postgres"),
                    *("-D", str(self.home.folder / "cluster"), "-k", str(self.home.sockets), "-p", "5432"),
                    *settings,
                ),
                log=self.home.folder / "server.log",
                environment=ENVIRONMENT,
                prepare=self._prepare,
                ready=self._ready,
                user=self.home.user,
                stop_signal=signal.SIGINT,  # ends all sessions; on SIGTERM it would wait for them
            )
        )

    def _prepare(self) -> None:
        cluster = self.home.folder / "cluster"
        if not cluster.exists():
            _initialise(self.home, cluster)
        # Nothing runs in this folder, as our lock on the log says. After a hard end the server would still
        # believe it where another process has the number that is written here.
        (cluster / "postmaster.pid").unlink(missing_ok=True)

    async def _ready(self) -> bool:
        try:
            connection = await asyncpg.connect(_dsn(self.home, "postgres"), timeout=CONNECT_SECONDS)
        except (OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError):
            return False
        try:
            known = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE)
            if not known:
                await connection.execute(f'CREATE DATABASE "{DATABASE}"')
        finally:
            await connection.close()
        return True


def _dsn(home: Home, database: str, user: str = USER) -> str:
    return f"postgresql://{user}@/{database}?host={quote(str(home.sockets), safe='')}&port=5432"


def _initialise(home: Home, cluster: Path) -> None:
    """Make an empty cluster; one that a hard end left half made does not count."""
    unfinished = cluster.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    made = subprocess.run(  # noqa: S603 - the command is our own
        (
            *(str(home.programs / "initdb"), "-D", str(unfinished), "-U", USER, "--auth=trust"),
            *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        ),
        user=home.user,
        group=home.user,
        extra_groups=None if home.user is None else [],
        cwd=home.folder,
        env=ENVIRONMENT,
        start_new_session=True,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise StackError(f"PostgreSQL cannot make its data in {home.folder}:\n{made.stdout}{made.stderr}")
    unfinished.rename(cluster)
