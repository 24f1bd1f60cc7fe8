"""Plays one case: opens it on a day to come, forwards its clock, takes decisions at the case's own instant."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from temporalio.client import WorkflowHandle

from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.event import RecordedEvent
from domain.opening import Opening
from domain.reference import reference_from
from domain.referral import Referral
from ledger.read import read_stream
from stack.simulation.timers import Idle, Timers
from stack.simulation.world import World
from workflows.messages import CASE_QUERY, WORKFLOW, CaseView, Receipt, Start

BETWEEN_LOOKS = 0.02
A_MOMENT = timedelta(seconds=30)
"""Longer than the workflow ever works on what comes with one timer, and nothing to a procedure that counts days."""


class Player:
    """One case in a world. Make one with `refer`."""

    def __init__(
        self, world: World, handle: WorkflowHandle[object, Case], reference: str, referred_at: datetime
    ) -> None:
        self.world = world
        self.handle = handle
        self.reference = reference
        self.referred_at = referred_at
        self._timers = Timers(world.client)

    @classmethod
    async def refer(
        cls,
        world: World,
        referral: Referral,
        at: datetime,
        name: str,
        **more: Any,  # noqa: ANN401 - other fields of the opening
    ) -> Self:
        """Refer an incident at the UTC instant `at`, which is to come: the case begins then, on its own clock.

        `name` is the case's own in its world; `more` are other fields of `domain.opening.Opening`.
        """
        reference = reference_from(hashlib.sha256(f"{world.name} {name}".encode()).digest())
        known = {"reference": reference, "fingerprints": (reference,)}
        opening = Opening.model_validate({**known, "referral": referral, **more})
        return await cls.begin(world, world.cast.start(opening, at), at)

    @classmethod
    async def begin(cls, world: World, start: Start, at: datetime) -> Self:
        """Start the case's workflow at the UTC instant `at`."""
        until = at - datetime.now(UTC)  # noqa: TID251 - the server's clock is the machine's
        await world.house.keys.create(start.reference)
        handle: WorkflowHandle[object, Case] = await world.client.start_workflow(
            WORKFLOW,
            start,
            id=start.reference,
            task_queue=world.house.settings.task_queue,
            result_type=Case,
            start_delay=until,
        )
        await world.skipper.fast_forward(handle, until + A_MOMENT)
        player = cls(world, handle, start.reference, at)
        await player.settle()
        return player

    async def now(self) -> datetime:
        """The case's own UTC instant."""
        return await self.world.skipper.get_current_time(self.handle)

    async def forward_to(self, instant: datetime) -> None:
        """Let the case's clock run until the instant, which is to come, with all that happens on the way.

        It goes from timer to timer, and a moment beyond each. The server (1.32) skips whenever the workflow has
        nothing in hand, and then sees only what is still to come: a second timer, or the end of the forwarding, that
        came due a few milliseconds ago while the workflow was busy with the first, is passed over. Here that costs
        a moment; in one leap it would be days until the next timer.
        """
        idle = await self.settle()
        if idle.at >= instant:
            raise ValueError(f"the case's clock is past {instant} already")
        while idle.is_open and idle.at < instant:
            beyond = idle.next_timer > instant + A_MOMENT
            stop = instant if beyond else idle.next_timer + A_MOMENT
            await self.world.skipper.fast_forward(self.handle, stop - idle.at)
            idle = await self.settle()

    async def take(self, decision: AnyDecision) -> Receipt:
        """Take the decision as it stands, and wait for all that follows at once."""
        sent = self.world.cast.sent(self.reference, decision, await self.now())
        receipt: Receipt = await self.handle.execute_update(decision.title, sent, id=decision.id, result_type=Receipt)
        await self.settle()
        return receipt

    async def settle(self) -> Idle:
        """Wait until the workflow has nothing in hand: no task, no errand, no timer that is due."""
        while True:
            if idle := await self._timers.idle(await self.handle.describe()):
                return idle
            await asyncio.sleep(BETWEEN_LOOKS)

    async def case(self) -> Case:
        """The state as the workflow has it."""
        view: CaseView = await self.handle.query(CASE_QUERY, result_type=CaseView)
        return view.case

    async def events(self) -> list[RecordedEvent]:
        """The case's stream in the ledger."""
        house = self.world.house
        key = await house.keys.get(self.reference)
        return await read_stream(house.ledger, self.reference, key.cipher)
