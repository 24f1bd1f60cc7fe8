"""Asks the cases themselves, by Temporal, who may read them."""

import asyncio
import time
from datetime import timedelta

from temporalio.client import Client, WorkflowQueryFailedError, WorkflowQueryRejectedError
from temporalio.service import RPCError, RPCStatusCode

from domain.case import Case
from door.roles import AccessUnknown
from workflows.messages import CASE_QUERY, CaseView

ANSWERS_WITHIN = timedelta(seconds=5)
KEPT_SECONDS = 5
"""A page of the Web UI has many payloads of one case; and so long it may take until a case's change counts here."""


Asked = tuple[float, asyncio.Task[Case | AccessUnknown]]
"""When it was asked, by this process's own clock, and the answer."""


class AskedCases:
    """The cases as they were a few seconds ago at the most."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._asked: dict[str, Asked] = {}

    async def case(self, reference: str) -> Case:
        """The case. Raises AccessUnknown where it does not answer: then nobody reads it."""
        now = time.monotonic()
        self._asked = {each: asked for each, asked in self._asked.items() if _counts(asked, now)}
        if reference not in self._asked:
            self._asked[reference] = (now, asyncio.create_task(self._answer(reference)))
        # Who asks may go away; others who wait for the same answer still get it.
        answer = await asyncio.shield(self._asked[reference][1])
        if isinstance(answer, AccessUnknown):
            raise answer
        return answer

    async def _answer(self, reference: str) -> Case | AccessUnknown:
        handle = self._client.get_workflow_handle(reference)
        try:
            view: CaseView = await handle.query(CASE_QUERY, result_type=CaseView, rpc_timeout=ANSWERS_WITHIN)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return AccessUnknown("there is no such case at Temporal")
            return AccessUnknown("no worker answers for it")
        except (RuntimeError, WorkflowQueryFailedError, WorkflowQueryRejectedError):
            return AccessUnknown("Temporal or its worker does not answer as it should")
        return view.case


def _counts(asked: Asked, now: float) -> bool:
    since, answer = asked
    return now - since < KEPT_SECONDS or not answer.done()
