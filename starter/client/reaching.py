"""What becomes of a call to Temporal: plain errors for what is away, typed ones for what was refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import NoReturn

import structlog
from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.decisions.decision import Decision
from domain.refusal import RefusalCode
from starter.client.errors import Refused, ServiceUnavailable
from starter.client.session import reaching_the_keys
from workflows.refusals import COUNTED, refusal_in

ANSWER_WITHIN = timedelta(seconds=20)
"""A worker answers in well under a second. The library itself would wait for one for ever."""

_log = structlog.get_logger("cspr.client")


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
        if error.status is RPCStatusCode.PERMISSION_DENIED:
            raise ServiceUnavailable(
                "Temporal's port does not let the certificate in temporal_tls_certificate do that; it takes a staff's."
            ) from None
        if error.status in (
            RPCStatusCode.DEADLINE_EXCEEDED,
            RPCStatusCode.CANCELLED,
            RPCStatusCode.FAILED_PRECONDITION,
        ):
            raise ServiceUnavailable(f"No worker answered in time. Is one running (cspr worker)?{again}") from None
        raise ServiceUnavailable(f"Temporal's server does not answer as it should: {error.message}{again}") from None


def raise_refusal(reference: str, decision: Decision, error: WorkflowUpdateFailedError) -> NoReturn:
    """Raises Refused as the case refused the decision; ServiceUnavailable where it ended before it answered."""
    if not isinstance(error.cause, ApplicationError):
        raise ServiceUnavailable(f"The case {reference} ended before it answered; look at it again.") from None
    code, message = refusal_in(error.cause) or (RefusalCode.MALFORMED.value, error.cause.message)
    log_refusal(reference, decision, code)
    refused = Refused(code, message)
    refused.on_record = code not in COUNTED  # of those the case records only so many, and not who sent them
    raise refused from None


def log_refusal(reference: str, decision: Decision, code: str) -> None:
    """A refused update leaves no trace at Temporal, so whoever sent it logs it."""
    _log.warning("decision refused", case=reference, decision=decision.title, id=decision.id, code=code)
