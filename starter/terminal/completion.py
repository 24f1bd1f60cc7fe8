"""The references that a shell completes: of all cases that Temporal lists, and nothing of what the cases are about.

So no read of a case is put on record by it.
"""

import asyncio

from temporalio.client import Client
from temporalio.service import RPCError

from domain.reference import PREFIX
from settings import Settings, SettingsError
from starter.client import session
from starter.client.case_rows import Filter, list_cases
from starter.client.errors import StarterError
from vault.temporal_tls import temporal_tls

SECONDS = 2
"""A person who pressed Tab waits no longer."""


def references_beginning(incomplete: str) -> list[str]:
    """What was typed of a reference, with or without its "CSPR-", continued to each that begins so.

    Open cases come first, by what is due next. Nothing comes where the service is not reached at once: whoever
    completes a word wants no error in it.
    """
    try:
        found = asyncio.run(_references(session.settings()))
    except (TimeoutError, RuntimeError, RPCError, SettingsError, StarterError):
        return []
    return [completed for reference in found if (completed := _continued(incomplete, reference))]


def _continued(typed: str, reference: str) -> str:
    """What was typed and what is still missing of the reference; empty where it is another one."""
    for whole in (reference, reference.removeprefix(f"{PREFIX}-")):
        if whole.startswith(typed.upper()):
            return typed + whole[len(typed) :]
    return ""


async def _references(chosen: Settings) -> list[str]:
    async with asyncio.timeout(SECONDS):
        client = await Client.connect(chosen.temporal_address, namespace=chosen.namespace, tls=temporal_tls(chosen))
        rows = await list_cases(client, Filter(), {})
    return [row.reference for row in sorted(rows, key=lambda row: not row.open)]
