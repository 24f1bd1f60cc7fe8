"""A closed case on the real service takes what is for a closed one, each in a short run of its own from the ledger."""

from datetime import UTC, datetime

import pytest
from temporalio.worker import Replayer

import worker
from domain.case import Case
from domain.decide import decide
from domain.event import RecordedEvent
from domain.evolve import fold
from domain.opening import Opening, open_case
from domain.steps import close, letter_undeliverable
from ledger.append import append
from stack.simulation.cast import REFERS
from starter.client.errors import Refused, UnknownCase
from tests.real.cspr import Cspr
from tests.real.live import Everybody, Live, LiveCase
from tests.real.this_day import fresh, today
from tests.unit.builders import (
    criteria,
    criteria_met,
    disposal_proposed,
    held,
    hold_lifted,
    lateness_explained,
    of,
    reopened,
    the_rules,
    withdrawn,
)
from vault.converter import data_converter


async def a_closed_case(live: Live) -> LiveCase:
    case = await live.open(fresh())
    await case.decide(criteria("not_met", today()))
    await case.handle.result()
    return case


def closed_long_ago(live: Live, reference: str) -> list[RecordedEvent]:
    """All that the ledger has of a case that was withdrawn, as the service would have recorded it."""
    now = datetime.now(UTC)  # noqa: TID251 - tests are outside
    opening = Opening(reference=reference, referral=fresh(), fingerprints=(f"invented-{reference}",))
    sender = of(REFERS).model_copy(update={"proof": live.cast.start(opening, now).proof})
    events = open_case(opening, the_rules(), now, sender)
    decision = withdrawn(today())
    sender = of(decision.by).model_copy(update={"proof": live.cast.sent(reference, decision, now).proof})
    events += decide(fold(reference, events), decision, now, sender)
    while waiting := fold(reference, events).outbox:
        events += letter_undeliverable(fold(reference, events), next(iter(waiting)), "Invented.", now)
    return [*events, *close(fold(reference, events), now)]


async def closed_again(case: LiveCase) -> list[str]:
    """Wait until its run has ended; then the names of its events."""
    result = await case.handle.result()
    assert result.is_closed
    assert await case.check_record() == result
    return await case.types()


async def test_a_hold_is_placed_and_lifted_without_reopening(live: Live) -> None:
    case = await a_closed_case(live)
    before = await case.types()
    cases = Everybody(live)

    hold = held(today())
    receipt = await cases.decide(case.reference, hold)
    assert receipt.events == ("legal_hold",)
    assert await closed_again(case) == [*before, "legal_hold"]
    assert await cases.decide(case.reference, hold) == receipt
    await cases.decide(case.reference, hold_lifted(at=today()))
    assert await closed_again(case) == [*before, "legal_hold", "legal_hold_lifted"]
    assert (await cases.case(case.reference)).case.legal_holds[0].lifted is not None
    assert await case.failed_tasks() == []
    await Replayer(
        workflows=worker.WORKFLOWS,
        interceptors=worker.interceptors(),
        workflow_runner=worker.sandbox(),
        data_converter=data_converter(live.keys),
    ).replay_workflow(await case.handle.fetch_history())


async def test_a_case_that_was_never_referred_is_unknown(live: Live) -> None:
    cases = Everybody(live)
    with pytest.raises(UnknownCase):
        await cases.decide("CSPR-TEST-0000", held(today()))
    await live.keys.create("CSPR-TEST-0000")  # as where the referral broke off
    with pytest.raises(UnknownCase):
        await cases.decide("CSPR-TEST-0000", held(today()))


async def test_what_is_refused_is_on_record_and_the_case_stays_closed(live: Live) -> None:
    case = await a_closed_case(live)
    cases = Everybody(live)
    for decision, code in (
        (disposal_proposed(today()), "not_allowed"),
        (lateness_explained("criteria_decision", today()), "wrong_stage"),
    ):
        with pytest.raises(Refused) as refused:
            await cases.decide(case.reference, decision)
        assert refused.value.code == code
        assert (await closed_again(case))[-1] == "decision_refused"
    with pytest.raises(Refused, match="reopen it first"):
        await cases.decide(case.reference, criteria_met(today()))
    with pytest.raises(Refused, match="send this without --no-wait"):
        await cases.signal(case.reference, held(today()))


async def test_a_case_that_temporal_has_forgotten_takes_them_too(live: Live) -> None:
    reference = "CSPR-F0RG-0TEN"
    key = await live.keys.create(reference)
    events = closed_long_ago(live, reference)
    await append(live.ledger, events, key.cipher)

    cspr = Cspr(live)
    shown = await cspr("status", reference)
    assert shown.out.startswith(f"{reference}  closed: withdrawn\n"), shown.err
    assert "No duty is open." in (await cspr("explain", reference)).out
    with pytest.raises(Refused, match="If it is closed, reopen it first"):
        await Everybody(live).decide(reference, criteria_met(today()))
    with pytest.raises(Refused, match="If it is closed, reopen it first"):
        await Everybody(live).signal(reference, held(today()))

    await Everybody(live).decide(reference, held(today()))
    case = LiveCase(reference, live.client.get_workflow_handle(reference, result_type=Case), live)
    await case.handle.result()
    assert await case.types() == [*(event.type for event in events), "legal_hold"]


async def test_a_reopening_carries_the_case_on(live: Live) -> None:
    case = await a_closed_case(live)
    cases = Everybody(live)
    await cases.decide(case.reference, held(today()))
    await cases.decide(case.reference, reopened(today()))
    state = await case.until(lambda state: not state.is_closed and not state.outbox)
    assert "criteria_decision:2" in [duty.key for duty in state.open_duties()]
    await case.decide(criteria("not_met", today()))
    await closed_again(case)
