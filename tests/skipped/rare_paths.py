"""What happens to few cases, each from its referral to its end: together with the usual paths, every kind of event."""

import asyncio
import hashlib
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowFailureError, WorkflowHistory, WorkflowUpdateFailedError

from domain.decisions.rapid_review import Paper
from domain.decisions.referral import Acknowledge
from domain.digest import digest
from domain.moment import Moment
from domain.people import Decider, Role
from domain.reference import reference_from
from domain.rule_files import SHIPPED, load_policy
from tests.skipped import paths
from tests.skipped.paths import day, referred
from tests.skipped.player import Player, begin, london
from tests.skipped.post_office import with_post_office
from tests.skipped.world import World, skipping_server, working_world
from tests.unit import builders as b
from vault.proofs import Command
from vault.service_signer import service_signer
from workflows.messages import DISPOSE_UPDATE, WORKFLOW, DisposeOfRecord, Disposing, Start

SCHOOL, TRUST = "agency_summary:education", "agency_summary:health_trust"
LONG = 180
"""Events after which a case goes on in a new run: once on the way of the shortest path with a notification."""


async def dates_that_cannot_be_kept(world: World, name: str) -> Player:
    """One summary is extended, another suspended and resumed; no statutory date is; a lateness is explained."""
    case = await referred(world, name)
    await case.on(day(1, 9), b.criteria_met())
    await case.on(day(1, 15), b.notified())
    await case.on(day(1, 16), b.lateness_explained("notification"), b.extended(SCHOOL, day(1, 28)))
    with pytest.raises(WorkflowUpdateFailedError):
        await case.decide(b.extended("rapid_review", day(2, 8)))
    await case.on(day(1, 17), b.suspended(TRUST, day(1, 30)))
    await case.on(day(1, 22), b.resumed(TRUST))
    await case.on(day(1, 25), b.stood_down())
    return case


async def moved_and_corrected(world: World, name: str) -> Player:
    """Another framework on Fri 11 Jan, another awareness, which judges the notification again, a proclaimed day."""
    case = await paths.under_review(world, name)
    await case.on(day(1, 11), b.moved_to(b.WORKING_TOGETHER_2018))
    await case.decide(b.corrected(la_aware=Moment.on(day(1, 8))))
    await case.on(day(1, 14), b.calendar_changed(day(1, 21)))
    await case.on(day(1, 15), b.calendar_changed(day(1, 21), holiday=None))
    await case.on(day(1, 16), b.stood_down())
    return case


async def panel_asks_for_information(world: World, name: str) -> Player:
    """The Panel asks on Mon 4 Feb, is answered on Wed 6 Feb, and agrees on Mon 11 Feb."""
    case = await paths.with_the_panel(world, name)
    await case.on(day(2, 4), b.panel_answers("asks_for_information"))
    await case.on(day(2, 6), b.information_sent())
    await case.on(day(2, 11), b.panel_answers("agrees_no_local_review"))
    return case


async def delayed(world: World, name: str) -> Player:
    """Taken over when it was with the Panel; its report is written by Thu 10 Jan, and waits in July for a trial."""
    history = [each.model_copy(update={"id": f"{name}-{number:02}"}) for number, each in enumerate(paths.HISTORY)]
    case = await referred(world, name, paths.a_referral(day(11, 26, 2029)), history=history)
    await case.on(day(1, 9), b.panel_answers("agrees_local_review"))
    await case.on(day(1, 10), b.local_review(), *b.every_step(), *b.signed_by_all(paper=Paper.LOCAL_REVIEW))
    await case.on(day(1, 11), b.action_agreed(day(2, 28)))
    await case.on(day(2, 20), b.action_done())
    await case.on(day(7, 9), b.delayed())
    await case.on(day(7, 10), b.stood_down())
    return case


async def other_area(world: World, name: str) -> Player:
    """A death at 16 in another area, which another body reviews as well; that area answers on Wed 16 Jan."""
    child = b.a_child(seriously_harmed=False, died_on=day(1, 6), date_of_birth=day(1, 5, 2014))
    case = await referred(world, name, paths.a_referral(children=(child,)))
    await case.on(day(1, 8), b.death_review_linked("INVENTED-3"))
    await case.on(day(1, 9), b.criteria("other_area"))
    await case.on(day(1, 16), b.other_area_answered())
    return case


async def who_may_see_it(world: World, name: str) -> Player:
    """Somebody is excluded, another breaks the glass; the record is held for an inquiry and no longer."""
    case = await referred(world, name)
    await case.on(day(1, 8), b.access_changed("example-person", "excluded"), b.glass_broken(day(1, 9)))
    await case.decide(b.held(), b.hold_lifted())
    await case.on(day(1, 9), b.withdrawn())
    return case


async def not_understood(world: World, name: str) -> Player:
    """Signals: one of no known name, one without a proof, one that is a decision. An update that nobody can read."""
    case = await referred(world, name)
    await case.handle.signal("Something else", "what is this")
    await case.handle.signal(Acknowledge.title, "what is this")
    with pytest.raises(WorkflowUpdateFailedError):
        await case.handle.execute_update(Acknowledge.title, "what is this")
    decision = b.withdrawn().model_copy(update={"at": Moment.at(await case.now()), "entered_late_because": None})
    sent = world.cast.sent(case.reference, decision, await case.now())
    await case.handle.signal(decision.title, sent)
    await case.settle()
    return case


async def undeliverable(world: World, name: str) -> Player:
    """The mail server refuses the acknowledgement for good; a person gives it on Tue 8 Jan."""
    async with with_post_office(world, name, refuses="referrer@") as (other, _):
        case = await referred(other, name)
        await case.on(day(1, 8), b.acknowledged(), b.withdrawn())
        await case.handle.result()
    return case


async def linked_duplicate(world: World, name: str) -> tuple[Player, Player]:
    """Two referrals of one incident; the second is linked to the first while its acknowledgement is on its way."""
    one_incident: dict[str, Any] = {"fingerprints": (f"invented {name}",)}
    survivor = await referred(world, f"{name} survivor", **one_incident)
    async with with_post_office(world, name) as (other, office):
        office.open.clear()
        referring = asyncio.create_task(
            referred(other, name, paths.a_referral(referrer=b.a_referrer("police")), **one_incident)
        )
        await office.somebody_waits.wait()
        reference = reference_from(hashlib.sha256(f"{other.name} {name}".encode()).digest())
        handle = other.client.get_workflow_handle(reference)
        now = await other.skipper.get_current_time(handle)
        link = b.linked(survivor.reference).model_copy(update={"at": Moment.at(now), "entered_late_because": None})
        await handle.execute_update(link.title, other.cast.sent(reference, link, now), id=link.id)
        office.open.set()
        duplicate = await referring
        await duplicate.handle.result()
    await survivor.settle()
    await survivor.on(day(1, 9), b.criteria("not_met"))
    return duplicate, survivor


async def duplicate(world: World, name: str) -> WorkflowHistory:
    """The second referral."""
    linked, _ = await linked_duplicate(world, name)
    return await linked.handle.fetch_history()


async def survivor(world: World, name: str) -> WorkflowHistory:
    """The first one."""
    _, survives = await linked_duplicate(world, name)
    return await survives.handle.fetch_history()


async def start_refused(world: World, name: str) -> WorkflowHistory:
    """A start that nobody can understand opens no case."""
    handle = await world.client.start_workflow(
        WORKFLOW, "what is this", id=f"CSPR-{name}", task_queue=world.house.settings.task_queue
    )
    with pytest.raises(WorkflowFailureError):
        await handle.result()
    return await handle.fetch_history()


async def _continued(world: World, name: str) -> tuple[WorkflowHistory, WorkflowHistory]:
    settings = world.house.settings.model_copy(update={"task_queue": name})
    async with (
        skipping_server(long_history=LONG) as server,
        working_world(world.name, server.client, world.client.data_converter, settings, world.mails) as other,
    ):
        case = await paths.stand_down(other, name)
        await case.handle.result()
        first = other.client.get_workflow_handle(case.reference, run_id=case.first_run)
        return await first.fetch_history(), await case.handle.fetch_history()


async def goes_on_in_a_new_run(world: World, name: str) -> WorkflowHistory:
    """A run whose history gets long: it hands the case to the next one."""
    return (await _continued(world, name))[0]


async def the_new_run(world: World, name: str) -> WorkflowHistory:
    """The next one, to the end of the case."""
    return (await _continued(world, name))[1]


@asynccontextmanager
async def _kept_a_year(world: World, name: str) -> AsyncIterator[World]:
    """The same world under a policy by which what was withdrawn is kept for a year."""
    policy = (SHIPPED / "policy.toml").read_text()
    kept = r"(\[retention\.not_taken_forward\][^\[]*?years = )30(\nreview_before_months = )12"
    short, found = re.subn(kept, r"\g<1>1\g<2>6", policy)
    assert found == 1
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "policy.toml"
        file.write_text(short)
        settings = world.house.settings.model_copy(update={"task_queue": name, "policy_file": file})
        async with working_world(world.name, world.client, world.client.data_converter, settings, world.mails) as other:
            yield other


APPROVER = Decider(name="Invented Approver", role=Role.PARTNER, organisation="police")
ON = london(day(6, 2, 2031))
"""When the disposal is proposed; each step of it is a day later, and a run of its own."""


async def _disposal(world: World, name: str, steps: int) -> WorkflowHistory:
    """The last run after so many steps: proposed, declined, proposed, approved, carried out."""
    async with _kept_a_year(world, name) as other:
        case = await paths.withdrawn(other, name)
        await case.handle.result()
        taken = (
            b.disposal_proposed,
            b.disposal_declined,
            b.disposal_proposed,
            lambda: b.disposal_approved(by=APPROVER),
        )
        for number, decision in enumerate(taken[:steps]):
            case = await case.again(ON + timedelta(days=number), decision())
            await case.handle.result()
        if steps > len(taken):
            case = await _carried_out(other, case, ON + timedelta(days=steps))
        return await case.handle.fetch_history()


async def _carried_out(world: World, approved: Player, at: datetime) -> Player:
    case = await begin(world, Start(reference=approved.reference), at)
    order = DisposeOfRecord(current=load_policy(world.house.settings.policy_file), survivor_is_destroyed=False)
    unsigned = Disposing(order=order, proof="")
    signer = await service_signer(world.house.keys)
    proof = signer.prove(Command(case.reference, unsigned.id, digest(order)), await case.now())
    await case.handle.execute_update(DISPOSE_UPDATE, unsigned.model_copy(update={"proof": proof}))
    await case.handle.result()
    return case


async def disposal_proposed(world: World, name: str) -> WorkflowHistory:
    """A closed case takes one decision: a run from the ledger to its next end."""
    return await _disposal(world, name, 1)


async def disposal_declined(world: World, name: str) -> WorkflowHistory:
    """The same for what was declined."""
    return await _disposal(world, name, 2)


async def disposal_approved(world: World, name: str) -> WorkflowHistory:
    """The same for what was proposed again and approved."""
    return await _disposal(world, name, 4)


async def record_disposed(world: World, name: str) -> WorkflowHistory:
    """The last run of a record: the disposal has it record its last event."""
    return await _disposal(world, name, 5)
