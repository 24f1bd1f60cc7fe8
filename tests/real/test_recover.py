"""What Temporal's port allows by itself, terminating, resetting and deleting, is noticed, and the cases go on."""

import asyncio

from domain.evolve import fold
from starter.client import Cases
from starter.recovery import Astray, find_astray
from tests.real.live import Live, LiveCase, until
from tests.real.temporal_cli import temporal
from tests.real.this_day import fresh, under_review


async def found_among(live: Live, cases: list[LiveCase]) -> list[Astray]:
    references = {case.reference for case in cases}
    astray = await find_astray(await Cases.connect(live.settings), live.ledger, live.keys)
    return sorted((each for each in astray if each.reference in references), key=lambda each: each.reference)


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
    client = await Cases.connect(live.settings)
    await asyncio.gather(*(client.start_again(each.reference) for each in found))
    for case, stream in zip(cases, before, strict=True):
        await case.until(lambda state: state.rules)
        assert await case.settled() == fold(case.reference, stream)  # a reset one has written some letters again
        assert await case.stream() == stream
    assert await found_among(live, cases) == []


FIRST_TASK = ("--type", "FirstWorkflowTask", "--reason", "invented")
