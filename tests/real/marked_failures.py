"""What goes wrong in marked cases: refusals, what nobody can understand, and what is sent with no seal."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import WorkflowFailureError, WorkflowQueryFailedError, WorkflowUpdateFailedError

from domain.attempt import Attempt
from domain.decisions.any_decision import AnyDecision
from domain.decisions.criteria import DecideCriteria
from ledger.attempts import AttemptRecord
from ledger.connect import open_pool
from ledger.spool import Spool
from tests.marks.marking import Marks
from tests.real.marked import MarkedCases
from tests.real.temporal_cli import as_json, send
from tests.real.this_day import fresh, today
from tests.unit import builders as b
from vault.attempts import sealed_for
from workflows.messages import CASE_QUERY, TAKE_OVER_SIGNAL, WORKFLOW

NAMES = (DecideCriteria.title, TAKE_OVER_SIGNAL, "Send tea")
NEVER_OPENED = "CSPR-MARK-0002"


async def refuse_what_may_not_be(cases: MarkedCases) -> None:
    """Decisions at the wrong time, by the wrong people, and about what there is not; by update and by signal."""
    case = await cases.open(fresh())
    decisions = list(_impossible(cases.refused))
    await cases.refuse(case, *decisions)
    await case.until(lambda state: state.refused == 2 * len(decisions))


def _impossible(marks: Marks) -> Iterator[AnyDecision]:
    day = today()
    yield from (b.summary_of("education", day), b.meeting_held(day), b.signed("police", day), b.submitted(day))
    yield from (b.panel_answers("national_review", day), b.information_sent(day), b.national_review_concluded(day))
    yield from (b.local_review(at=day), b.step_done("appoint_reviewer", day), b.delayed(day), b.advance_copy(day, day))
    yield from (b.published(day), b.year_ended(day), b.action_done(1, day), b.stood_down(day), b.reopened(day))
    yield from (b.lead_decides(at=day), b.other_area_answered(at=day), b.death_review_linked("INVENTED", day))
    yield b.criteria_met(day).model_copy(update={"by": b.by_agency()})
    yield b.linked("CSPR-0000-0000", day)
    yield b.moved_to(f"Invented {marks.fresh('MoveToFramework.framework')}", day)


async def send_what_nobody_understands(cases: MarkedCases) -> None:
    """Sealed, as only our own client can, and of no form that a case knows."""
    case = await cases.open(fresh())
    for value in _malformed(cases):
        for name in NAMES:
            await case.handle.signal(name, value)
            with pytest.raises(WorkflowUpdateFailedError):
                await case.handle.execute_update(name, value)
        for query in (CASE_QUERY, "Show the tea"):
            with suppress(WorkflowQueryFailedError):
                await case.handle.query(query, value)
    await case.until(lambda state: state.malformed)


def _malformed(cases: MarkedCases) -> Iterator[Any]:
    def mark() -> str:
        return f"Invented {cases.refused.fresh('what nobody understands')}"

    decision = as_json(cases.refused.on(b.criteria_met(today()), cases.keep))
    spoiled = {**decision, "outcome": mark(), "at": mark(), "decision": "criteria", mark(): mark()}
    yield spoiled
    yield {"decision": spoiled, "proof": mark()}
    yield {"decision": {**decision, "decision": mark()}, "proof": mark()}
    yield {"decision": decision, "proof": mark()}
    yield {"from_case": mark(), "referrals": [{"referral": mark()}], "fingerprints": [mark()]}
    yield mark()
    yield [mark()]


async def start_what_is_no_case(cases: MarkedCases) -> None:
    """What another release may send: the workflow fails at once, saying nothing of it."""
    await cases.live.keys.create(NEVER_OPENED)
    referral = cases.refused.on(fresh(), cases.keep).model_dump(mode="json")
    spoiled = {**referral, "received": cases.refused.fresh("no moment"), "since": cases.refused.fresh("no field")}
    handle = await cases.live.client.start_workflow(
        WORKFLOW,
        {"reference": NEVER_OPENED, "opening": {"referral": spoiled}},
        id=NEVER_OPENED,
        task_queue=cases.live.settings.task_queue,
    )
    with pytest.raises(WorkflowFailureError):
        await handle.result()


async def look_and_try(cases: MarkedCases) -> None:
    """Who looked, what they were told and what they asked; of a case, of none, and while the ledger is away."""
    case, live = await cases.open(fresh()), cases.live
    spool = Spool(live.settings.attempts_place / "another-machine")  # of which no worker delivers what waits
    looked = Attempt(
        id=uuid4(),
        at=datetime.now(UTC),  # noqa: TID251 - tests are outside
        reference=None,
        what="status",
        way="cspr",
        outcome="not_authorised",
        who="Invented",
        told="Invented",
        asked=("status",),
    )
    record = AttemptRecord(live.ledger, partial(sealed_for, live.keys), spool)
    await record.add(_marked(cases, looked, case.reference), _marked(cases, looked, cases.refused.fresh("no case")))
    async with await open_pool("postgresql://nobody@127.0.0.1:1/none") as away:
        await AttemptRecord(away, partial(sealed_for, live.keys), spool).add(_marked(cases, looked, case.reference))


def _marked(cases: MarkedCases, looked: Attempt, reference: str) -> Attempt:
    return cases.refused.on(looked, cases.keep).model_copy(update={"id": uuid4(), "reference": reference})


async def send_in_clear(cases: MarkedCases, marks: Marks) -> None:
    """What a stranger sends with Temporal's own command. That it stands in clear at Temporal is the sender's doing."""
    case = await cases.open(fresh())
    for name in NAMES:
        for how in ("signal", "update"):
            value = {**as_json(marks.on(b.criteria_met(today()), cases.keep)), "outcome": marks.fresh("in clear")}
            await send(cases.live.settings, how, case.reference, name, "--input", json.dumps(value))
    await case.until(lambda state: state.malformed)
