"""A small workflow with everything in it that Temporal keeps for us, to see what it keeps in clear."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from domain.unreadable import is_unreadable

SUMMARY = "Mark of a summary"
DETAILS = "Mark of the details"
FAILURE = "Mark of a failure"
FAILURES_DETAILS = "Mark of its particulars"


@dataclass
class Notes:
    """What the workflow has been told; it goes on through continue-as-new."""

    heard: list[str]
    unreadable: int = 0


@activity.defn
async def echo(text: str) -> str:
    """Say it back, leaving it in a heartbeat."""
    activity.heartbeat(text)
    return text


@activity.defn
async def fail() -> None:
    """Fail, with a message and details."""
    raise ApplicationError(FAILURE, {"detail": FAILURES_DETAILS}, type="Failed", non_retryable=True)


@workflow.defn
class SealedCase:
    """Keeps what it is told, by signal or update, until it is told to stop."""

    @workflow.init
    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._stopping = False

    @workflow.run
    async def run(self, notes: Notes) -> Notes:
        """Wait, after an activity and one that fails, and end in a second run."""
        workflow.set_current_details(DETAILS)
        if workflow.info().continued_run_id is None:
            await self._first_run(notes.heard[0])
        return self._notes

    async def _first_run(self, first: str) -> None:
        echoed = await workflow.execute_activity(
            echo, first, start_to_close_timeout=timedelta(seconds=20), summary=SUMMARY
        )
        try:
            await workflow.execute_activity(
                fail, start_to_close_timeout=timedelta(seconds=20), retry_policy=RetryPolicy(maximum_attempts=1)
            )
        except ActivityError as error:
            self._notes.heard += [echoed, f"{type(error.__cause__).__name__} {error.__cause__}"]
        await workflow.wait_condition(lambda: self._stopping, timeout=timedelta(days=1), timeout_summary=SUMMARY)
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(self._notes)

    @workflow.signal
    def tell(self, what: Any) -> None:  # noqa: ANN401 - whatever was sent
        """Keep what was told."""
        self._keep(what)

    @workflow.update
    async def decide(self, what: Any) -> str:  # noqa: ANN401 - whatever was sent
        """Keep what was decided and say it back, or refuse it."""
        if not self._keep(what):
            raise ApplicationError(f"refused: {what['why']}", type="Refused")
        return str(what)

    @workflow.signal
    def stop(self) -> None:
        """End this run."""
        self._stopping = True

    @workflow.query
    def notes(self) -> Notes:
        """What was told so far."""
        return self._notes

    def _keep(self, what: Any) -> bool:  # noqa: ANN401 - whatever was sent
        if is_unreadable(what):
            self._notes.unreadable += 1
            return False
        self._notes.heard.append(what)
        return True
