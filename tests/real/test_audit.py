"""`cspr audit` with a fault in each of the three records of a case: it is found, where it is, and whose it is."""

from typing import Any

import pytest

import worker
from domain import evolve
from domain.case import Case
from domain.event import LetterSent, RecordedEvent
from starter.client.cases import Cases
from starter.proof.disagreement import Disagreement
from starter.proof.three_records import Audits
from tests.real.archived import a_closed_case, archive_of, forget_at_temporal, listed_as_ended, sweep
from tests.real.cspr import Cspr
from tests.real.forging import as_owner, forged_history, replace_stream
from tests.real.live import Everybody, Live, LiveCase
from tests.real.temporal_cli import temporal
from tests.real.test_recover import FIRST_TASK
from tests.real.this_day import fresh, today
from tests.unit.builders import criteria, criteria_met, reopened

EACH_OTHERS_PLACE = """
update event set body = (
    select body from event other where other.stream = event.stream and other.position = 9 - event.position
) where stream = $1 and position in (4, 5)
"""

pytestmark = pytest.mark.timeout(150)  # a process each


@pytest.fixture(scope="module", autouse=True)
def cspr(live: Live) -> Cspr:
    """The command; with it somebody is known who may read all cases."""
    return Cspr(live)


@pytest.fixture(scope="module")
async def running(live: Live) -> LiveCase:
    case = await live.open(fresh())
    await case.decide(criteria_met(today()))
    await case.settled()
    return case


async def found(live: Live, case: LiveCase, *sources: str) -> list[Disagreement]:
    """The differences that the command tells, each of which must be of one of these sources."""
    audits = await Audits.connect(live.settings)
    audit = await audits.audit(live.settings, case.reference, "invented-manager")
    assert {each.odd for each in audit.disagreements} == set(sources)
    assert audit.agree is not bool(sources)
    return list(audit.disagreements)


async def test_a_case_under_way_says_the_same_three_times(live: Live, cspr: Cspr, running: LiveCase) -> None:
    events = len(await running.stream())
    looks = "select count(*) from attempt where reference = $1 and what = 'audit'"
    before = await live.ledger.fetchval(looks, running.reference)
    answer = await cspr("audit", running.reference)
    assert answer.status == 0, answer.err + answer.out
    assert answer.out.endswith(f"ledger, workflow and history say the same, {events} events.\n")
    assert await live.ledger.fetchval(looks, running.reference) == before + 1  # one look is one row


async def test_who_has_no_role_on_the_case_sees_nothing_of_it(cspr: Cspr, running: LiveCase) -> None:
    answer = await cspr("audit", running.reference, "--as", "invented-contact")
    assert (answer.status, answer.out) == (1, "")
    assert "not_authorised" in answer.err


def otherwise(event: RecordedEvent) -> RecordedEvent:
    """Who decided gives another reason."""
    decision = event.body.decision.model_copy(update={"reason": "Another invented reason."})  # type: ignore[union-attr]
    return event.model_copy(update={"body": event.body.model_copy(update={"decision": decision})})


async def test_an_event_that_was_written_anew_in_the_ledger_is_located_there(
    live: Live, cspr: Cspr, running: LiveCase
) -> None:
    """The stream is chained as it should be, and every seal holds."""
    stream = await running.stream()
    (place,) = [place for place, event in enumerate(stream) if event.type == "criteria"]
    await replace_stream(live, running.reference, [*stream[:place], otherwise(stream[place]), *stream[place + 1 :]])
    try:
        event, *states = await found(live, running, "ledger")
        told = await cspr("audit", running.reference)
    finally:
        await replace_stream(live, running.reference, stream)
    assert (event.about, event.position, event.what) == ("event", place + 1, "has another criteria")
    assert (event.others, event.tied) == (("history", "replay"), False)
    (field,) = event.fields
    assert (field.field, field.odd) == ("body.decision.reason", "Another invented reason.")
    assert field.others == stream[place].body.decision.reason  # type: ignore[union-attr]
    assert [(each.about, each.position, each.others) for each in states] == [
        ("state", len(stream), ("workflow", "replay"))
    ]
    assert told.status == 5
    said = f"event {place + 1}: the ledger has another criteria, unlike the history and the replay by today's code"
    assert said in told.out.splitlines()


@pytest.mark.parametrize(("first", "last"), [(-1, None), (3, 5)], ids=["the last", "two in the middle"])
async def test_events_that_were_taken_out_of_the_ledger_are_located_there(
    live: Live, running: LiveCase, first: int, last: int | None
) -> None:
    stream = await running.stream()
    gone = stream[slice(first, last)]
    await replace_stream(live, running.reference, [event for event in stream if event not in gone])
    try:
        (lacking,) = await found(live, running, "ledger")
    finally:
        await replace_stream(live, running.reference, stream)
    assert (lacking.position, lacking.last) == (gone[0].position, gone[-1].position)
    assert lacking.others == ("history", "workflow")
    assert lacking.what == ("does not have it" if len(gone) == 1 else "does not have them")


async def test_rows_of_the_ledger_that_cannot_be_read_are_located_there(live: Live, running: LiveCase) -> None:
    """In each other's place, or changed by a bit: the other events are compared all the same."""
    stream = await running.stream()
    async with as_owner(live) as owner:
        await owner.execute(EACH_OTHERS_PLACE, running.reference)
    try:
        (bad,) = await found(live, running, "ledger")
    finally:
        await replace_stream(live, running.reference, stream)
    assert (bad.position, bad.last, bad.others) == (4, 5, ("history",))
    assert bad.what == "has what cannot be read (it was changed, or sealed for another place or with another key)"


async def test_an_event_that_was_put_on_after_the_last_is_located_in_the_ledger(live: Live, running: LiveCase) -> None:
    stream = await running.stream()
    more = stream[-1].model_copy(update={"position": len(stream) + 1})
    await replace_stream(live, running.reference, [*stream, more])
    try:
        (lacking,) = await found(live, running, "ledger")
    finally:
        await replace_stream(live, running.reference, stream)
    assert (lacking.position, lacking.what) == (more.position, "alone has it")


async def test_a_state_that_a_running_workflow_came_to_otherwise_is_located_there(
    live: Live, cspr: Cspr, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker in this process miscounts; the command, in one of its own, does not."""
    right = evolve._apply

    def wrong(case: Case, event: RecordedEvent) -> Case:
        after = right(case, event)
        return after.having(malformed=7) if isinstance(event.body, LetterSent) else after

    monkeypatch.setattr(evolve, "_apply", wrong)
    other = live.settings.model_copy(update={"task_queue": "evolves otherwise", "metrics_address": None})
    elsewhere = Live(live.service, other, live.client, live.ledger, live.keys, live.cast)
    async with worker.open_house(other, live.keys) as house, worker.worker_for(live.client, house):
        case = await elsewhere.open(fresh())
        await case.settled()
        answer = await cspr("audit", case.reference, "--json")
    assert (answer.status, answer.json["agree"]) == (5, False)
    (state,) = map(Disagreement.model_validate, answer.json["disagreements"])
    assert (state.about, state.odd, state.others) == ("state", "workflow", ("ledger", "replay"))
    assert [(each.field, each.odd, each.others) for each in state.fields] == [("malformed", 7, 0)]


def another_actor(batch: dict[str, Any]) -> None:
    batch["events"][1]["actor"] = "somebody-else"


async def test_an_event_that_was_changed_in_an_archived_history_is_located_there(live: Live) -> None:
    """And before that a closed case says the same three times, also when Temporal has forgotten it."""
    case = await a_closed_case(live)
    await listed_as_ended(live, case)
    assert await found(live, case) == []
    await sweep(live)
    await forget_at_temporal(live, case)
    assert await found(live, case) == []

    archive = archive_of(live)
    (manifest,) = archive.manifests(case.reference)
    history = await archive.get(case.reference, manifest.run)
    assert history is not None
    archive.remove(case.reference)
    await archive.put(await forged_history(live, history, another_actor), manifest.run)
    (event,) = await found(live, case, "history")
    assert (event.position, event.others, event.run) == (2, ("ledger", "replay"), manifest.run)
    (field,) = event.fields
    assert (field.field, field.odd) == ("actor", "somebody-else")

    archive.remove(case.reference)
    (gone,) = await found(live, case, "history")
    assert (gone.position, gone.last, gone.tied) == (1, len(await case.stream()), True)


async def test_a_reopened_case_is_audited_run_by_run(live: Live) -> None:
    case = await a_closed_case(live)
    await Everybody(live).decide(case.reference, reopened(today()))
    await case.settled()
    assert await found(live, case) == []
    await case.decide(criteria("not_met", today()))
    await case.handle.result()
    assert await found(live, case) == []
    stream = await case.stream()
    await replace_stream(live, case.reference, [])
    try:
        (lacking,) = await found(live, case, "ledger")
    finally:
        await replace_stream(live, case.reference, stream)
    assert (lacking.position, lacking.last, lacking.others) == (1, len(stream), ("history", "workflow"))


async def test_a_case_that_was_reset_goes_over_what_the_two_others_have(live: Live) -> None:
    case = await live.open(fresh())
    await case.decide(criteria_met(today()))
    await case.settled()
    await temporal(live.settings, "workflow", "reset", "--workflow-id", case.reference, *FIRST_TASK)
    await case.until(lambda state: state.rules and not state.outbox)
    first, *_ = await found(live, case, "workflow")
    assert (first.position, first.what.partition(",")[0]) == (1, "was reset")
    await (await Cases.connect(live.settings)).start_again(case.reference)
    await case.until(lambda state: state.rules)
    assert await found(live, case) == []
