"""A history that gets long on the way: the next run takes up every ladder where the last one was."""

from temporalio.client import WorkflowHistory

from domain.evolve import fold
from starter.proof.replaying import replay
from tests.skipped import paths
from tests.skipped.replay import history_of, recorded_in
from tests.skipped.telling import check_record, story
from tests.skipped.world import World, skipping_server, working_world
from vault.case_keys import CaseKeys
from vault.converter import data_converter

LONG = 750
"""Events: once on the way of this path, and not twice (from the third run on the server's clock may jump)."""


async def test_reminders_and_escalations_go_on_in_a_new_run(world: World, keys: CaseKeys) -> None:
    settings = world.house.settings.model_copy(update={"task_queue": "new runs"})
    async with (
        skipping_server(long_history=LONG) as server,
        working_world("new runs", server.client, data_converter(keys), settings, world.mails) as other,
    ):
        case = await paths.rapid_review_late(other, "new run")
        begun = (await case.handle.fetch_history()).events[0].workflow_execution_started_event_attributes
        assert begun.continued_execution_run_id == case.first_run

        events = await check_record(case)
        unbroken = WorkflowHistory.from_json("in one run", history_of("rapid-review-late").read_text())
        assert story(events) == story(await recorded_in(unbroken))

        first = server.client.get_workflow_handle(case.handle.id, run_id=case.first_run)
        kept = await replay(await first.fetch_history(), data_converter(keys))
        assert kept.failure is None
        assert kept.state is not None
        assert kept.state == fold(kept.state.reference, events[: kept.state.position])
        assert kept.events == events[: len(kept.events)]
