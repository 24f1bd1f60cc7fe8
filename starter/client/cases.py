"""The Python client: refer an incident, take decisions, look at cases. What `cspr` does, it does by this."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NoReturn, Self, cast

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from domain.correction import corrected
from domain.decisions import AnyDecision, CorrectFacts, Decision
from domain.digest import digest
from domain.model import Model
from domain.opening import Opening
from domain.referral import Referral
from domain.refusal import RefusalCode
from ledger.connect import LedgerUnavailable, connect
from ledger.read import is_known
from settings import Settings
from starter.client.attempts import ProgramsRecord
from starter.client.case_rows import CaseRow, Filter, list_cases
from starter.client.errors import BadInput, Refused, ServiceUnavailable, UnknownCase
from starter.client.identity import fingerprints, reference_of
from starter.client.reaching import log_refusal, raise_refusal, reaching_temporal
from starter.client.session import reaching_the_keys
from vault.case_keys import CaseKeys
from vault.naming import Naming
from vault.opening import open_keys
from vault.proofs import ANSWERED, LEFT, Command, Signer
from vault.temporal_client import temporal_client
from vault.temporal_tls import no_connection
from workflows.messages import CASE_QUERY, WORKFLOW, CaseView, Receipt, Sent, Start


class Referred(Model):
    """The answer to a referral: its case's reference, and whether that case was there already."""

    reference: str
    already_known: bool


class Cases:
    """All cases of one service. Every method raises ServiceUnavailable when Temporal or the worker is away."""

    def __init__(
        self, client: Client, settings: Settings, keys: CaseKeys, naming: Naming, signer: Signer | None
    ) -> None:
        self._client = client
        self._task_queue = settings.task_queue
        self._ledger_dsn = settings.ledger_dsn
        self._keys = keys
        self._naming = naming
        self._signer = signer
        self._record = ProgramsRecord(settings, f"the key {signer.key.thumbprint()}" if signer else "")

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

    async def refer(
        self,
        referral: Referral,
        *,
        framework: str | None = None,
        history: Sequence[AnyDecision] = (),
    ) -> Referred:
        """Open the case of a referral; one that was sent before opens nothing and gets the same reference.

        `history` holds the decisions of a case that is taken over, in their order; try it first with
        `starter.files.history_file.refusals`, because a decision of it that is refused is recorded as refused.
        """
        reference = reference_of(referral, self._naming)
        opening = Opening(
            reference=reference,
            referral=referral,
            fingerprints=fingerprints(referral, self._naming),
            framework=framework,
            history=tuple(history),
        )
        async with reaching_temporal():
            await self._keys.create(reference)
        start = Start(reference=reference, opening=opening, proof=self._prove(reference, reference, opening))
        opened = await self._open(start, WorkflowIDReusePolicy.REJECT_DUPLICATE)
        if not opened and await self.check_known(reference) is WorkflowExecutionStatus.FAILED:
            # Somebody who may not had referred it, or nobody could tell who: nothing of that is on record.
            opened = await self._open(start, WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY)
        return Referred(reference=reference, already_known=not opened)

    async def _open(self, start: Start, reuse: WorkflowIDReusePolicy) -> bool:
        """Start the workflow of a new case; false where there is one already."""
        try:
            async with reaching_temporal():
                await self._client.start_workflow(
                    WORKFLOW,
                    start,
                    id=start.reference,
                    task_queue=self._task_queue,
                    id_reuse_policy=reuse,
                    id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                    static_summary=_summary(start.reference),
                    static_details=_details(start.reference),
                )
        except WorkflowAlreadyStartedError:
            return False
        return True

    async def decide(self, reference: str, decision: Decision) -> Receipt:
        """Take a decision. The same one again, with the same id, changes nothing and gets the same answer.

        A closed case takes those that are `closed_too`; for every other one it has to be reopened. What a program is
        told instead is on record, as in `signal`.

        Raises:
            Refused: the procedure says no; nothing changed but that the refusal is on record. Or the record was
                destroyed.
            UnknownCase: there is no such case.
        """
        async with self._record.refusals(reference):
            return await self._decide(reference, decision)

    async def _decide(self, reference: str, decision: Decision) -> Receipt:
        if decision.closed_too:
            return await self._decide_even_if_closed(reference, decision)
        if isinstance(decision, CorrectFacts):
            decision = await self._with_fingerprints(reference, decision)
        try:
            async with reaching_temporal(decision):
                receipt: Receipt = await self._handle(reference).execute_update(
                    decision.title,
                    self._sent(reference, decision),
                    id=decision.id,
                    result_type=Receipt,
                )
                return receipt
        except WorkflowUpdateFailedError as error:
            raise_refusal(reference, decision, error)
        except RPCError as error:
            await self._raise_absence(reference, decision, error)

    async def _with_fingerprints(self, reference: str, decision: CorrectFacts) -> CorrectFacts:
        """The correction with the keyed hashes of the right facts, which the workflow has no key to make."""
        case = (await self.case(reference)).case
        try:
            right = corrected(case.referrals[decision.referral - 1].referral, decision)
        except (IndexError, ValueError):  # the procedure refuses it, with its reasons
            return decision
        return decision.model_copy(update={"fingerprints": fingerprints(right, self._naming)})

    async def signal(self, reference: str, decision: Decision) -> None:
        """Send a decision without waiting for its answer. A refusal is then only on the case's record.

        Raises:
            Refused: the case is closed.
            UnknownCase: there is no such case.
        """
        async with self._record.refusals(reference):
            try:
                async with reaching_temporal():
                    await self._handle(reference).signal(decision.title, self._sent(reference, decision, LEFT))
            except RPCError as error:
                await self._raise_absence(reference, decision, error)

    async def _decide_even_if_closed(self, reference: str, decision: Decision) -> Receipt:
        """Where its workflow has ended it starts anew from the ledger, with this decision as its first."""
        await self._check_on_record(reference)
        start: WithStartWorkflowOperation[object, object] = WithStartWorkflowOperation(
            WORKFLOW,
            Start(reference=reference),
            id=reference,
            task_queue=self._task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=_summary(reference),
            static_details=_details(reference),
        )
        try:
            async with reaching_temporal(decision):
                receipt: Receipt = await self._client.execute_update_with_start_workflow(
                    decision.title,
                    self._sent(reference, decision),
                    start_workflow_operation=start,
                    id=decision.id,
                    result_type=Receipt,
                )
                return receipt
        except WorkflowUpdateFailedError as error:
            raise_refusal(reference, decision, error)
        except ServiceUnavailable:
            with suppress(asyncio.CancelledError, RPCError):  # the library keeps the same failure there too
                await start.workflow_handle()
            raise

    async def _check_on_record(self, reference: str) -> None:
        """Raises UnknownCase where neither Temporal, which forgets, nor the ledger has the case."""
        with suppress(UnknownCase):
            await self.check_known(reference)
            return
        try:
            connection = await connect(self._ledger_dsn)
            try:
                known = await is_known(connection, reference)
            finally:
                await connection.close()
        except LedgerUnavailable as error:
            raise ServiceUnavailable(f"{error}.") from None
        if not known:
            raise UnknownCase(reference)

    async def start_again(self, reference: str) -> None:
        """Start the workflow of an open case anew from the ledger, in place of one that was ended or taken back."""
        async with reaching_temporal():
            await self._client.start_workflow(
                WORKFLOW,
                Start(reference=reference),
                id=reference,
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
                static_summary=_summary(reference),
                static_details=_details(reference),
            )

    async def case(self, reference: str) -> CaseView:
        """The state of a case. A program that is shown it, or told why not, is on record.

        Raises:
            UnknownCase: there is no such case.
            Refused: its record was destroyed.
            ServiceUnavailable: it cannot be put on record that a program reads it.
        """
        async with self._record.refusals(reference):
            view = await self._view(reference)
        await self._record.shown(reference, f"the case up to its event {view.case.position}")
        return view

    async def _view(self, reference: str) -> CaseView:
        try:
            async with reaching_temporal():
                await self._keys.get(reference)
                view: CaseView = await self._handle(reference).query(CASE_QUERY, result_type=CaseView)
                return view
        except RPCError:
            raise UnknownCase(reference) from None
        except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
            raise ServiceUnavailable(f"The worker cannot show the case {reference}: {error}") from None

    async def cases(self, wanted: Filter) -> list[CaseRow]:
        """The cases that the filter lets through, those with the earliest due date first, destroyed ones last."""
        async with reaching_temporal():
            return await list_cases(self._client, wanted, self._keys.all_destroyed())

    async def check_known(self, reference: str) -> WorkflowExecutionStatus | None:
        """The status of a case's workflow. Raises UnknownCase, and Refused where its record was destroyed."""
        try:
            async with reaching_temporal():
                await self._keys.get(reference)
                return (await self._handle(reference).describe()).status
        except RPCError:
            raise UnknownCase(reference) from None

    def _sent(self, reference: str, decision: Decision, good_for: timedelta = ANSWERED) -> Sent:
        proof = self._prove(reference, decision.id, decision, good_for)
        return Sent(decision=cast("AnyDecision", decision), proof=proof)

    def _prove(self, reference: str, identity: str, command: Model, good_for: timedelta = ANSWERED) -> str:
        if self._signer is None:
            raise BadInput("Nobody has signed in here, so nothing can be decided; say --as ID.")
        now = datetime.now(UTC)  # noqa: TID251 - the client is at the edge
        return self._signer.prove(Command(reference, identity, digest(command)), now, good_for)

    def _handle(self, reference: str) -> WorkflowHandle[object, object]:
        return self._client.get_workflow_handle(reference)

    async def _raise_absence(self, reference: str, decision: Decision, error: RPCError) -> NoReturn:
        """Nothing took the decision: there is no such case, or its workflow has ended."""
        try:
            status = await self.check_known(reference)
        except UnknownCase:
            await self._check_on_record(reference)
            log_refusal(reference, decision, RefusalCode.CLOSED.value)
            raise Refused(
                RefusalCode.CLOSED.value,
                f"Nothing carries the case {reference} on any more. If it is closed, reopen it first (cspr reopen); "
                "if it is open, cspr recover starts it again.",
            ) from None
        if status is WorkflowExecutionStatus.RUNNING:
            raise error
        log_refusal(reference, decision, RefusalCode.CLOSED.value)
        right = "send this without --no-wait" if decision.closed_too else "reopen it first (cspr reopen)"
        raise Refused(RefusalCode.CLOSED.value, f"The case {reference} is closed; {right}.")


def _summary(reference: str) -> str:
    return f"Serious incident {reference}"


def _details(reference: str) -> str:
    return f"The case {reference}, from referral to closure. Current details show where it stands."
