"""The client of the archive: ask for a sweep, check what is there."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote

from pydantic import AwareDatetime
from temporalio.client import WorkflowUpdateFailedError

from archive.asking import ask_for_a_sweep
from archive.attempts import AttemptsArchive
from archive.histories import Archive, open_archive, open_store
from archive.remains import RemainsArchive
from archive.runs import ENDED_RUNS, kept_until, retention
from domain.model import Model
from settings import Settings
from starter.client.connection import Connection
from starter.client.errors import ServiceUnavailable
from starter.client.reaching import reaching_temporal
from starter.client.session import reaching_the_keys
from vault.scope import scope_of_workflow
from workflows.archiving import Swept

PATIENCE = timedelta(minutes=10)


class Missing(Model):
    """An ended run that is not archived, and the UTC instant from which Temporal may delete it."""

    workflow: str
    run: str
    until: AwareDatetime


class Checked(Model):
    """What a check of the archive found: how much is there, what is wrong with it, what is missing."""

    workflows: int
    archived: int
    faults: tuple[str, ...]
    near_end: tuple[Missing, ...]
    waiting: tuple[Missing, ...]


class Archives(Connection):
    """The archive of one service."""

    async def sweep(self) -> Swept:
        """Have the workers archive what is not archived yet, and wait for it.

        Raises:
            ServiceUnavailable: nobody answers; what has begun goes on.
        """
        try:
            async with reaching_temporal(within=PATIENCE):
                return await (await ask_for_a_sweep(self.client, self.settings.task_queue)).result()
        except WorkflowUpdateFailedError:
            raise ServiceUnavailable("The sweep was ended by somebody; ask for it again.") from None

    async def check(
        self, settings: Settings, alarm_days: int, now: datetime, tell: Callable[[int, int], None]
    ) -> Checked:
        """Check every file, and look for ended runs that are not there.

        Args:
            settings: where the archive is.
            alarm_days: from how many days before its end a missing run is near it.
            now: the UTC instant to count from.
            tell: told how many of how many workflows have been checked.

        Raises:
            ServiceUnavailable: Temporal or the keys cannot be reached.
        """
        archive = open_archive(settings, self.keys)
        groups, faults, archived = archive.groups(), list[str](), 0
        for number, group in enumerate(groups, start=1):
            faults += await asyncio.to_thread(archive.check, group)
            archived += archive.count(unquote(group))
            faults += self._left_behind(unquote(group))
            tell(number, len(groups))
        for of_the_ledger in (AttemptsArchive(open_store(settings)), RemainsArchive(open_store(settings))):
            faults += await asyncio.to_thread(of_the_ledger.check)
        missing = await self._missing(archive)
        soon = now + timedelta(days=alarm_days)
        return Checked(
            workflows=len(groups),
            archived=archived,
            faults=tuple(faults),
            near_end=tuple(each for each in missing if each.until < soon),
            waiting=tuple(each for each in missing if each.until >= soon),
        )

    def _left_behind(self, workflow: str) -> list[str]:
        with reaching_the_keys():
            if self.keys.destroyed(scope_of_workflow(workflow)) is None:
                return []
        return [f"{workflow} has archived histories although its record was destroyed: dispose of it again"]

    async def _missing(self, archive: Archive) -> list[Missing]:
        """Every ended run that is not archived, but for those of destroyed records; what ends first comes first."""
        async with reaching_temporal(within=PATIENCE):
            kept_for = await retention(self.client)
            found = [
                Missing(workflow=run.id, run=run.run_id, until=kept_until(run, kept_for))
                async for run in self.client.list_workflows(ENDED_RUNS)
                if self.keys.destroyed(scope_of_workflow(run.id)) is None and not archive.has(run.id, run.run_id)
            ]
        return sorted(found, key=lambda missing: missing.until)
