"""What tests of the archive do to it and to Temporal."""

from pathlib import Path

from temporalio.service import RPCError

from archive.asking import ask_for_a_sweep
from archive.histories import Archive, open_archive
from tests.real.live import Live, LiveCase, until
from tests.real.temporal_cli import temporal
from tests.real.this_day import fresh, today
from tests.unit.builders import criteria
from workflows.archiving import Swept


async def sweep(live: Live) -> Swept:
    return await (await ask_for_a_sweep(live.client, live.settings.task_queue)).result()


def archive_of(live: Live) -> Archive:
    return open_archive(live.settings, live.keys)


def folder_of(live: Live) -> Path:
    return Path(live.settings.archive_place)


async def a_closed_case(live: Live) -> LiveCase:
    case = await live.open(fresh())
    await case.decide(criteria("not_met", today()))
    await case.handle.result()
    return case


async def runs_of(live: Live, case: LiveCase) -> list[str]:
    """The runs of a case that Temporal has, and lists."""
    return [run.run_id async for run in live.client.list_workflows(f"WorkflowId = '{case.reference}'")]


async def listed_as_ended(live: Live, case: LiveCase, runs: int = 1) -> None:
    """Wait until Temporal lists that all runs of a case have ended."""
    ended = f"WorkflowId = '{case.reference}' AND ExecutionStatus != 'Running'"

    async def listed() -> bool:
        return (await live.client.count_workflows(ended)).count == runs

    await until(listed)


async def forget_at_temporal(live: Live, case: LiveCase) -> None:
    """As Temporal does by itself when its retention has ended."""
    for run in await runs_of(live, case):
        await temporal(live.settings, "workflow", "delete", "-w", case.reference, "-r", run, "--yes")

    async def forgotten() -> bool:
        try:
            await case.handle.describe()
        except RPCError:
            return not await runs_of(live, case)
        return False

    await until(forgotten)
