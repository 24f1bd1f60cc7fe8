"""The golden histories: where they are, and what replays them, which were exported without encryption."""

from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter

from domain.event import RecordedEvent
from starter import done_errands, replaying
from starter.replaying import Kept

FOLDER = Path(__file__).parents[1] / "golden"


async def replay(history: WorkflowHistory) -> Kept:
    """Replay a golden history. Raises where the code no longer fits it."""
    kept = await replaying.replay(history, pydantic_data_converter)
    if kept.failure:
        raise kept.failure
    return kept


async def recorded_in(history: WorkflowHistory) -> list[RecordedEvent]:
    return await done_errands.recorded_in(history, pydantic_data_converter)


def history_of(name: str) -> Path:
    return FOLDER / f"{name}.json"


def state_of(name: str) -> Path:
    return FOLDER / f"{name}.state.json"
