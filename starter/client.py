"""The Python client: refer an incident, take decisions, look at cases. What `cspr` does, it does by this."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import NoReturn, Self

import structlog
from temporalio.client import (
    Client,
    HeaderCodecBehavior,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from domain.correction import corrected
from domain.decisions import AnyDecision, CorrectFacts, Decision
from domain.model import Model
from domain.opening import Opening
from domain.referral import Referral
from domain.refusal import RefusalCode
from ledger.connect import LedgerUnavailable, connect
from ledger.read import is_known
from settings import Settings
from starter.errors import Refused, ServiceUnavailable, UnknownCase
from starter.identity import fingerprints, reference_of
from starter.listing import CaseRow, Filter, list_cases
from starter.session import reaching_the_keys
from vault.case_keys import CaseKeys
from vault.converter import data_converter
from vault.naming import Naming
from vault.opening import open_keys
from vault.temporal_tls import temporal_tls
from workflows.messages import CASE_QUERY, WORKFLOW, CaseView, Receipt, Start

ANSWER_WITHIN = timedelta(seconds=20)
"""A worker answers in well under a second. The library itself would wait for one for ever."""

REFUSED = "Refused:"

_NO_ANSWER = (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED, RPCStatusCode.FAILED_PRECONDITION)

_log = structlog.get_logger("cspr.client")


class Referred(Model):
    """The answer to a referral: its case's reference, and whether that case was there already."""

    reference: str
    already_known: bool


class Cases:
    """All cases of one service. Every method raises ServiceUnavailable when Temporal or the worker is away."""

    def __init__(self, client: Client, settings: Settings, keys: CaseKeys, naming: Naming) -> None:
        self._client = client
        self._task_queue = settings.task_queue
        self._ledger_dsn = settings.ledger_dsn
        self._keys = keys
        self._naming = naming

    @classmethod
    async def connect(cls, settings: Settings) -> Self:
        """Connect to Temporal's server.

        Raises:
            ServiceUnavailable: nothing answers there.
            SettingsError: a file of the TLS settings cannot be read.
            vault.key_file.KeyFileError: the master keys cannot be used.
        """
        keys = open_keys(settings)
        with reaching_the_keys():
            naming = await keys.naming()
        try:
            client = await Client.connect(
                settings.temporal_address,
                namespace=settings.namespace,
                data_converter=data_converter(keys),
                header_codec_behavior=HeaderCodecBehavior.CODEC,
                tls=temporal_tls(settings),
            )
        except (RuntimeError, RPCError):
            raise ServiceUnavailable(
                f"Temporal's server does not answer at {settings.temporal_address} (setting temporal_address). "
                "Is the service up?"
            ) from None
        return cls(client, settings, keys, naming)

    async def refer(
        self,
        referral: Referral,
        *,
        recorded_by: str,
        framework: str | None = None,
        history: Sequence[AnyDecision] = (),
    ) -> Referred:
        """Open the case of a referral; one that was sent before opens nothing and gets the same reference.

        `history` holds the decisions of a case that is taken over, in their order; try it first with
        `starter.history_file.refusals`, because a decision of it that is refused is recorded as refused.
        """
        reference = reference_of(referral, self._naming)
        opening = Opening(
            reference=reference,
            referral=referral,
            fingerprints=fingerprints(referral, self._naming),
            framework=framework,
            recorded_by=recorded_by,
            history=tuple(history),
        )
        try:
            async with reaching_temporal():
                await self._keys.create(reference)
                await self._client.start_workflow(
                    WORKFLOW,
                    Start(reference=reference, opening=opening),
                    id=reference,
                    task_queue=self._task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                    id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                    static_summary=_summary(reference),
                    static_details=_details(reference),
                )
        except WorkflowAlreadyStartedError:
            return Referred(reference=reference, already_known=True)
        return Referred(reference=reference, already_known=False)

    async def decide(self, reference: str, decision: Decision) -> Receipt:
        """Take a decision. The same one again, with the same id, changes nothing and gets the same answer.

        A closed case takes those that are `closed_too`; for every other one it has to be reopened.

        Raises:
            Refused: the procedure says no; nothing changed but that the refusal is on record. Or the record was
                destroyed.
            UnknownCase: there is no such case.
        """
        if decision.closed_too:
            return await self._decide_even_if_closed(reference, decision)
        if isinstance(decision, CorrectFacts):
            decision = await self._with_fingerprints(reference, decision)
        try:
            async with reaching_temporal(decision):
                receipt: Receipt = await self._handle(reference).execute_update(
                    decision.title,
                    decision,
                    id=decision.id,
                    result_type=Receipt,
                )
                return receipt
        except WorkflowUpdateFailedError as error:
            _refused(reference, decision, error)
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
        try:
            async with reaching_temporal():
                await self._handle(reference).signal(decision.title, decision)
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
                    decision,
                    start_workflow_operation=start,
                    id=decision.id,
                    result_type=Receipt,
                )
                return receipt
        except WorkflowUpdateFailedError as error:
            _refused(reference, decision, error)
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
        """The state of a case. Raises UnknownCase, and Refused where its record was destroyed."""
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

    def _handle(self, reference: str) -> WorkflowHandle[object, object]:
        return self._client.get_workflow_handle(reference)

    async def _raise_absence(self, reference: str, decision: Decision, error: RPCError) -> NoReturn:
        """Nothing took the decision: there is no such case, or its workflow has ended."""
        status = await self.check_known(reference)
        if status is WorkflowExecutionStatus.RUNNING:
            raise error
        _log_refusal(reference, decision, RefusalCode.CLOSED.value)
        right = "send this without --no-wait" if decision.closed_too else "reopen it first (cspr reopen)"
        raise Refused(RefusalCode.CLOSED.value, f"The case {reference} is closed; {right}.")


@asynccontextmanager
async def reaching_temporal(decision: Decision | None = None, within: timedelta = ANSWER_WITHIN) -> AsyncIterator[None]:
    """Say plainly that the server or the worker is away; an RPCError that says "not found" goes on."""
    again = f" It may or may not have been taken: send it again with --id {decision.id}." if decision else ""
    try:
        with reaching_the_keys():
            async with asyncio.timeout(within.total_seconds()):
                yield
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
        raise ServiceUnavailable(f"No worker answered in time. Is one running (cspr worker)?{again}") from None
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise
        if error.status in (
            RPCStatusCode.DEADLINE_EXCEEDED,
            RPCStatusCode.CANCELLED,
            RPCStatusCode.FAILED_PRECONDITION,
        ):
            raise ServiceUnavailable(f"No worker answered in time. Is one running (cspr worker)?{again}") from None
        raise ServiceUnavailable(f"Temporal's server does not answer as it should: {error.message}{again}") from None


def _refused(reference: str, decision: Decision, error: WorkflowUpdateFailedError) -> NoReturn:
    cause = error.cause
    if not isinstance(cause, ApplicationError):
        raise ServiceUnavailable(f"The case {reference} ended before it answered; look at it again.") from None
    kind = cause.type or ""
    code = kind.removeprefix(REFUSED) if kind.startswith(REFUSED) else RefusalCode.MALFORMED.value
    _log_refusal(reference, decision, code)
    raise Refused(code, cause.message) from None


def _log_refusal(reference: str, decision: Decision, code: str) -> None:
    _log.warning("decision refused", case=reference, decision=decision.title, id=decision.id, code=code)


def _summary(reference: str) -> str:
    return f"Serious incident {reference}"


def _details(reference: str) -> str:
    return f"The case {reference}, from referral to closure. Current details show where it stands."
