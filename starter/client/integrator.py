"""The client of an integrator's system: it signals decisions, and holds no key of a case.

It needs Temporal's address, the system's own private key, and the public intake key of each case (`cspr keys intake`).
"""

from datetime import UTC, datetime
from typing import Any, Self, cast

from joserfc.jwk import OKPKey
from temporalio.client import Client
from temporalio.common import RawValue
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import TLSConfig

from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.digest import digest
from vault.intake import encrypted_to
from vault.proofs import LEFT, Command, Signer
from workflows.messages import Sent


class Integrator:
    """Signals decisions to the cases of one service."""

    def __init__(self, client: Client, key: OKPKey) -> None:
        self._client = client
        self._signer = Signer(key)

    @classmethod
    async def connect(cls, address: str, namespace: str, key: OKPKey, tls: TLSConfig | bool = False) -> Self:  # noqa: FBT001, FBT002 - as Temporal's library has it
        """Connect to Temporal's server; `key` is the system's own private key (Ed25519). Raises RuntimeError."""
        return cls(await Client.connect(address, namespace=namespace, tls=tls), key)

    async def signal(self, reference: str, decision: Decision, intake: dict[str, Any]) -> None:
        """Send a decision to a case; whether it was taken, the case's record says.

        Args:
            reference: the case.
            decision: what was decided; sent again with the same id it changes nothing.
            intake: the public intake key of the case.

        Raises:
            temporalio.service.RPCError: there is no such open case, or the server does not answer.
        """
        now = datetime.now(UTC)  # noqa: TID251 - a client is at the edge
        proof = self._signer.prove(Command(reference, decision.id, digest(decision)), now, LEFT)
        sent = Sent(decision=cast("AnyDecision", decision), proof=proof)
        (payload,) = pydantic_data_converter.payload_converter.to_payloads([sent])
        handle = self._client.get_workflow_handle(reference)
        await handle.signal(decision.title, RawValue(encrypted_to(payload, intake)))
