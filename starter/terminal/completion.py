"""What a shell completes: references of all cases that Temporal lists, and keys of the partnership's policy.

Nothing of what a case is about is among them, so no read of a case is put on record by it.
"""

import asyncio
from collections.abc import Callable, Iterable

from temporalio.client import Client
from temporalio.service import RPCError

from domain.correspondence import ROLE_WORDS
from domain.policy import Policy
from domain.reference import PREFIX
from settings import Settings, SettingsError
from starter.client import session
from starter.client.case_rows import Filter, list_cases
from starter.client.errors import StarterError
from starter.client.policy import policy_of
from vault.identities import Identities
from vault.sign_ins import SignIns
from vault.temporal_tls import temporal_tls

SECONDS = 2
"""A person who pressed Tab waits no longer."""

PARTNERS = "partners"
"""Together they owe some duties."""


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


def keys_beginning(known: Callable[[Policy], Iterable[str]]) -> Callable[[str], list[str]]:
    """A completion by the keys that are known under the partnership's policy; it gives none where that is broken."""

    def complete(incomplete: str) -> list[str]:
        try:
            keys = known(policy_of(session.settings()))
        except (SettingsError, StarterError):
            return []
        return [key for key in keys if key.startswith(incomplete)]

    return complete


def owners(policy: Policy) -> list[str]:
    """Who can owe something: the keys of the directory, the roles, and the partners together."""
    return sorted({*(each.key for each in policy.organisations), *ROLE_WORDS, PARTNERS})


def people_here(incomplete: str) -> list[str]:
    """The ids of those who have a private key or a sign-in at this machine."""
    try:
        folder = session.settings().identities
    except (SettingsError, StarterError):
        return []
    here = sorted({*Identities(folder).ids(), *SignIns(folder).ids()})
    return [person for person in here if person.startswith(incomplete)]
