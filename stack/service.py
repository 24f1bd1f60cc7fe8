"""The whole service on one machine: Temporal, PostgreSQL, a mail sink, a worker, the Web UI's front door."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType

from ledger.connect import LedgerUnavailable
from ledger.schema import LedgerOutdated
from settings import Settings
from stack.errors import StackError
from stack.instance import only_instance
from stack.local_settings import earlier_actor, environment, local_values, reserve_ports, write_settings
from stack.log_lock import until_free
from stack.mailbox import Mailbox
from stack.own_programs import FrontDoor, Worker
from stack.postgres import Postgres
from stack.prepare import prepare
from stack.server import Server
from stack.temporal import Places, Temporal
from vault.key_file import KeyFileError
from vault.key_store import KeyStoreUnavailable
from vault.master import WrongMaster
from vault.people import PeopleFileError

# After a hard end the programs follow at once, and the worker when it has drained; then their ports are free.
LEFTOVERS_END_SECONDS = 20
# A process that ends right after its last client of Temporal may crash in that library's own threads.
CLIENT_CLOSES_SECONDS = 0.2
PREPARATION_ERRORS = (
    *(KeyFileError, PeopleFileError, WrongMaster, KeyStoreUnavailable),
    *(LedgerUnavailable, LedgerOutdated),
)


class Service:
    """Everything that runs; use it as an async context manager.

    The data stays in `var` under the root, and a later start with the same root goes on with it, on the same
    ports where these are free.

    Attributes:
        settings_file: where clients in other terminals find the settings (by CSPR_SETTINGS).
        mails: the folder of the mail sink, for `stack.mailbox.read_mails`.
        postgres: the ledger's server.
        mailbox: the mail sink.
        temporal: Temporal's server.
        worker: the worker's process.
        door: the front door's process, where people find the Web UI.
    """

    postgres: Postgres
    mailbox: Mailbox
    temporal: Temporal
    worker: Worker
    door: FrontDoor

    def __init__(self, root: Path, report: Callable[[str], None] = lambda _: None, actor: str | None = None) -> None:
        """Say where the service keeps its data, and who is told of its progress, a sentence at a time.

        `actor` is who acts on this machine unless they say otherwise; without one, who did before.
        """
        self._actor = actor
        self._folder = root.absolute() / "var"
        self._report = report
        self._running = AsyncExitStack()
        self._servers: list[Server] = []
        self.settings_file = self._folder / "cspr.toml"
        self.mails = self._folder / "mails"

    async def __aenter__(self) -> Settings:
        """Start everything in order, and return the settings that clients find it by.

        Raises:
            StackError: another service runs from this root, or a part does not start; nothing is left running.
        """
        async with AsyncExitStack() as running:
            settings = await self._start(running)
            self._running = running.pop_all()
        return settings

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Drain the worker, then stop everything in the reverse order."""
        await self._running.__aexit__(kind, error, trace)

    async def ended(self) -> StackError:
        """Return when a part has ended of its own accord, with what to tell about that."""
        waiting = [asyncio.create_task(server.ended()) for server in self._servers]
        try:
            done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            return done.pop().result()
        finally:
            for task in waiting:
                task.cancel()

    async def _start(self, running: AsyncExitStack) -> Settings:
        running.enter_context(only_instance(self._folder))
        running.push_async_callback(asyncio.sleep, CLIENT_CLOSES_SECONDS)
        temporal, logs = self._folder / "temporal", self._folder / "logs"
        for log in (temporal / "server.log", logs / "worker.log", logs / "front-door.log"):
            await until_free(log, LEFTOVERS_END_SECONDS)
        reserved = running.enter_context(reserve_ports(self.settings_file))
        ports = reserved.numbers

        self.postgres = Postgres(self._folder / "postgresql")
        if self.postgres.home.notice is not None:
            self._report(self.postgres.home.notice)
        await self._serve(running, self.postgres)

        actor = self._actor or earlier_actor(self.settings_file)
        values = local_values(self._folder, ports, self.postgres.service_dsn, self.postgres.dsn, actor)
        settings = Settings(**values)
        write_settings(values, self.settings_file)
        told = environment(values, self.settings_file)
        await self._prepare(settings)

        self.mailbox = Mailbox(self.mails, ports["smtp"])
        running.push_async_callback(self.mailbox.stop)
        reserved.release("smtp")
        await self.mailbox.start()

        self.temporal = Temporal(Places(temporal, ports["temporal"], ports["web_ui"]))
        reserved.release("temporal", "web_ui")
        await self._serve(running, self.temporal)

        self.worker = Worker(settings, told, logs / "worker.log")
        await self._serve(running, self.worker)
        self.door = FrontDoor(settings, told, logs / "front-door.log")
        reserved.release("door")
        await self._serve(running, self.door)
        return settings

    async def _prepare(self, settings: Settings) -> None:
        try:
            await prepare(settings, self._report)
        except PREPARATION_ERRORS as error:
            raise StackError(str(error)) from None

    async def _serve(self, running: AsyncExitStack, server: Server) -> None:
        running.push_async_callback(server.stop)
        await server.start()
        self._servers.append(server)
        self._report(f"{server.program.name} is ready")
