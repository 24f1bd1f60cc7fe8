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
from vault.case_keys import KeyDestroyed
from vault.scope import scope_of_workflow
from workflows.errands import ARCHIVE_HISTORIES, PageArchived, PageToArchive

PAGE = 100
ONE_HISTORY_SECONDS = 20

_log = structlog.get_logger()


class ArchivingDesk:
    """Brings histories from Temporal into the archive."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._archive = open_archive(house.settings, house.keys)

    @activity.defn(name=ARCHIVE_HISTORIES)
    async def archive(self, wanted: PageToArchive) -> PageArchived:
        """Archive each run of a page that is not there yet; one that cannot be stops none of the others."""
        client = activity.client()
        kept_for = await retention(client)
        token = base64.b64decode(wanted.token) if wanted.token else None
        runs = client.list_workflows(ENDED_RUNS, page_size=PAGE, next_page_token=token)
        await runs.fetch_next_page()
        archived = failed = near_end = 0
        async with heartbeats(lambda: None):
            for run in runs.current_page or ():
                try:
                    async with asyncio.timeout(ONE_HISTORY_SECONDS):
                        archived += await self._archive_one(client, run)
                except Exception as error:  # noqa: BLE001 - whatever is wrong with one run, the others are archived
                    failed += 1
                    near_end += self._tell(run, error, kept_for)
        following = runs.next_page_token
        return PageArchived(
            archived=archived,
            failed=failed,
            near_end=near_end,
            next_token=base64.b64encode(following).decode() if following else None,
        )

    async def _archive_one(self, client: Client, run: WorkflowExecution) -> bool:
        """Whether it was archived now; not where it was before, or where it is on its way out of the world."""
        scope = scope_of_workflow(run.id)
        if self._house.keys.destroyed(scope):
            return False
        if await asyncio.to_thread(self._archive.has, run.id, run.run_id):
            return False
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
        known = {"workflow": run.id, "run": run.run_id, "error": type(error).__name__, "until": until.isoformat()}
        if near_end:
            _log.error("a history is not archived and will soon be deleted", **known)
        else:
            _log.warning("a history is not archived yet", **known)
        return near_end
