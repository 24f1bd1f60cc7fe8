"""What the script at Temporal's port lets through is what may be started, read as Temporal reads it."""

import struct
from pathlib import Path

from google.protobuf.message import DecodeError
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lupa import luajit21  # what Envoy runs scripts with
from temporalio.api.enums.v1 import WorkflowIdConflictPolicy as Conflict
from temporalio.api.enums.v1 import WorkflowIdReusePolicy as Reuse
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    ExecuteMultiOperationRequest,
    StartWorkflowExecutionRequest,
    UpdateWorkflowExecutionRequest,
)

SCRIPT = Path(__file__).parents[2] / "stack" / "temporal_port.lua"
SERVICE = "/temporal.api.workflowservice.v1.WorkflowService/"
# What Envoy hands to the script, as far as the script asks for it.
ASK = """
function ask(path, text)
  local told
  envoy_on_request({
    headers = function() return {get = function() return path end} end,
    body = function()
      return #text > 0 and {
        length = function() return #text end,
        getBytes = function(_, from, length) return text:sub(from + 1, from + length) end,
      } or nil
    end,
    respond = function(_, headers) told = headers["grpc-status"] .. ": " .. headers["grpc-message"] end,
  })
  return told
end
"""
LUA = luajit21.LuaRuntime(encoding="latin-1")
LUA.execute(SCRIPT.read_text())
LUA.execute(ASK)


def refusal(method: str, message: bytes, *, flag: int = 0) -> str | None:
    """What the script answers instead of Temporal; nothing when it lets the request through."""
    framed = struct.pack(">BI", flag, len(message)) + message
    told: str | None = LUA.globals().ask(SERVICE + method, framed.decode("latin-1"))
    return told


def may_be_started(request: StartWorkflowExecutionRequest) -> bool:
    return (
        request.namespace == "cspr"
        and request.workflow_id_reuse_policy != Reuse.WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING
        and request.workflow_id_conflict_policy != Conflict.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING
        and not request.request_eager_execution
    )


def read(message: bytes) -> StartWorkflowExecutionRequest | None:
    try:
        return StartWorkflowExecutionRequest.FromString(message)
    except DecodeError:
        return None


requests = st.builds(
    StartWorkflowExecutionRequest,
    namespace=st.sampled_from(["cspr", "temporal-system", ""]),
    workflow_id=st.text(max_size=5),
    task_queue=st.builds(TaskQueue, name=st.text(max_size=3)),
    workflow_id_reuse_policy=st.sampled_from(Reuse.values()),
    workflow_id_conflict_policy=st.sampled_from(Conflict.values()),
    request_eager_execution=st.booleans(),
    cron_schedule=st.text(max_size=3),
)


@given(requests)
def test_a_proper_request_is_let_through_when_it_may_be_and_only_then(request: StartWorkflowExecutionRequest) -> None:
    assert (refusal("StartWorkflowExecution", request.SerializeToString()) is None) == may_be_started(request)


TERMINATING = StartWorkflowExecutionRequest(
    namespace="cspr", workflow_id_conflict_policy=Conflict.WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING
).SerializeToString()


@settings(max_examples=500)
@given(st.lists(st.one_of(requests.map(StartWorkflowExecutionRequest.SerializeToString), st.binary(max_size=8))))
@example([TERMINATING, b"\xb2\x01\x02\x60\x00"])  # the policy again, as bytes that look like a harmless number
@example([TERMINATING[:-1], b"\x83\x80\x80\x80\x10"])  # 3, written as a number of more than 32 bits
@example([TERMINATING[:-3], b"\xb0\x81\x00\x03"])  # its field's number written longer than it need be
def test_no_trick_with_the_bytes_hides_what_temporal_will_read(parts: list[bytes]) -> None:
    message = b"".join(parts)
    if refusal("StartWorkflowExecution", message) is None:
        understood = read(message)
        assert understood is None or may_be_started(understood)


@given(requests, st.sampled_from(["cspr", "temporal-system"]))
def test_a_start_with_an_update_is_looked_into_too(request: StartWorkflowExecutionRequest, namespace: str) -> None:
    operation = ExecuteMultiOperationRequest.Operation
    both = ExecuteMultiOperationRequest(
        namespace=namespace,
        operations=[
            operation(start_workflow=request),
            operation(update_workflow=UpdateWorkflowExecutionRequest(namespace=namespace)),
        ],
    )
    assert (refusal("ExecuteMultiOperation", both.SerializeToString()) is None) == may_be_started(request)


def test_what_is_compressed_odd_or_cut_short_is_refused_with_what_to_do() -> None:
    message = StartWorkflowExecutionRequest(namespace="cspr").SerializeToString()

    assert refusal("StartWorkflowExecution", message) is None
    for told in (
        refusal("StartWorkflowExecution", message, flag=1),
        refusal("StartWorkflowExecution", message + b"\x65\1\0\0\0"),  # a field of a kind that there is none of
        refusal("StartWorkflowExecution", message + b"\x80\x80\x80\x80\x10\0"),  # and one beyond all fields
        LUA.globals().ask(f"{SERVICE}StartWorkflowExecution", ""),
        LUA.globals().ask(f"{SERVICE}StartWorkflowExecution", "\0\0\0\0\1"),
        LUA.globals().ask(f"{SERVICE}StartWorkflowExecution?a=b", "\1"),
    ):
        assert told == "7: this port cannot read the request; a client must send it uncompressed"


def test_other_requests_are_not_looked_into() -> None:
    assert refusal("SignalWorkflowExecution", b"\xff", flag=1) is None
