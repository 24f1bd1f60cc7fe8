"""Temporal's own command-line client, as an operator or a stranger would use it on a running service."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from domain.decisions import AnyDecision
from settings import Settings

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


def sealed(settings: Settings, value: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever JSON can hold
    """The options that send a value sealed, by the service's codec server."""
    codec = f"http://{settings.codec_server_host}:{settings.codec_server_port}"
    return ("--input", json.dumps(value), "--codec-endpoint", codec)


def as_json(decision: AnyDecision) -> dict[str, Any]:
    """A decision as it is sent, to be spoiled."""
    return dict(decision.model_dump(mode="json"))
