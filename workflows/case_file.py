"""The file of one case while its workflow runs: the state, and how events and waits go through it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from temporalio import workflow

from domain.case import Case
from domain.event import RecordedEvent
from domain.evolve import evolve
from workflows.messages import Carried


class CaseFile:
    """Records events and lets the stages wait for what they change."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.not_in_ledger: list[RecordedEvent] = []
        self.malformed_seen = 0

    def record(self, events: list[RecordedEvent]) -> None:
        """Take the events into the state; the ledger gets them as soon as it can."""
        for event in events:
            self.case = evolve(self.case, event)
            self.not_in_ledger.append(event)

    def do(self, step: Callable[..., list[RecordedEvent]], *about: Any) -> None:  # noqa: ANN401 - a step's own
        """Record what a pure step of the procedure brings about now."""
        self.record(step(self.case, *about, now()))

    async def until(self, condition: Callable[[Case], object]) -> None:
        """Wait until the state fulfils the condition."""
        await workflow.wait_condition(lambda: bool(condition(self.case)))

    @property
    def is_delivered(self) -> bool:
        """Whether the ledger has every event and the mail server every letter."""
        return not self.not_in_ledger and not self.case.outbox

    def carried(self) -> Carried:
        """What the next run of the workflow goes on with."""
        return Carried(case=self.case, not_in_ledger=tuple(self.not_in_ledger), malformed_seen=self.malformed_seen)

    def take_up(self, carried: Carried) -> None:
        """Go on with what an earlier run carried."""
        self.case = carried.case
        self.not_in_ledger = list(carried.not_in_ledger)
        self.malformed_seen = carried.malformed_seen


def now() -> datetime:
    """The workflow's instant in UTC, the same at every replay."""
    return workflow.now()


async def side_by_side(*stages: Awaitable[None]) -> None:
    """Run stages beside one another until all have ended."""
    await asyncio.gather(*stages)
