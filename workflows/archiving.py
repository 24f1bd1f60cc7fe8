"""The sweep that brings the histories of ended runs into the archive: one workflow, which goes on for ever.

It is no schedule of Temporal's: that would leave a closed run in the list every few minutes, and need a permission at
Temporal's port that nobody has. Every worker begins it when it starts, unless it runs already.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

from domain.archive_alarm import Notice, details, notice_due
from domain.model import Model
from workflows.errands import ARCHIVE_HISTORIES, TELL_OF_ALARM, AlarmToTell, PageArchived, PageToArchive
from workflows.retries import LEDGER_RETRY, ONE_DELIVERY

ARCHIVING = "Archiving"
SWEEP_UPDATE = "Sweep now"

EVERY = timedelta(minutes=10)
ONE_PAGE = timedelta(minutes=30)
HEARTBEAT = timedelta(seconds=10)
"""Where a worker is killed, its page is begun again after this."""
TELLING_RETRY = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_attempts=3)
"""The sweeps go on, whatever a mail server does."""


class Swept(Model):
    """What a sweep through all ended runs did: how many it archived, and how many it could not archive.

    `near_end` of these will soon be deleted by Temporal.
    """

    archived: int = 0
    failed: int = 0
    near_end: int = 0


def archiving_id(task_queue: str) -> str:
    """The id of the sweep by the workers of a task queue, which is no case."""
    return f"archiving/{task_queue}"


@workflow.defn(name=ARCHIVING)
class Archiving:
    """Sweeps every few minutes, and at once when it is asked to."""

    def __init__(self) -> None:
        self._asked = 0
        self._answered = 0  # all that asked before the last sweep began
        self._swept = Swept()
        self._told_at: datetime | None = None

    @workflow.run
    async def run(self, told_at: datetime | None = None) -> None:
        """Sweep until the history is long, and then in a new run.

        `told_at` is the UTC instant at which an alarm that lasts was last told.
        """
        self._told_at = told_at
        while not (workflow.info().is_continue_as_new_suggested() and workflow.all_handlers_finished()):
            asked = self._asked
            self._swept = await self._sweep()
            await self._tell()
            self._answered = asked
            with suppress(TimeoutError):
                await workflow.wait_condition(
                    lambda: self._asked > self._answered, timeout=EVERY, timeout_summary="Until the next sweep"
                )
        workflow.continue_as_new(self._told_at)

    @workflow.update(name=SWEEP_UPDATE, description="Sweeps now; answers when that is done. With cspr archive sweep.")
    async def _sweep_now(self) -> Swept:
        self._asked += 1
        mine = self._asked
        await workflow.wait_condition(lambda: self._answered >= mine)
        return self._swept

    async def _tell(self) -> None:
        """Show how the sweep ended, and have those told who are to know. What does not go is tried after the next."""
        swept, at = self._swept, workflow.now()
        workflow.set_current_details(details(at, swept.archived, swept.failed, swept.near_end))
        notice = notice_due(swept.near_end, self._told_at, at)
        if notice is None:
            return
        with suppress(ActivityError):
            await workflow.execute_activity(
                TELL_OF_ALARM,
                AlarmToTell(kind=notice, near_end=swept.near_end, at=at),
                start_to_close_timeout=ONE_DELIVERY,
                retry_policy=TELLING_RETRY,
                summary="Histories that will soon be lost",
            )
            self._told_at = at if notice is Notice.ALARM else None

    async def _sweep(self) -> Swept:
        total, token = Swept(), None
        while True:
            page = await workflow.execute_activity(
                ARCHIVE_HISTORIES,
                PageToArchive(token=token),
                result_type=PageArchived,
                start_to_close_timeout=ONE_PAGE,
                heartbeat_timeout=HEARTBEAT,
                retry_policy=LEDGER_RETRY,
                summary="Ended runs that the archive does not have yet",
            )
            total = Swept(
                archived=total.archived + page.archived,
                failed=total.failed + page.failed,
                near_end=total.near_end + page.near_end,
            )
            token = page.next_token
            if token is None:
                return total
