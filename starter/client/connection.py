"""What a client of the service is connected to, and whose key signs what it sends."""

from datetime import UTC, datetime, timedelta
from typing import Self, cast

from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError

from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.digest import digest
from domain.model import Model
from settings import Settings
from starter.client.errors import BadInput, ServiceUnavailable
from starter.client.session import reaching_the_keys
from vault.case_keys import CaseKeys
from vault.naming import Naming
from vault.opening import open_keys
from vault.proofs import ANSWERED, Command, Signer
from vault.temporal_client import temporal_client
from vault.temporal_tls import no_connection
from workflows.messages import Sent


class Connection:
    """The way to one service: a client of Temporal's server, the keys of the cases, and whoever signs."""

    def __init__(
        self, client: Client, settings: Settings, keys: CaseKeys, naming: Naming, signer: Signer | None
    ) -> None:
        self.client = client
        self.settings = settings
        self.keys = keys
        self.naming = naming
        self.signer = signer

    @classmethod
    async def connect(cls, settings: Settings, signer: Signer | None = None) -> Self:
        """Connect to Temporal's server. Without a signer cases can only be looked at.

        Raises:
            ServiceUnavailable: nothing answers there.
            SettingsError: a file of the TLS settings cannot be used.
            vault.key_file.KeyFileError: the master keys cannot be used.
        """
        keys = open_keys(settings)
        with reaching_the_keys():
            naming = await keys.naming()
        try:
            client = await temporal_client(settings, keys)
        except (RuntimeError, RPCError) as error:
            raise ServiceUnavailable(f"{no_connection(settings, error)}. Is the service up?") from None
        return cls(client, settings, keys, naming, signer)

    def handle(self, reference: str) -> WorkflowHandle[object, object]:
        """The workflow of a case, whether there is one or not."""
        return self.client.get_workflow_handle(reference)

    def prove(self, subject: str, identity: str, command: Model, good_for: timedelta = ANSWERED) -> str:
        """The proof that whoever signs sends this.

        Args:
            subject: the case, or what else it is for.
            identity: the id under which it is the same when it is sent again.
            command: what is sent.
            good_for: how long it may be under way.

        Raises:
            BadInput: nobody has signed in.
        """
        if self.signer is None:
            raise BadInput("Nobody has signed in here, so nothing can be decided; say --as ID.")
        now = datetime.now(UTC)  # noqa: TID251 - the client is at the edge
        return self.signer.prove(Command(subject, identity, digest(command)), now, good_for)

    def sent(self, reference: str, decision: Decision, good_for: timedelta = ANSWERED) -> Sent:
        """A decision with its proof, as a case takes it. Raises as `prove` does."""
        proof = self.prove(reference, decision.id, decision, good_for)
        return Sent(decision=cast("AnyDecision", decision), proof=proof)
