"""What nobody can understand, sent with Temporal's own command-line client: the case goes on, and it can be seen."""

import asyncio
import json
from typing import Any

import pytest

from domain.decisions.any_decision import AnyDecision
from domain.decisions.criteria import DecideCriteria
from domain.decisions.rapid_review import StandDown
from domain.event import DecisionRefused, MalformedReceived
from domain.steps import MALFORMED_RECORDED
from tests.real.live import Live, LiveCase
from tests.real.temporal_cli import send
from tests.real.this_day import fresh, today
from tests.unit.builders import criteria, stood_down
from workflows.messages import TAKE_OVER_SIGNAL

HOWS = ("signal", "update")
CRITERIA = DecideCriteria.title


def as_sent(case: LiveCase, decision: AnyDecision) -> dict[str, Any]:
    """A decision with its proof as it is sent, to be spoiled."""
    return dict(case.sent(decision).model_dump(mode="json"))


async def goes_on(case: LiveCase) -> None:
    """The case takes its next decision to its end, and no workflow task ever failed."""
    await case.decide(criteria("not_met", today()))
    result = await case.handle.result()
    assert result.outcome == "criteria_not_met"
    assert await case.check_record() == result
    assert await case.failed_tasks() == []


async def noted(case: LiveCase, count: int = 1) -> list[MalformedReceived]:
    """What the ledger says of it, once that has everything."""
    await case.until(lambda state: state.malformed >= count)
    await case.settled()
    bodies: list[MalformedReceived] = await case.bodies(MalformedReceived)
    return bodies


@pytest.mark.parametrize("how", HOWS)
async def test_an_argument_that_was_not_sealed_is_refused(live: Live, how: str) -> None:
    case = await live.open(fresh())
    value = json.dumps(as_sent(case, criteria("met", today())))
    status, said = await send(live.settings, how, case.reference, CRITERIA, "--input", value)
    (note,) = await noted(case)

    assert (status == 0) is (how == "signal"), said
    assert note.name == CRITERIA
    assert "not sealed" in note.message
    assert (await case.case()).criteria is None
    await goes_on(case)


@pytest.mark.parametrize("how", HOWS)
async def test_a_malformed_decision_is_refused_with_every_fault(live: Live, how: str) -> None:
    case = await live.open(fresh())
    value = as_sent(case, criteria("met", today()))
    value["decision"] |= {"outcome": "perhaps", "at": "yesterday"}
    _, said = await send(live.settings, how, case.reference, CRITERIA, *await case.sealed(value))
    (note,) = await noted(case)

    assert "outcome: " in note.message
    assert "at: " in note.message
    assert "perhaps" not in note.message
    assert how == "signal" or "Refused:malformed" in said
    await goes_on(case)


@pytest.mark.parametrize("how", HOWS)
async def test_a_missing_argument_is_refused(live: Live, how: str) -> None:
    case = await live.open(fresh())
    status, said = await send(live.settings, how, case.reference, CRITERIA)
    (note,) = await noted(case)

    assert (status == 0) is (how == "signal"), said
    assert note.name == CRITERIA
    await goes_on(case)


@pytest.mark.parametrize("how", HOWS)
async def test_a_decision_of_another_kind_is_refused(live: Live, how: str) -> None:
    case = await live.open(fresh())
    value = as_sent(case, criteria("met", today()))
    await send(live.settings, how, case.reference, StandDown.title, *await case.sealed(value))
    (note,) = await noted(case)

    assert "another kind" in note.message
    await goes_on(case)


async def test_an_unknown_signal_and_an_unknown_update_are_refused(live: Live) -> None:
    case = await live.open(fresh())
    await send(live.settings, "signal", case.reference, "Send tea", "--input", "1")
    status, said = await send(live.settings, "update", case.reference, "Send tea", "--input", "1")
    (note,) = await noted(case)

    assert (note.name, note.message) == ("Send tea", "no decision has this name")
    assert status != 0, said
    await goes_on(case)


async def test_an_exception_in_a_handler_is_noted(live: Live) -> None:
    case = await live.open(fresh())
    await send(live.settings, "signal", case.reference, TAKE_OVER_SIGNAL, "--input", '"no referral"')
    (note,) = await noted(case)

    assert note.name == TAKE_OVER_SIGNAL
    assert "ValidationError" in note.message
    await goes_on(case)


@pytest.mark.parametrize("how", HOWS)
async def test_a_well_formed_decision_that_may_not_be_taken_is_recorded_as_refused(live: Live, how: str) -> None:
    case = await live.open(fresh())
    decision = stood_down(today())
    sealed = await case.sealed(as_sent(case, decision))
    _, said = await send(live.settings, how, case.reference, StandDown.title, *sealed)
    await case.until(lambda state: state.refused)
    await case.settled()
    (refused,) = await case.bodies(DecisionRefused)

    assert (refused.decision_id, refused.code) == (decision.id, "wrong_stage")
    assert how == "signal" or "Refused:wrong_stage" in said
    await goes_on(case)


@pytest.mark.parametrize("how", HOWS)
async def test_a_flood_is_counted_and_fills_no_record(live: Live, how: str) -> None:
    case = await live.open(fresh())
    one_in_clear = await send(live.settings, how, case.reference, CRITERIA, "--input", "0")
    flood = 3 * MALFORMED_RECORDED
    sending = [
        case.handle.signal(CRITERIA, number) if how == "signal" else case.handle.execute_update(CRITERIA, number)
        for number in range(1, flood)
    ]
    answers = await asyncio.gather(*sending, return_exceptions=True)
    notes = await noted(case, flood if how == "signal" else MALFORMED_RECORDED)

    assert one_in_clear
    assert all(answers) is (how == "update")
    assert len(notes) <= MALFORMED_RECORDED + 3
    assert notes[-1].count == (flood if how == "signal" else MALFORMED_RECORDED)
    await goes_on(case)
