"""One plainly named update and one signal for every decision, all made from the list of decisions itself."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError
from temporalio import workflow
from temporalio.common import RawValue

from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.refusal import Refusal, RefusalCode
from domain.unreadable import is_unreadable
from workflows.messages import DECISIONS, Receipt, read_decision
from workflows.refusals import COUNTED, failure


class TakesDecisions:
    """The handlers of all decisions. Whoever inherits them takes a decision with `take` and notes what is malformed.

    `signals_in_turn` is the lock by which signals wait for one another.
    """

    signals_in_turn: asyncio.Lock

    async def take(self, decision: AnyDecision, proof: str) -> Receipt:
        """Take the decision, if the proof shows who sends it; or raise its Refusal after recording it."""
        raise NotImplementedError

    def note_malformed(self, name: str, problem: str) -> None:
        """Record that something came in that nobody can understand."""
        raise NotImplementedError

    def has_enough_malformed(self) -> bool:
        """Whether so much of that came in that more is turned away where it can be, without a trace."""
        raise NotImplementedError

    @workflow.signal(
        dynamic=True, description="Any other signal: recorded as not understood. Decisions are taken with cspr."
    )
    async def _unknown_signal(self, name: str, _arguments: Sequence[RawValue]) -> None:
        self.note_malformed(name, "no decision has this name")


def decode(kind: type[Decision], value: object) -> tuple[AnyDecision, str]:
    """The decision of that kind that a JSON value holds, and its proof. Raises Refusal with every fault, by field."""
    if is_unreadable(value):
        raise Refusal(RefusalCode.MALFORMED, f"the argument is not sealed with a key of this service; {how(kind)}")
    if not isinstance(value, dict) or set(value) != {"decision", "proof"} or not isinstance(value["proof"], str):
        raise Refusal(RefusalCode.MALFORMED, f"the decision comes without a proof of who sends it; {how(kind)}")
    try:
        decision = read_decision(value["decision"])
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors(include_input=False)
        )
        raise Refusal(RefusalCode.MALFORMED, faults) from error
    if type(decision) is not kind:
        raise Refusal(RefusalCode.MALFORMED, f"this is a decision of another kind, {type(decision).__name__}")
    return decision, value["proof"]


def how(kind: type[Decision]) -> str:
    """How a decision of this kind is sent properly: the end of a sentence that says why it was refused."""
    return f"use cspr {kind.verb}, which proves who sends it"


def _only_with(kind: type[Decision], option: str = "") -> str:
    return f"Taken with cspr {kind.verb}{option}; what is sent from this page proves nobody, and is refused."


def _update_of(kind: type[Decision]) -> Callable[..., Any]:
    # Without an argument it is malformed like any other; without the default it would be an error of the code.
    async def update(self: TakesDecisions, sent: object = None) -> Receipt:
        try:
            return await self.take(*decode(kind, sent))
        except Refusal as refusal:
            if refusal.code in COUNTED:
                self.note_malformed(kind.title, refusal.message)
            raise failure(refusal) from refusal

    def validate(self: TakesDecisions, sent: object = None) -> None:
        if not self.has_enough_malformed():
            return
        try:
            decode(kind, sent)
        except Refusal as refusal:
            raise failure(refusal) from refusal

    update.__name__ = f"update_{kind.__name__}"
    update.__qualname__ = f"TakesDecisions.{update.__name__}"
    defined = workflow.update(name=kind.title, description=f"{kind.purpose} {_only_with(kind)}")(update)
    defined.validator(validate)
    return defined


def _signal_of(kind: type[Decision]) -> Callable[..., Any]:
    async def signal(self: TakesDecisions, sent: object = None) -> None:
        # Nobody waits for its answer before sending the next one, so they are taken in the order in which they came.
        async with self.signals_in_turn:
            try:
                await self.take(*decode(kind, sent))
            except Refusal as refusal:
                if refusal.code in COUNTED:
                    self.note_malformed(kind.title, refusal.message)

    signal.__name__ = f"signal_{kind.__name__}"
    signal.__qualname__ = f"TakesDecisions.{signal.__name__}"
    return workflow.signal(name=kind.title, description=f"{kind.purpose} {_only_with(kind, ' --no-wait')}")(signal)


for _kind in DECISIONS:
    for _handler in (_update_of(_kind), _signal_of(_kind)):
        setattr(TakesDecisions, _handler.__name__, _handler)
