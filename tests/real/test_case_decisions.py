"""Decisions that come twice, too early, from the wrong person, or for no case: each by update and by signal."""

from collections.abc import Callable

import pytest
from temporalio.service import RPCError, RPCStatusCode

from domain.decisions.any_decision import AnyDecision
from domain.event import DecisionRefused, DecisionTaken
from domain.people import Role
from tests.real.live import Live, LiveCase
from tests.real.this_day import days_ago, fresh, today
from tests.unit.builders import (
    by,
    by_coordinator,
    criteria,
    criteria_met,
    notified,
    published,
    signed,
    step_done,
    summary_of,
)


def by_another(decision: AnyDecision, **changes: object) -> AnyDecision:
    """The same decision with something changed."""
    changed: AnyDecision = decision.model_copy(update=changes)
    return changed


REFUSED: dict[str, tuple[Callable[[], AnyDecision], str]] = {
    "at the wrong stage": (lambda: published(today()), "wrong_stage"),
    "a step of no review": (lambda: step_done("draft_report", today()), "wrong_stage"),
    "by a role that may not": (lambda: by_another(notified(today()), by=by_coordinator()), "not_authorised"),
    "for another partner": (
        lambda: by_another(signed("police", today()), by=by(Role.PARTNER, "icb")),
        "not_authorised",
    ),
    "from an unknown organisation": (
        lambda: by_another(criteria("not_met", today()), by=by(Role.LOCAL_AUTHORITY_DECISION_MAKER, "atlantis")),
        "unknown",
    ),
    "by an agency that was not asked": (lambda: summary_of("probation", today()), "unknown"),
    "decided already": (lambda: criteria_met(today()), "already_decided"),
    "late without a reason": (
        lambda: by_another(criteria("not_met", days_ago(9)), entered_late_because=None),
        "incomplete",
    ),
    "in the future": (lambda: criteria("not_met", days_ago(-3)), "wrong_time"),
}


async def refusals(case: LiveCase) -> list[DecisionRefused]:
    await case.settled()
    bodies: list[DecisionRefused] = await case.bodies(DecisionRefused)
    return bodies


async def test_every_refusal_is_told_and_recorded_and_changes_nothing(live: Live) -> None:
    case = await live.open(fresh())
    await case.decide(criteria_met(today()))
    before = await case.settled()
    decisions = {name: (make(), code) for name, (make, code) in REFUSED.items()}
    told = {name: await case.refusal(decision) for name, (decision, _) in decisions.items()}
    recorded = await refusals(case)
    after = await case.check_record()

    assert told == {name: code for name, (_, code) in decisions.items()}
    assert [(each.decision_id, each.code) for each in recorded] == [
        (decision.id, code) for decision, code in decisions.values()
    ]
    assert after.refused == len(REFUSED)
    assert after.model_copy(update={"refused": 0, "position": before.position}) == before


async def test_the_same_by_signal_is_recorded_too(live: Live) -> None:
    case = await live.open(fresh())
    await case.decide(criteria_met(today()))
    decisions = [(make(), code) for make, code in REFUSED.values()]
    for decision, _ in decisions:
        await case.signal(decision)
    await case.until(lambda state: state.refused == len(decisions))

    assert [(each.decision_id, each.code) for each in await refusals(case)] == [
        (decision.id, code) for decision, code in decisions
    ]
    assert await case.failed_tasks() == []


async def test_a_decision_sent_again_is_taken_once(live: Live) -> None:
    case = await live.open(fresh())
    decision = criteria_met(today())
    first = await case.decide(decision)
    await case.signal(decision)
    again = await case.handle.execute_update(decision.title, case.sent(decision), id="another-transport-id")
    state = await case.check_record()

    assert not first.repeated
    assert first.events[0] == "criteria"
    assert again["repeated"] is True
    assert (again["events"], again["position"] >= first.position) == ([], True)
    assert state.refused == 0
    assert len(await case.bodies(DecisionTaken)) == 1


async def test_an_id_belongs_to_one_decision(live: Live) -> None:
    case = await live.open(fresh())
    decision = criteria_met(today())
    await case.decide(decision)
    other = by_another(notified(today()), id=decision.id)
    await case.signal(other)
    await case.until(lambda state: state.refused == 1)
    with pytest.raises(Exception, match="Workflow update failed") as raised:
        await case.handle.execute_update(other.title, case.sent(other), id="another-transport-id")
    recorded = await refusals(case)

    assert "each its own id" in str(raised.value.__cause__)
    assert [(each.decision, each.code) for each in recorded] == [("notification", "already_decided")] * 2
    assert (await case.check_record()).notification is None


async def test_a_decision_by_signal_counts_like_one_by_update(live: Live) -> None:
    case = await live.open(fresh())
    await case.signal(criteria_met(today()))
    await case.signal(notified(today()))
    await case.until(lambda state: state.notification)
    await case.check_record()

    assert await case.letters() == {"acknowledgement": 1, "summary_request": 2, "notified": 3}


@pytest.mark.parametrize("how", ["signal", "update"])
async def test_nothing_takes_a_decision_for_an_unknown_or_closed_case(live: Live, how: str) -> None:
    closed = await live.open(fresh())
    await closed.decide(criteria("not_met", today()))
    await closed.handle.result()
    before = await closed.check_record()
    await live.keys.create("CSPR-TEST-ZZZZ")  # as of a referral that never came through
    unknown = LiveCase("CSPR-TEST-ZZZZ", live.client.get_workflow_handle("CSPR-TEST-ZZZZ"), live)
    codes = []
    for case in (unknown, closed):
        with pytest.raises(RPCError) as raised:
            await (case.signal if how == "signal" else case.decide)(notified(today()))
        codes.append(raised.value.status)

    assert codes == [RPCStatusCode.NOT_FOUND] * 2
    assert await unknown.stream() == []
    assert await closed.check_record() == before
