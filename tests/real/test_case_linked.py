"""A case and its surroundings: another one of the same incident, its own reopening, and a history that grows long."""

import asyncio

from domain.decisions.criteria import DecideCriteria
from domain.event import MalformedReceived
from domain.steps import MALFORMED_RECORDED
from starter.client.cases import Cases
from tests.real.live import Live, until
from tests.real.this_day import fresh, today
from tests.unit.builders import a_referrer, criteria, criteria_met, linked, notified, reopened

LONG = 4096
"""As many events of a run as Temporal's server takes before it suggests another run."""


async def test_the_same_incident_is_recognised_linked_and_acknowledged_to_both(live: Live) -> None:
    first = await live.open(fresh(), fingerprints=("the same incident",))
    await first.settled()
    second = await live.open(fresh(referrer=a_referrer("police")), fingerprints=("the same incident",))
    await second.until(lambda state: state.suspected_duplicates == (first.reference,))
    await second.settled()
    await second.decide(linked(first.reference, today()))
    result = await second.handle.result()
    await first.until(lambda state: len(state.referrals) == 2)
    survivor = await first.check_record()

    assert result.outcome == "linked_as_duplicate"
    assert await second.check_record() == result
    assert [received.from_case for received in survivor.referrals] == [None, second.reference]
    assert (await first.letters())["acknowledgement"] + (await second.letters())["acknowledgement"] == 2
    assert (await second.letters())["possible_duplicate"] == 1


async def test_a_case_cannot_be_linked_to_one_that_does_not_exist(live: Live) -> None:
    case = await live.open(fresh())
    assert await case.refusal(linked("CSPR-0000-0000", today())) == "unknown"

    assert (await case.check_record()).linked is None
    assert await case.failed_tasks() == []


async def test_a_closed_case_is_reopened_from_the_ledger(live: Live) -> None:
    case = await live.open(fresh())
    await case.decide(criteria("not_met", today()))
    closed = await case.handle.result()
    decision = reopened(today())
    cases = await Cases.connect(live.settings, live.cast.signer(decision.by))
    await cases.decide(case.reference, decision)
    await case.decide(criteria_met(today()), notified(today()))
    state = await case.check_record()

    assert not state.is_closed
    assert state.position > closed.position
    assert [decision.outcome for decision in state.criteria_decisions] == ["not_met", "met"]
    assert await case.failed_tasks() == []


async def test_a_long_history_goes_on_in_a_new_run(live: Live) -> None:
    case = await live.open(fresh())
    decision = criteria_met(today())
    await case.decide(decision)
    first = await case.handle.describe()
    sent = 0
    long = False
    while not long:  # and once more after that: the server says at the beginning of a task that a history is long
        long = (await case.handle.describe()).history_length > LONG
        await asyncio.gather(*(case.handle.signal(DecideCriteria.title, "what is this") for _ in range(200)))
        sent += 200

    async def has_a_new_run() -> bool:
        return (await case.handle.describe()).run_id != first.run_id

    await until(has_a_new_run)
    await case.decide(notified(today()))
    again = await case.decide(decision)
    await case.until(lambda state: state.malformed == sent)
    state = await case.check_record()

    assert again.repeated
    assert state.notification is not None
    assert len(await case.bodies(MalformedReceived)) == MALFORMED_RECORDED + (sent - MALFORMED_RECORDED) // 20
