"""No sequence crashes a workflow: generated decisions, and what nobody can understand, through the whole service."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from domain.decisions.any_decision import AnyDecision
from domain.london import london_date
from tests.property.generated import decisions
from tests.property.turns import TURNS, USUAL
from tests.skipped import paths
from tests.skipped.player import Player
from tests.skipped.telling import check_record
from tests.skipped.world import World
from workflows.messages import DECISIONS

STEPS = 8
EXAMPLES = 5

_NUMBERS = count(1)

malformed: st.SearchStrategy[Any] = st.sampled_from(
    [{}, [], "no decision", 7, None, {"decision": "criteria"}, {"decision": "none such", "id": "malformed-1"}]
)


@settings(
    max_examples=EXAMPLES,
    phases=(Phase.explicit, Phase.generate),  # to play shorter ones after a failure would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
async def test_no_sequence_crashes_a_workflow(world: World, data: st.DataObject) -> None:
    case = await paths.referred(world, f"any sequence {next(_NUMBERS)}")
    usual = iter(USUAL)
    for _ in range(STEPS):
        today = london_date(await case.now())
        match data.draw(st.sampled_from(["usual", "usual", "wait", "turn", "any", "any", "malformed", "unknown"])):
            case "wait":
                await case.on(today + timedelta(days=data.draw(st.integers(1, 6))))
            case "usual":
                await take(case, *next(usual, lambda _day: [])(today))
            case "turn":
                await take(case, *data.draw(st.sampled_from(TURNS))(today))
            case "any":
                await take(case, data.draw(decisions())(await case.now()))
            case what:
                kind = data.draw(st.sampled_from(DECISIONS))
                await send(case, kind.title if what == "malformed" else "Unknown", data.draw(malformed))

    assert await check_record(case)
    assert [
        event
        async for event in case.handle.fetch_history_events()
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
    ] == []


async def take(case: Player, *taken: AnyDecision) -> None:
    """Send the decisions one after another; each is accepted, refused, or comes after the end of the case."""
    for decision in taken:
        with suppress(WorkflowUpdateFailedError), unless_it_has_ended():
            await case.take(decision.model_copy(update={"id": f"{case.reference}:{next(_NUMBERS)}"}))
        await case.settle()


async def send(case: Player, signal: str, argument: object) -> None:
    with unless_it_has_ended():
        await case.handle.signal(signal, argument)
    await case.settle()


@contextmanager
def unless_it_has_ended() -> Iterator[None]:
    """Nobody can be reached in a case that has ended."""
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
