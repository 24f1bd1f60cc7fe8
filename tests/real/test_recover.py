"""What Temporal's port allows by itself, terminating, resetting and deleting, is noticed, and the cases go on."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.common import WorkflowIDConflictPolicy

from domain.evolve import fold
from starter.client.cases import Cases
from starter.client.recovery import Astray, Found, find_astray
from tests.real.cspr import Cspr
from tests.real.live import Live, LiveCase, until
from tests.real.temporal_cli import temporal
from tests.real.this_day import fresh, under_review
from vault.key_store import ENDING
from workflows.messages import WORKFLOW, Start

FIRST_TASK = ("--type", "FirstWorkflowTask", "--reason", "invented")


async def look(live: Live) -> Found:
    told: list[tuple[int, int]] = []
    found = await find_astray(
        await Cases.connect(live.settings), live.ledger, live.keys, lambda *done_of_all: told.append(done_of_all)
    )
    assert told == [(done, len(told)) for done in range(1, len(told) + 1)]
    return found


async def found_among(live: Live, cases: list[LiveCase]) -> list[Astray]:
    references = {case.reference for case in cases}
    return [each for each in (await look(live)).astray if each.reference in references]


@contextmanager
def without_key(live: Live, case: LiveCase) -> Iterator[None]:
    key = live.settings.key_store / f"{case.reference}{ENDING}"
    away = key.rename(key.with_suffix(".away"))
    try:
        yield
    finally:
        away.rename(key)


async def leave_to_nobody(live: Live, case: LiveCase) -> str | None:
    """Put a workflow in the case's place that runs, and that no worker works on. The id of its run."""
    handle = await live.client.start_workflow(
        WORKFLOW,
        Start(reference=case.reference),
        id=case.reference,
        task_queue="nobody's",
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
    )
    return handle.first_execution_run_id


async def test_a_case_that_was_terminated_reset_or_deleted_goes_on_from_the_ledger(live: Live) -> None:
    cases = [await live.open(fresh()) for _ in range(4)]
    for case in cases:
        await case.decide(*under_review())
        await case.settled()
    before = [await case.stream() for case in cases]
    assert await found_among(live, cases) == []

    terminated, reset, deleted, _ = cases
    await temporal(live.settings, "workflow", "terminate", "--workflow-id", terminated.reference)
    await temporal(live.settings, "workflow", "reset", "--workflow-id", reset.reference, *FIRST_TASK)
    await temporal(live.settings, "workflow", "delete", "--workflow-id", deleted.reference, "--yes")

    async def noticed() -> list[Astray]:
        found = await found_among(live, cases)
        return found if len(found) == 3 else []

    found = await until(noticed)
    assert [(each.reference, each.why) for each in found] == [
        (terminated.reference, "terminated"),
        (reset.reference, "reset"),
        (deleted.reference, "deleted"),
    ]
    shown = await Cspr(live)("status", deleted.reference)
    assert "Nothing carries this case on: its workflow was deleted." in shown.out, shown.err
    client = await Cases.connect(live.settings)
    await asyncio.gather(*(client.start_again(each.reference) for each in found))
    for case, stream in zip(cases, before, strict=True):
        await case.until(lambda state: state.rules)
        assert await case.settled() == fold(case.reference, stream)  # a reset one has written some letters again
        assert await case.stream() == stream
    assert await found_among(live, cases) == []


async def test_a_case_that_cannot_be_judged_is_named_and_left_and_the_others_go_on(live: Live) -> None:
    terminated, silent, unreadable = cases = [await live.open(fresh()) for _ in range(3)]
    before = [await case.settled() for case in cases]
    await temporal(live.settings, "workflow", "terminate", "--workflow-id", terminated.reference)
    run = await leave_to_nobody(live, silent)
    with without_key(live, unreadable):
        recovered = await Cspr(live)("recover", "--json")
    run_afterwards = (await silent.handle.describe()).run_id
    await (await Cases.connect(live.settings)).start_again(silent.reference)

    assert recovered.status == 3, recovered.err
    references = {case.reference for case in cases}
    astray, unclear = (
        {each["reference"]: each["why"] for each in recovered.json[kind] if each["reference"] in references}
        for kind in ("astray", "unclear")
    )
    assert astray == {terminated.reference: "terminated"}
    assert unclear == {silent.reference: "does not answer", unreadable.reference: "its record cannot be opened"}
    assert run_afterwards == run
    for case, state in zip(cases, before, strict=True):
        await case.until(lambda state: state.rules)
        assert await case.settled() == state
