"""Nothing that a caller sends may fail a workflow task: that would block the case for ever.

Replay-safe: it changes what a handler's exception becomes, nothing else.
"""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import FailureError
from temporalio.worker import (
    HandleSignalInput,
    HandleUpdateInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from domain.refusal import Refusal, RefusalCode
from workflows.refusals import failure


class Guard(Interceptor):
    """Puts the guard before every handler of every workflow."""

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002, ARG002 - the name and the shape are Temporal's
    ) -> type[WorkflowInboundInterceptor]:
        """The guard itself."""
        return HandlerGuard


class HandlerGuard(WorkflowInboundInterceptor):
    """Turns an unexpected exception in a handler into a refusal that staff can see."""

    async def handle_signal(self, input: HandleSignalInput) -> None:  # noqa: A002 - Temporal's name
        """A signal has no caller who waits: what was wrong with it is recorded."""
        try:
            await super().handle_signal(input)
        except Exception as error:  # noqa: BLE001 - whatever it is, the case goes on
            _note(input.signal, error)

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:  # noqa: A002, ANN401 - Temporal's shape
        """An update's caller gets a refusal; Temporal's own failures pass."""
        try:
            return await super().handle_update_handler(input)
        except FailureError:
            raise
        except Exception as error:
            _note(input.update, error)
            words = f"the decision could not be handled ({type(error).__name__}); nothing was changed"
            raise failure(Refusal(RefusalCode.MALFORMED, words)) from error


def _note(name: str, error: Exception) -> None:
    """Have the case record it. The message names the kind of error only: its text may hold what was sent."""
    note = getattr(workflow.instance(), "note_malformed", None)
    if note is not None:
        note(name, f"it could not be handled ({type(error).__name__})")
