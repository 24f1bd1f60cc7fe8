"""The composition root: settings, connections, which workflows and activities run, and a worker that drains."""

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import structlog
from temporalio.client import Client, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.service import RPCError
from temporalio.worker import Interceptor, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.alarming import AlarmDesk
from activities.archiving import ArchivingDesk
from activities.correspondence import MailDesk
from activities.disposing import DisposalDesk
from activities.house import House
from activities.keeping_attempts import keep_attempts_on
from activities.ledger import LedgerDesk
from activities.linking import LinkingDesk
from activities.proclaiming import ProclaimingDesk
from activities.projecting import project_on
from activities.proving import ProvingDesk
from activities.readiness import Unready, missing, unusable
from activities.review import ReviewDesk
from activities.rollout import deployment, take_over
from activities.rules import RulesDesk
from archive.asking import ask_for_a_sweep
from archive.attempts import AttemptsArchive
from archive.histories import open_store
from ledger.connect import open_pool
from ledger.delivering import deliver_on
from ledger.spool import Spool
from settings import Settings, SettingsError, read_settings
from vault.case_keys import CaseKeys
from vault.key_file import KeyFileError
from vault.oidc_provider import provider_of
from vault.opening import open_keys
from vault.temporal_client import temporal_client
from vault.temporal_tls import no_connection
from workflows.archiving import Archiving
from workflows.disposal import RecordDisposal
from workflows.guard import Guard
from workflows.proclamation import Proclamation
from workflows.serious_incident import SeriousIncident

BEGIN_SWEEPING_AGAIN_SECONDS = 60

WORKFLOWS = [SeriousIncident, Proclamation, RecordDisposal, Archiving]
LOG = structlog.get_logger()
LIBRARY_SETTLES_SECONDS = 0.2
WAITING = "cspr_attempts_waiting"
PURE = (
    *("domain", "workflows.errands", "workflows.messages"),
    *("pydantic", "pydantic_core", "email_validator", "dns", "idna", "annotated_types"),
)
"""Passed through the sandbox: pure code and data of ours, held so by lint, and libraries that keep no state per case.

The sandbox would load the others anew for every case, and building the models takes most of a short case's time.
"""


def activities_of(house: House) -> Sequence[Callable[..., Any]]:
    """Every activity, bound to the house's connections."""
    ledger = LedgerDesk(house)
    proclaiming = ProclaimingDesk(house)
    disposing = DisposalDesk(house)
    return (
        RulesDesk(house).resolve,
        RulesDesk(house).read_framework,
        ledger.write,
        ledger.read,
        ledger.find_same_incident,
        proclaiming.read,
        proclaiming.check,
        proclaiming.keep,
        proclaiming.give,
        MailDesk(house).send,
        LinkingDesk(house).hand_over,
        ProvingDesk(house).verify,
        ReviewDesk(house).assemble,
        disposing.end,
        disposing.destroy_key,
        disposing.remove_remains,
        disposing.remove_histories,
        ArchivingDesk(house).archive,
        AlarmDesk(house).tell,
    )


def interceptors() -> Sequence[Interceptor]:
    """What stands around every workflow, here and when a history is replayed."""
    return [Guard()]


def sandbox() -> SandboxedWorkflowRunner:
    """What a workflow may touch."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PURE))


def worker_for(client: Client, house: House) -> Worker:
    """A worker for the cases of the settings' task queue, of the settings' release."""
    return Worker(
        client,
        task_queue=house.settings.task_queue,
        workflows=WORKFLOWS,
        activities=activities_of(house),
        interceptors=interceptors(),
        workflow_runner=sandbox(),
        max_cached_workflows=500,
        max_concurrent_activities=50,
        graceful_shutdown_timeout=timedelta(seconds=house.settings.drain_seconds),
        deployment_config=deployment(house.settings.task_queue, house.settings.release),
    )


@asynccontextmanager
async def open_house(settings: Settings, keys: CaseKeys) -> AsyncIterator[House]:
    """The connections of a worker; the ledger may be away."""
    ledger = await open_pool(settings.ledger_dsn)
    try:
        yield House(settings=settings, ledger=ledger, keys=keys, provider=provider_of(settings))
    finally:
        await ledger.close()


async def connect(settings: Settings, keys: CaseKeys) -> Client:
    """A client of the settings' Temporal server. Raises Unready when it does not answer."""
    metrics = PrometheusConfig(bind_address=settings.metrics_address) if settings.metrics_address else None
    runtime = Runtime(telemetry=TelemetryConfig(metrics=metrics))
    try:
        return await temporal_client(settings, keys, runtime=runtime)
    except RuntimeError as error:
        raise Unready([no_connection(settings, error)]) from None


def waiting_gauge(client: Client) -> Callable[[int], None]:
    """Tells the metrics how many looks and refused attempts wait on this machine for the ledger."""
    meter = (client.service_client.config.runtime or Runtime.default()).metric_meter
    return meter.create_gauge(WAITING, "Looks and refused attempts that wait on this machine for the ledger").set


async def begin(client: Client, settings: Settings) -> None:
    """What a worker does when it has started: it takes the cases over, and has the archive swept."""
    version = deployment(settings.task_queue, settings.release)
    if version is not None and settings.takes_over:
        await take_over(client, version.version)
    await begin_sweeping(client, settings.task_queue)


async def begin_sweeping(client: Client, task_queue: str) -> None:
    """Have ended workflows archived from now on, and what was missed meanwhile at once."""
    while True:
        try:
            await ask_for_a_sweep(client, task_queue)
        except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            LOG.warning("the archive's sweep does not begin yet", error=type(error).__name__)
            await asyncio.sleep(BEGIN_SWEEPING_AGAIN_SECONDS)
        else:
            return


async def run(settings: Settings) -> None:
    """Check what the worker needs, work until SIGTERM or SIGINT, then finish what is in hand.

    Raises:
        Unready: something that it needs is missing; the message says what.
    """
    keys = open_keys(settings)
    client = await connect(settings, keys)
    faults = [*await missing(client, settings), *await unusable(keys)]
    if faults:
        raise Unready(faults)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    async with open_house(settings, keys) as house, worker_for(client, house):
        LOG.info("worker started", namespace=settings.namespace, task_queue=settings.task_queue)
        beside = (
            asyncio.create_task(begin(client, settings)),
            asyncio.create_task(project_on(settings.ledger_dsn, keys)),
            asyncio.create_task(deliver_on(settings.ledger_dsn, Spool(settings.attempts_place), waiting_gauge(client))),
            asyncio.create_task(keep_attempts_on(settings.ledger_dsn, AttemptsArchive(open_store(settings)))),
        )
        await stop.wait()
        for task in beside:
            task.cancel()
        await asyncio.wait(beside, timeout=settings.drain_seconds)
        LOG.info("worker drains", seconds=settings.drain_seconds)
    LOG.info("worker stopped")


def main() -> int:
    """Run a worker. Returns the exit status: 0 stopped, 2 wrong settings, 3 something is missing."""
    try:
        asyncio.run(run(read_settings()))
    except (SettingsError, KeyFileError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except Unready as error:
        sys.stderr.write(f"{error}\n")
        return 3
    finally:
        # The runtime's threads may still hold the interpreter for a moment; leaving at once would abort.
        time.sleep(LIBRARY_SETTLES_SECONDS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
