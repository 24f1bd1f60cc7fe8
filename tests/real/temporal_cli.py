"""Temporal's own command-line client, as an operator or a stranger would use it on a running service."""

import asyncio
import base64
import sys
from pathlib import Path
from typing import Any

from temporalio.converter import WorkflowSerializationContext

from domain.decisions.any_decision import AnyDecision
from settings import Settings
from vault.case_keys import CaseKeys
from vault.converter import data_converter

PROGRAM = str(Path(sys.executable).with_name("temporal"))


async def temporal(settings: Settings, *arguments: str) -> tuple[int, str]:
    """Run it. Returns its exit status and all that it wrote."""
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, *arguments, "--address", settings.temporal_address, "--namespace", settings.namespace),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def send(settings: Settings, how: str, case: str, name: str, *options: str) -> tuple[int, str]:
    """Send a signal ("signal") or an update ("update") in clear, with `--input JSON` among the options."""
    verb = ("update", "execute") if how == "update" else ("signal",)
    return await temporal(settings, "workflow", *verb, "--workflow-id", case, "--name", name, *options)


async def sealed(keys: CaseKeys, settings: Settings, case: str, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    """The options that send a value sealed with the case's key, as only those who hold the keys can."""
    context = WorkflowSerializationContext(namespace=settings.namespace, workflow_id=case)
    [payload] = await data_converter(keys).with_context(context).encode([value])
    meta = (part for name, text in payload.metadata.items() for part in ("--input-meta", f"{name}={text.decode()}"))
    return ("--input", base64.b64encode(payload.data).decode(), "--input-base64", *meta)


def as_json(decision: AnyDecision) -> dict[str, Any]:
    """A decision as it is sent, to be spoiled."""
    return dict(decision.model_dump(mode="json"))
