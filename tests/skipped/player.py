"""Plays one case: refers it on a day to come, takes decisions at the case's own instant, forwards its clock."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from temporalio.client import WorkflowHandle

from domain.case import Case
from domain.decisions import AnyDecision
from domain.event import LetterRequested, RecordedEvent
from domain.evolve import fold
from domain.london import LONDON
from domain.moment import Moment
from domain.opening import Opening
from domain.reference import reference_from
from domain.referral import Referral
from ledger.read import read_stream
from stack.mailbox import read_mails
from tests.skipped.timers import Idle, Timers
from tests.skipped.world import World
from workflows.messages import CASE_QUERY, WORKFLOW, CaseView, Receipt, Start

BETWEEN_LOOKS = 0.02
A_MOMENT = timedelta(seconds=30)
"""Longer than the workflow ever works on what comes with one timer, and nothing to a procedure that counts days."""


@dataclass(frozen=True)
class Mail:
    """A message in the mail sink: the letter that it is, and its recipient by the directory's key."""

    kind: str
    to: str
    about: str
    message_id: str


def london(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """The UTC instant of a time in London."""
    return datetime.combine(day, time(hour, minute), LONDON).astimezone(UTC)


class Player:
    """One case in a world."""

    def __init__(
        self, world: World, handle: WorkflowHandle[object, Case], reference: str, referred_at: datetime
    ) -> None:
        self.world = world
        self.handle = handle
        self.reference = reference
        self.referred_at = referred_at
        self.decisions = 0
        self._timers = Timers(world.client)

    async def now(self) -> datetime:
        """The case's own UTC instant."""
        return await self.world.skipper.get_current_time(self.handle)

    @property
    def first_run(self) -> str:
        """The id of the run in which the case began."""
        assert self.handle.first_execution_run_id is not None
        return self.handle.first_execution_run_id

    async def forward_to(self, instant: datetime) -> None:
        """Let the case's clock run until the instant, with all that happens on the way.

        It goes from timer to timer, and a moment beyond each. The server (1.32) skips whenever the workflow has
        nothing in hand, and then sees only what is still to come: a second timer, or the end of the forwarding, that
        came due a few milliseconds ago while the workflow was busy with the first, is passed over. Here that costs
        a moment; in one leap it would be days until the next timer.
        """
        idle = await self.settle()
        assert idle.at < instant, f"the case's clock is past {instant} already"
        while idle.is_open and idle.at < instant:
            beyond = idle.next_timer > instant + A_MOMENT
            stop = instant if beyond else idle.next_timer + A_MOMENT
            await self.world.skipper.fast_forward(self.handle, stop - idle.at)
            idle = await self.settle()

    async def on(self, day: date, *decisions: AnyDecision) -> None:
        """Take decisions at noon of a London day to come, or later today."""
        if london(day) > await self.now():
            await self.forward_to(london(day))
        if decisions:
            await self.decide(*decisions)

    async def decide(self, *decisions: AnyDecision) -> Receipt:
        """Take decisions now, one after another; the last one's receipt."""
        for decision in decisions:
            self.decisions += 1
            taken = decision.model_copy(
                update={
                    "id": f"{self.reference}:{self.decisions}",
                    "at": Moment.at(await self.now()),
                    "entered_late_because": None,
                }
            )
            receipt = await self.take(taken)
        return receipt

    async def take(self, decision: AnyDecision) -> Receipt:
        """Take the decision as it stands, and wait for all that follows at once."""
        receipt: Receipt = await self.handle.execute_update(
            decision.title, decision, id=decision.id, result_type=Receipt
        )
        await self.settle()
        return receipt

    async def again(self, at: datetime, decision: AnyDecision) -> "Player":
        """The same case after its end: at the instant a new run reads it from the ledger and takes the decision."""
        player = await begin(self.world, Start(reference=self.reference), at)
        player.referred_at = self.referred_at
        player.decisions = self.decisions
        await player.decide(decision)
        return player

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
        return await read_stream(house.ledger, self.reference, house.cipher)

    async def mails(self) -> list[Mail]:
        """What the mail sink was given for this case, in the order in which the letters were asked for."""
        events = await self.events()
        asked = {event.body.letter.key: event for event in events if isinstance(event.body, LetterRequested)}
        directory = {each.email: each.key for each in fold(self.reference, events).in_force.policy.organisations}
        found = []
        for message in read_mails(self.world.mails):
            reference, _, rest = str(message["Message-ID"]).strip("<>").partition(".")
            if reference != self.reference:
                continue
            event = asked[rest.partition("@")[0]]
            assert isinstance(event.body, LetterRequested)
            letter = event.body.letter
            to = directory.get(letter.to.email, "referrer")
            found.append((event.position, Mail(letter.kind, to, letter.about, str(message["Message-ID"]))))
        return [mail for _, mail in sorted(found, key=lambda each: each[0])]


async def refer(
    world: World,
    referral: Referral,
    at: datetime,
    name: str,
    **more: Any,  # noqa: ANN401 - other fields of the opening
) -> Player:
    """Refer an incident at the UTC instant `at`, which is to come: the case begins then, on its own clock."""
    reference = reference_from(hashlib.sha256(f"{world.name} {name}".encode()).digest())
    known = {"reference": reference, "fingerprints": (reference,), "recorded_by": "invented recorder"}
    opening = Opening.model_validate({**known, "referral": referral, **more})
    return await begin(world, Start(reference=reference, opening=opening), at)


async def begin(world: World, start: Start, at: datetime) -> Player:
    """Start the case's workflow at the UTC instant `at`."""
    until = at - datetime.now(UTC)  # noqa: TID251 - the server's clock is the machine's
    handle: WorkflowHandle[object, Case] = await world.client.start_workflow(
        WORKFLOW,
        start,
        id=start.reference,
        task_queue=world.house.settings.task_queue,
        result_type=Case,
        start_delay=until,
    )
    await world.skipper.fast_forward(handle, until + A_MOMENT)
    player = Player(world, handle, start.reference, at)
    await player.settle()
    return player
