"""The errand of the sweep: archive what the archive does not have yet of a page of the ended runs."""

import asyncio
import base64
from datetime import timedelta

import structlog
from temporalio import activity
from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError, RPCStatusCode

from activities.heartbeats import heartbeats
from activities.house import House
from archive.histories import open_archive
from archive.runs import ENDED_RUNS, kept_until, retention
from archive.store import ArchiveDamaged, ArchiveUnavailable
from domain.hindrance import Hindrance
from vault.case_keys import KeyDestroyed
from vault.scope import scope_of_workflow
from workflows.errands import ARCHIVE_HISTORIES, PageArchived, PageToArchive

PAGE = 100
ONE_LOOK_SECONDS = 8
"""A bucket may be silent for longer, a folder over the network for ever."""
ONE_HISTORY_SECONDS = 20

_log = structlog.get_logger()


class _Away(ArchiveUnavailable):
    """The archive is silent, whichever run is asked for. What it refuses at once may be about one run alone."""


class ArchivingDesk:
    """Brings histories from Temporal into the archive."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._archive = open_archive(house.settings, house.keys)

    @activity.defn(name=ARCHIVE_HISTORIES)
    async def archive(self, wanted: PageToArchive) -> PageArchived:
        """Archive each run of a page that is not there yet; one that cannot be stops none of the others.

        Where the archive is silent, the first run has waited for all: a hundred times that wait would be longer than a
        page may take, and no alarm would ever come.
        """
        client = activity.client()
        kept_for = await retention(client)
        token = base64.b64decode(wanted.token) if wanted.token else None
        runs = client.list_workflows(ENDED_RUNS, page_size=PAGE, next_page_token=token)
        await runs.fetch_next_page()
        archived = failed = near_end = 0
        away: _Away | None = None
        async with heartbeats(lambda: None):
            for run in runs.current_page or ():
                try:
                    archived += await self._archive_one(client, run, away)
                except Exception as error:  # noqa: BLE001 - whatever is wrong with one run, the others are archived
                    away = error if isinstance(error, _Away) else away
                    failed += 1
                    near_end += self._tell(run, error, kept_for)
        following = runs.next_page_token
        return PageArchived(
            archived=archived,
            failed=failed,
            near_end=near_end,
            next_token=base64.b64encode(following).decode() if following else None,
        )

    async def _archive_one(self, client: Client, run: WorkflowExecution, away: _Away | None) -> bool:
        """Whether it was archived now; not where it was before, or where it is on its way out of the world."""
        scope = scope_of_workflow(run.id)
        if self._house.keys.destroyed(scope):
            return False
        if away is not None:
            raise _Away(str(away))
        if await self._is_there(run):
            return False
        async with asyncio.timeout(ONE_HISTORY_SECONDS):
            return await self._bring(client, run, scope)

    async def _is_there(self, run: WorkflowExecution) -> bool:
        try:
            async with asyncio.timeout(ONE_LOOK_SECONDS):
                return await asyncio.to_thread(self._archive.has, run.id, run.run_id)
        except TimeoutError:
            raise _Away(f"the archive does not answer within {ONE_LOOK_SECONDS} seconds") from None

    async def _bring(self, client: Client, run: WorkflowExecution, scope: str) -> bool:
        try:
            history = await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
            await self._archive.put(history, run.run_id)
        except KeyDestroyed:
            return False
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:  # deleted since it was listed
                return False
            raise
        if self._house.keys.destroyed(scope):  # meanwhile, so that its disposal may not have found this file
            await asyncio.to_thread(self._archive.remove, run.id)
            return False
        return True

    def _tell(self, run: WorkflowExecution, error: Exception, kept_for: timedelta) -> bool:
        """Log that a run is not archived; whether Temporal will soon delete it."""
        until = kept_until(run, kept_for)
        alarm = timedelta(days=self._house.settings.archive_alarm_days)
        near_end = until - activity.info().started_time < alarm
        known = {"workflow": run.id, "run": run.run_id, "why": _why(error), "until": until.isoformat()}
        if near_end:
            _log.error("a history is not archived and will soon be deleted", **known)
        else:
            _log.warning("a history is not archived yet", **known)
        return near_end


def _why(error: Exception) -> str:
    """A sentence where it is one of ours; of any other only its name, for its text may hold what is confidential."""
    return str(error) if isinstance(error, Hindrance | ArchiveDamaged) else type(error).__name__
