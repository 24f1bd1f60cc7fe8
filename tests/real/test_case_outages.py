"""A part of the service goes away in the middle of cases and comes back: nothing is lost, and nothing comes twice."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from stack.service import Service
from tests.real.live import Live, LiveCase, until
from tests.real.this_day import fresh, today, under_review
from tests.unit.builders import criteria, criteria_met, notified

LETTERS_UNDER_REVIEW = {"acknowledgement": 1, "summary_request": 2, "notified": 3, "rapid_review": 1}


@asynccontextmanager
async def without_ledger(service: Service) -> AsyncIterator[None]:
    await service.postgres.stop()
    try:
        yield
    finally:
        await service.postgres.start()


@asynccontextmanager
async def without_mail(service: Service) -> AsyncIterator[None]:
    await service.mailbox.stop()
    try:
        yield
    finally:
        await service.mailbox.start()


@asynccontextmanager
async def without_worker(service: Service) -> AsyncIterator[None]:
    """Killed without a moment to put anything in order."""
    os.kill(service.worker.pid, signal.SIGKILL)
    await service.worker.ended()
    try:
        yield
    finally:
        await service.worker.start()


async def every_errand_has_failed(case: LiveCase) -> bool:
    """Whether something is to be done and all of it waits to be tried again."""
    pending = (await case.handle.describe()).raw_description.pending_activities
    return bool(pending) and all(each.attempt > 1 for each in pending)


async def test_decisions_are_taken_while_the_ledger_is_away(live: Live) -> None:
    case = await live.open(fresh())
    before = await case.check_record()
    async with without_ledger(live.service):
        await case.decide(*under_review())
        assert await case.refusal(criteria_met(today())) == "already_decided"
        state = await case.until(lambda state: state.submission)
        waiting = (await case.view()).not_in_ledger
        await until(lambda: every_errand_has_failed(case))
        pending = (await case.handle.describe()).raw_description.pending_activities
    after = await case.check_record()

    # Sealed, with all that it says: Temporal cuts off what is larger than it likes.
    assert {each.last_failure.message for each in pending} == {"Encoded failure"}
    assert waiting == state.position - before.position
    assert after.position == state.position
    assert await case.letters() == LETTERS_UNDER_REVIEW
    assert await case.failed_tasks() == []


async def test_a_case_opens_while_the_ledger_is_away(live: Live) -> None:
    async with without_ledger(live.service):
        case = await live.open(fresh())
        await case.decide(criteria("not_met", today()))
        await case.until(lambda state: state.is_closed)
        ended = (await case.handle.describe()).close_time
    result = await case.handle.result()

    assert ended is None
    assert await case.check_record() == result


async def test_letters_wait_for_the_mail_server_and_go_once(live: Live) -> None:
    async with without_mail(live.service):
        case = await live.open(fresh())
        await case.decide(criteria_met(today()), notified(today()))
        waiting = await case.case()
        await until(lambda: every_errand_has_failed(case))
        assert case.mails() == []
    await case.check_record()

    assert len(waiting.outbox) == 6
    assert len(case.mails()) == 6
    assert await case.failed_tasks() == []


@pytest.mark.timeout(150)
async def test_a_worker_is_killed_while_decisions_come_and_letters_and_events_wait(live: Live) -> None:
    decisions = [under_review() for _ in range(3)]
    async with without_mail(live.service), without_ledger(live.service):
        cases = [await live.open(fresh()) for _ in decisions]
        for case, taken in zip(cases, decisions, strict=True):
            await case.decide(*taken[:2])
            await until(lambda case=case: every_errand_has_failed(case))  # type: ignore[misc]
        async with without_worker(live.service):
            sending = [
                asyncio.create_task(case.decide(*taken[2:])) for case, taken in zip(cases, decisions, strict=True)
            ]
    await asyncio.gather(*sending)

    for case, taken in zip(cases, decisions, strict=True):
        case.patience = 100  # should an errand have died with the worker, it is tried again when its minute is over
        await case.until(lambda state: state.submission)
        state = await case.check_record()
        assert set(state.handled) == {decision.id for decision in taken}
        assert await case.letters() == LETTERS_UNDER_REVIEW
        assert len(case.mails()) == 7
        assert await case.failed_tasks() == []
