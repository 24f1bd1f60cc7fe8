"""Plays one case, as `cspr simulate` does, with what tests alone need: decisions made in a line, and the mails."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from domain.decisions.any_decision import AnyDecision
from domain.event import LetterRequested
from domain.evolve import fold
from domain.moment import Moment
from domain.referral import Referral
from stack.mailbox import read_mails
from stack.simulation import player, when
from tests.skipped.world import World
from workflows.messages import Receipt, Start


@dataclass(frozen=True)
class Mail:
    """A message in the mail sink: the letter that it is, and its recipient by the directory's key."""

    kind: str
    to: str
    about: str
    message_id: str


def london(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """The UTC instant of a time in London."""
    return when.london(day, time(hour, minute))


class Player(player.Player):
    """One case in a world."""

    decisions = 0

    @property
    def first_run(self) -> str:
        """The id of the run in which the case began."""
        assert self.handle.first_execution_run_id is not None
        return self.handle.first_execution_run_id

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

    async def again(self, at: datetime, decision: AnyDecision) -> "Player":
        """The same case after its end: at the instant a new run reads it from the ledger and takes the decision."""
        again = await begin(self.world, Start(reference=self.reference), at)
        again.referred_at = self.referred_at
        again.decisions = self.decisions
        await again.decide(decision)
        return again

    async def mails(self) -> list[Mail]:
        """What the mail sink was given for this case, in the order in which the letters were asked for."""
        events = await self.events()
        asked = {event.body.letter.key: event for event in events if isinstance(event.body, LetterRequested)}
        directory = {each.email: each.key for each in fold(self.reference, events).in_force.policy.organisations}
        found = []
        for message in read_mails(self.world.mails, self.reference):
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
    return await Player.refer(world, referral, at, name, **more)


async def begin(world: World, start: Start, at: datetime) -> Player:
    """Start the case's workflow at the UTC instant `at`."""
    return await Player.begin(world, start, at)
