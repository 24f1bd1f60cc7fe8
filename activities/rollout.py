"""Which release carries the cases on: Temporal's Worker Versioning, in which one release at a time is the current one.

A worker of another release gets nothing to do, so that the next one can stand ready beside it (docs/releases.md).
"""

import asyncio
from typing import Literal

import structlog
from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError
from temporalio.worker import WorkerDeploymentConfig

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1, 60

Carries = Literal["carries", "new", "stands by"]

_log = structlog.get_logger()


def deployment(task_queue: str, release: str | None) -> WorkerDeploymentConfig | None:
    """How the workers of a task queue tell Temporal which release they are; None where that is not set.

    Every workflow goes on with the current release, whichever began it. A case is open for up to 18 months: pinned to
    the release that it began with, it would need that release's workers for as long, and none of what is mended since.
    """
    if release is None:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=task_queue, build_id=release),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


async def take_over(client: Client, version: WorkerDeploymentVersion) -> None:
    """Make a release the current one if it never was; return when that is done, or is somebody's to do.

    One that was current before never takes its place back by itself: a worker that starts again would undo what an
    operator chose.
    """
    wait = FIRST_WAIT_SECONDS
    while True:
        try:
            standing = await _standing(client, version)
            if standing == "new":
                await client.workflow_service.set_worker_deployment_current_version(
                    SetWorkerDeploymentCurrentVersionRequest(
                        namespace=client.namespace,
                        deployment_name=version.deployment_name,
                        build_id=version.build_id,
                        identity=client.identity,
                    )
                )
                _log.info("this release carries the cases on from now", release=version.build_id)
        except RPCError as error:  # Temporal hears of a new release a moment after its workers have started
            _log.info("this release cannot take the cases over yet", release=version.build_id, error=error.status.name)
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)
        else:
            if standing == "stands by":
                _log.warning("another release carries the cases on: see docs/releases.md", release=version.build_id)
            return


async def _standing(client: Client, version: WorkerDeploymentVersion) -> Carries:
    """Raises RPCError, also where Temporal does not know the release yet."""
    answer = await client.workflow_service.describe_worker_deployment(
        DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=version.deployment_name)
    )
    info: WorkerDeploymentInfo = answer.worker_deployment_info
    if info.routing_config.current_deployment_version.build_id == version.build_id:
        return "carries"
    known = [each for each in info.version_summaries if each.deployment_version.build_id == version.build_id]
    return "stands by" if any(each.HasField("first_activation_time") for each in known) else "new"
