"""What a replay finds when today's code decides otherwise: shown on golden histories that were changed."""

import base64
import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from pydantic import ValidationError
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter

from archive.done_errands import recorded_in
from domain.event import VERSIONS, RecordedEvent
from domain.evolve import fold
from ledger.upcast import UPCASTS
from starter.proof.replaying import Kept, replay
from starter.proof.verdict import Difference, ReplayedRun, differences_in, without_history
from tests.skipped.replay import history_of
from workflows.errands import WRITE_TO_LEDGER

RUN = "3f1e9a52-0000-4000-8000-000000000000"
NAME = "all-on-time"


def changed(change: Callable[[dict[str, Any]], None]) -> WorkflowHistory:
    history = json.loads(history_of(NAME).read_text())
    change(history)
    reference = history["events"][0]["workflowExecutionStartedEventAttributes"]["workflowId"]
    return WorkflowHistory.from_json(reference, history)


def change_recorded(history: dict[str, Any], kind: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the first event of a kind in what was sent to the ledger."""
    for event in history["events"]:
        scheduled = event.get("activityTaskScheduledEventAttributes", {})
        if scheduled.get("activityType", {}).get("name") != WRITE_TO_LEDGER:
            continue
        (payload,) = scheduled["input"]["payloads"]
        batch = json.loads(base64.b64decode(payload["data"]))
        for recorded in batch["events"]:
            if recorded["body"]["type"] == kind:
                change(recorded["body"])
                payload["data"] = base64.b64encode(json.dumps(batch, separators=(",", ":")).encode()).decode()
                return


def a_later_due_date(history: dict[str, Any]) -> None:
    """As if code of then had counted one day more."""
    change_recorded(history, "duty_opened", lambda body: body["duty"].update(due="2030-01-01"))


def another_first_errand(history: dict[str, Any]) -> None:
    scheduled = (event.get("activityTaskScheduledEventAttributes") for event in history["events"])
    next(each for each in scheduled if each)["activityType"]["name"] = "Another errand"


def run_of(ended: str | None = "completed") -> ReplayedRun:
    return ReplayedRun(
        run=RUN, source="archive", begun_at="2026-01-01T00:00:00Z", ended=ended, history_events=1, events=1
    )


async def replayed(history: WorkflowHistory) -> tuple[Kept, list[RecordedEvent]]:
    return await replay(history, pydantic_data_converter), await recorded_in(history, pydantic_data_converter)


def without_the_outcome(history: dict[str, Any]) -> None:
    """As if an earlier version of the last event had not said how the case ended."""
    change_recorded(history, "case_closed", lambda body: body.pop("outcome"))


async def test_what_was_recorded_in_an_earlier_version_is_compared_in_todays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cast("dict[str, int]", VERSIONS), "case_closed", 2)
    with pytest.raises(ValidationError, match="outcome"):
        await replayed(changed(without_the_outcome))

    todays = ("case_closed", 1)
    monkeypatch.setitem(UPCASTS, todays, lambda event: {**event, "body": {"outcome": "published", **event["body"]}})
    kept, then = await replayed(changed(without_the_outcome))

    assert kept.events == then
    assert then[-1].version == 2


async def test_a_date_that_comes_out_otherwise_is_named_with_both() -> None:
    kept, then = await replayed(changed(a_later_due_date))
    assert kept.failure is None
    (difference,) = differences_in(run_of(), (), then, kept.events, kept.state, kept.events)
    assert difference.what == "duty_opened was recorded then, and otherwise is recorded today"
    assert [(each.field, each.then) for each in difference.changes] == [("body.duty.due", "2030-01-01")]
    assert difference.position is not None

    differences = list(differences_in(run_of(), (), kept.events, kept.events, kept.state, then))
    assert [each.position for each in differences] == [difference.position, len(then)]
    assert differences[0].what == "duty_opened is in the ledger, and otherwise is recorded today"
    assert differences[1].what == "the state is another than the ledger's"
    assert {"then": "2030-01-01"}.items() <= differences[1].changes[0].model_dump().items()


async def test_a_command_that_does_not_fit_is_a_failure() -> None:
    kept, _ = await replayed(changed(another_first_errand))
    assert "Another errand" in str(kept.failure)


async def test_what_the_ledger_lacks_or_has_more_is_named() -> None:
    kept, then = await replayed(changed(lambda _: None))
    assert kept.state == fold(kept.events[0].stream, then)
    same = (then, kept.events, kept.state)
    assert list(differences_in(run_of(), (), *same, then)) == []
    (lacking,) = differences_in(run_of(), (), *same, then[:-1])
    assert (lacking.position, lacking.what.partition(" ")[0]) == (len(then), "nothing")
    assert list(differences_in(run_of(ended=None), (), *same, then[:-1])) == []  # it is on its way there
    (taken_away,) = differences_in(run_of(ended=None), {len(then)}, *same, then[:-1])  # it was there
    assert (taken_away.position, taken_away.what) == (lacking.position, lacking.what)

    other = [*then[:-1], then[-1].model_copy(update={"actor": "invented"})]
    (another,) = differences_in(run_of(ended=None), (), *same, other)
    assert [(each.field, each.then) for each in another.changes] == [("actor", "invented")]
    assert list(differences_in(run_of("terminated"), (), *same, other)) == []  # another run went over it


async def test_what_has_no_history_is_named() -> None:
    _, then = await replayed(changed(lambda _: None))
    assert list(without_history(then, {event.position for event in then})) == []
    (gone,) = without_history(then, {event.position for event in then} - {2, 3})
    assert gone.what.startswith("there is no history of 2 events, from 2 to 3")
    assert gone.position == 2


@pytest.mark.parametrize("missing", ["then", "today"])
async def test_an_event_more_or_less_is_named(missing: str) -> None:
    kept, then = await replayed(changed(lambda _: None))
    shorter = {"then": then, "today": kept.events} | {missing: then[:-1]}
    found: list[Difference] = list(differences_in(run_of(), (), shorter["then"], shorter["today"], kept.state, then))
    assert [each.position for each in found] == [len(then)]
