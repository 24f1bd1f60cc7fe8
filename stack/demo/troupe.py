"""The invented people at work: each decision is sent by whoever takes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.referral import Referral
from settings import Settings
from stack.demo.people import CAST, COORDINATOR, enrol
from starter.client.acting import acting
from starter.client.cases import Cases, Referred
from workflows.messages import Receipt


@dataclass(frozen=True)
class Troupe:
    """Everybody's client. `looking` is one that only looks."""

    looking: Cases
    by_name: dict[str, Cases]

    @classmethod
    async def gather(cls, settings: Settings) -> "Troupe":
        """Enrol everybody and connect each. Raises as `Cases.connect` does."""
        enrol(settings)
        by_name = {
            name: await Cases.connect(settings, acting(settings, person).signer)
            for person, (name, _, _) in CAST.items()
        }
        return cls(await Cases.connect(settings), by_name)

    async def refer(self, referral: Referral, history: Sequence[AnyDecision] = ()) -> Referred:
        """The coordinator refers. Raises as `Cases.refer` does."""
        name, _, _ = CAST[COORDINATOR]
        return await self.by_name[name].refer(referral, history=history)

    async def decide(self, reference: str, decision: Decision) -> Receipt:
        """Whoever decided sends it. Raises as `Cases.decide` does."""
        return await self.by_name[decision.by.name].decide(reference, decision)
