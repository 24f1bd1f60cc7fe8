"""The client of proclaimed days: look at every open case, start a proclamation, follow it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import TypeVar

from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError, WorkflowQueryFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError
from temporalio.service import RPCError

from domain.case import Case
from domain.decisions.dates import ChangeCalendar
from domain.london import say_day
from starter.client.cases import Cases
from starter.client.errors import Refused, ServiceUnavailable, UnknownCase
from starter.client.reaching import reaching_temporal
from workflows.messages import OPEN_CASES
from workflows.proclamation import PROCLAMATION, PROGRESS_QUERY, Proclaimed, Progress, proclamation_id
from workflows.refusals import refusal_in

AT_ONCE = 16
LOOK_AGAIN_SECONDS = 0.5
PATIENCE_SECONDS = 180

Found = TypeVar("Found")
Tell = Callable[[int, int], None]


class Proclamations(Cases):
    """Proclaimed days of one service. Every method raises ServiceUnavailable when Temporal or the worker is away."""

    async def look_at_open_cases(self, look: Callable[[Case], Found], tell: Tell) -> dict[str, Found | None]:
        """What `look` finds in each open case, by reference; None where the case does not answer.

        Args:
            look: given the state of a case, which it must not change.
            tell: told how many of how many have been looked at.
        """
        async with reaching_temporal():
            references = sorted([run.id async for run in self.client.list_workflows(OPEN_CASES)])
        found: dict[str, Found | None] = {}
        waiting = asyncio.Semaphore(AT_ONCE)

        async def one(reference: str) -> None:
            async with waiting:
                if len(found) >= AT_ONCE and not any(found.values()):
                    return
                with suppress(UnknownCase):  # it has vanished since it was listed
                    found[reference] = await self._looked_at(reference, look)
                tell(len(found), len(references))

        await asyncio.gather(*(one(reference) for reference in references))
        if found and not any(found.values()):  # not one of the first has answered: it is the worker that is away
            raise ServiceUnavailable("No worker answered in time. Is one running (cspr worker)?")
        return dict(sorted(found.items()))

    async def _looked_at(self, reference: str, look: Callable[[Case], Found]) -> Found | None:
        try:
            case = (await self.case(reference)).case
        except ServiceUnavailable:
            return None
        return look(case) if case.rules else None

    async def proclaim(self, decision: ChangeCalendar) -> None:
        """Start to bring the day to the record and to every open case; where one about it runs, nothing starts."""
        workflow_id = proclamation_id(decision.day)
        async with reaching_temporal():
            await self.client.start_workflow(
                PROCLAMATION,
                Proclaimed(progress=Progress(decision=decision), proof=self.prove(workflow_id, decision.id, decision)),
                id=workflow_id,
                task_queue=self.settings.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=f"Bank holiday on {say_day(decision.day)}",
            )

    async def under_way(self, day: date) -> Progress | None:
        """How far the proclamation about a day has come that runs now, if one does."""
        handle = self.client.get_workflow_handle(proclamation_id(day))
        try:
            async with reaching_temporal():
                status = (await handle.describe()).status
        except RPCError:
            return None
        return await self.progress(day) if status is WorkflowExecutionStatus.RUNNING else None

    async def progress(self, day: date) -> Progress:
        """How far the last proclamation about a day has come.

        Raises:
            Refused: it failed, because nobody in that role may proclaim a day.
        """
        handle = self.client.get_workflow_handle(proclamation_id(day), result_type=Progress)
        try:
            async with reaching_temporal():
                if (await handle.describe()).status is not WorkflowExecutionStatus.RUNNING:
                    ended: Progress = await handle.result()
                    return ended
                shown: Progress = await handle.query(PROGRESS_QUERY, result_type=Progress)
                return shown
        except WorkflowQueryFailedError as error:
            raise ServiceUnavailable(f"The worker cannot show the proclamation: {error}") from None
        except WorkflowFailureError as error:
            cause = error.cause.cause if isinstance(error.cause, ActivityError) else error.cause
            known = refusal_in(cause)
            if known:
                refused = Refused(*known)
                refused.on_record = True  # by the worker that refused it
                raise refused from None
            raise ServiceUnavailable(f"The proclamation was ended by somebody: {cause}") from None

    async def follow(self, day: date, tell: Tell) -> Progress:
        """Wait until the proclamation about a day has reached every open case, while a worker comes back too.

        Raises:
            ServiceUnavailable: nobody has answered for minutes. The proclamation goes on when somebody does.
        """
        loop = asyncio.get_running_loop()
        heard = loop.time()
        while True:
            try:
                shown = await self.progress(day)
            except ServiceUnavailable as error:
                if loop.time() - heard > PATIENCE_SECONDS:
                    again = "The proclamation goes on as soon as it can; the same command follows it again."
                    raise ServiceUnavailable(f"{error.message} {again}") from None
            else:
                heard = loop.time()
                tell(shown.done, shown.total)
                if shown.finished:
                    return shown
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
