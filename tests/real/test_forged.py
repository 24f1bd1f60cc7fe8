"""Forged, unsigned and plain commands change no state, sent with Temporal's own command by who has the keys."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio.client import WithStartWorkflowOperation, WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from domain.decisions.any_decision import AnyDecision
from domain.event import DecisionRefused, MalformedReceived
from domain.merging import LinkedCase
from ledger.read import read_stream
from tests.real.live import Live, LiveCase, until
from tests.real.temporal_cli import send, temporal
from tests.real.this_day import fresh, today
from tests.unit.builders import by_coordinator, criteria, criteria_met, the_rules
from workflows.messages import DISPOSE_UPDATE, TAKE_OVER_SIGNAL, WORKFLOW, DisposeOfRecord, Disposing, Linked, Start

HOWS = ("signal", "update")
NOW = datetime.now(UTC)  # noqa: TID251 - tests are outside


def unsigned(case: LiveCase, decision: AnyDecision) -> dict[str, Any]:
    return {**case.sent(decision).model_dump(mode="json"), "proof": ""}


def without_proof(case: LiveCase, decision: AnyDecision) -> dict[str, Any]:
    return {"decision": case.sent(decision).model_dump(mode="json")["decision"]}


def changed_afterwards(case: LiveCase, decision: AnyDecision) -> dict[str, Any]:
    sent = case.sent(decision).model_dump(mode="json")
    return {**sent, "decision": {**sent["decision"], "outcome": "not_met"}}


def of_another_decision(case: LiveCase, decision: AnyDecision) -> dict[str, Any]:
    other = case.sent(criteria_met(today()))
    return {**case.sent(decision).model_dump(mode="json"), "proof": other.proof}


def of_another_case(case: LiveCase, decision: AnyDecision) -> dict[str, Any]:
    return dict(case.live.cast.sent("CSPR-TEST-0000", decision, NOW).model_dump(mode="json"))


def expired(case: LiveCase, decision: AnyDecision) -> dict[str, Any]:
    return dict(case.live.cast.sent(case.reference, decision, NOW - timedelta(days=1)).model_dump(mode="json"))


FORGERIES = (unsigned, without_proof, changed_afterwards, of_another_decision, of_another_case, expired)


@pytest.mark.parametrize("how", HOWS)
async def test_a_decision_that_is_not_proven_changes_nothing(live: Live, how: str) -> None:
    case = await live.open(fresh())
    before = (await case.settled()).model_copy(update={"position": 0})
    for forge in FORGERIES:
        value = forge(case, criteria_met(today()))
        _, said = await send(live.settings, how, case.reference, criteria_met().title, *await case.sealed(value))
        assert how == "signal" or "Refused:" in said, forge.__name__
    await case.until(lambda state: state.malformed == len(FORGERIES))
    after = await case.settled()
    noted = await case.bodies(MalformedReceived)

    assert after.model_copy(update={"position": 0, "malformed": 0}) == before
    assert len(noted) == len(FORGERIES)
    assert all("proof" in note.message for note in noted)
    assert await case.failed_tasks() == []


@pytest.mark.parametrize("how", HOWS)
async def test_a_decision_in_anothers_name_is_refused_and_it_is_on_record_who_tried(live: Live, how: str) -> None:
    case = await live.open(fresh())
    decision = criteria_met(today())
    sent = case.sent(decision)
    somebody = by_coordinator().model_copy(update={"name": "Somebody Else"})
    proof = live.cast.prove(somebody, case.reference, decision.id, decision, NOW)
    value = sent.model_copy(update={"proof": proof}).model_dump(mode="json")
    _, said = await send(live.settings, how, case.reference, decision.title, *await case.sealed(value))
    await case.until(lambda state: state.refused == 1)
    await case.settled()
    refused = [event for event in await case.stream() if isinstance(event.body, DecisionRefused)]

    assert how == "signal" or "Refused:not_authorised" in said
    assert [event.actor for event in refused] == ["somebody-else"]
    assert (await case.case()).criteria is None


async def test_nobody_but_the_service_hands_a_linked_case_over(live: Live) -> None:
    case = await live.open(fresh())
    linked = LinkedCase(from_case="CSPR-TEST-0000", referrals=(), fingerprints=("invented",))
    command = Linked(linked=linked, proof="")
    proof = live.cast.prove(by_coordinator(), case.reference, command.id, linked, NOW)
    for value in (command, command.model_copy(update={"proof": proof})):
        sealed = await case.sealed(value.model_dump(mode="json"))
        await send(live.settings, "signal", case.reference, TAKE_OVER_SIGNAL, *sealed)
    state = await case.until(lambda state: state.malformed == 2)

    assert "invented" not in state.fingerprints


async def test_nobody_but_the_service_ends_a_record(live: Live) -> None:
    case = await live.open(fresh())
    await case.decide(criteria("not_met", today()))
    await case.handle.result()
    order = DisposeOfRecord(current=the_rules().policy, survivor_is_destroyed=True)
    command = Disposing(order=order, proof="")
    proof = live.cast.prove(by_coordinator(), case.reference, command.id, order, NOW)
    for value in (command, command.model_copy(update={"proof": proof})):
        start = WithStartWorkflowOperation[object, object](
            WORKFLOW,
            Start(reference=case.reference),
            id=case.reference,
            task_queue=live.settings.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await live.client.execute_update_with_start_workflow(DISPOSE_UPDATE, value, start_workflow_operation=start)
        assert "Refused:unproven" in str(refused.value.cause)
    assert (await case.settled()).disposed is None


def plain(live: Live, reference: str) -> dict[str, Any]:
    del live
    return {"reference": reference, "carried": {"case": {"reference": reference}}}


def tea(live: Live, reference: str) -> dict[str, Any]:
    del live, reference
    return {"tea": True}


@pytest.mark.parametrize("start", [plain, tea])
async def test_a_case_that_is_begun_in_clear_ends_at_once_and_leaves_nothing(
    live: Live, start: Callable[[Live, str], dict[str, Any]]
) -> None:
    reference = f"CSPR-TEST-{'P' if start is plain else 'T'}LA1"
    await live.keys.create(reference)
    begin = ("workflow", "start", "--type", WORKFLOW, "--task-queue", live.settings.task_queue)
    value = json.dumps(start(live, reference))
    status, said = await temporal(live.settings, *begin, "--workflow-id", reference, "--input", value)
    assert status == 0, said
    handle = live.client.get_workflow_handle(reference)

    async def ended() -> bool:
        return (await handle.describe()).status is WorkflowExecutionStatus.FAILED

    await until(ended)
    key = await live.keys.get(reference)
    assert await read_stream(live.ledger, reference, key.cipher) == []
