"""A world that can go down whole: its worker, its ledger and its mail server, none of which another test uses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import asyncpg
from temporalio.client import Client, WorkflowHandle

from domain.case import Case
from settings import Settings
from stack.mailbox import Mailbox
from tests.skipped.player import Player
from tests.skipped.world import World, working_world
from vault.converter import data_converter
from vault.opening import open_keys
from workflows.messages import WORKFLOW, Start

BETWEEN_LOOKS = 0.05
A_MOMENT = timedelta(seconds=2)
UNTIL_BOTH_ARE_TRIED_AGAIN = timedelta(minutes=2)


@dataclass(frozen=True)
class Outage:
    """What can go down. `server_dsn` is PostgreSQL's own database, beside the ledger's."""

    server: Client
    settings: Settings
    mailbox: Mailbox
    server_dsn: str

    @asynccontextmanager
    async def working(self) -> AsyncIterator[World]:
        """While the worker works."""
        converter = data_converter(open_keys(self.settings))
        async with working_world("outage", self.server, converter, self.settings, self.mailbox.folder) as world:
            yield world

    async def begins(self) -> None:
        """The ledger lets nobody in any more, and the mail server does not listen."""
        await self._let_in(allowed=False)
        await self.mailbox.stop()

    async def ends(self) -> None:
        """Both are back."""
        await self.mailbox.start()
        await self._let_in(allowed=True)

    async def begin_again(self, world: World, first: Player, start: Start, at: datetime) -> Player:
        """Begin the case's next run at the UTC instant `at`, a moment before the ledger and the mail are back."""
        until = at - datetime.now(UTC)  # noqa: TID251 - the server's clock is the machine's
        handle: WorkflowHandle[object, Case] = await world.client.start_workflow(
            WORKFLOW,
            start,
            id=start.reference,
            task_queue=self.settings.task_queue,
            result_type=Case,
            start_delay=until,
        )
        await world.skipper.fast_forward(handle, until + A_MOMENT)
        await self._is_felt(handle)
        await self.ends()
        await world.skipper.fast_forward(handle, UNTIL_BOTH_ARE_TRIED_AGAIN)
        case = Player(world, handle, start.reference, first.referred_at)
        await case.settle()
        return case

    async def _is_felt(self, handle: WorkflowHandle[object, Case]) -> None:
        """Wait until the case has tried to reach both, and has failed."""
        wanted = {"Send a letter", "Write to the ledger"}
        while True:
            pending = (await handle.describe()).raw_description.pending_activities
            if wanted <= {each.activity_type.name for each in pending if each.attempt > 1}:
                return
            await asyncio.sleep(BETWEEN_LOOKS)

    async def _let_in(self, *, allowed: bool) -> None:
        database = urlsplit(self.settings.ledger_dsn).path.removeprefix("/")
        connection = await asyncpg.connect(self.server_dsn)
        try:
            await connection.execute(f'alter database "{database}" allow_connections {allowed}')
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", database
            )
        finally:
            await connection.close()
