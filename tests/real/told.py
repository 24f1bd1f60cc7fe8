"""What Temporal tells of cases to whoever asks it, with nobody to decode: histories, descriptions, answers, lists."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.query.v1 import WorkflowQuery
from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest, QueryWorkflowRequest
from temporalio.client import Client

from tests.real.live import Live, LiveCase
from tests.real.temporal_cli import temporal
from workflows.messages import CASE_QUERY

QUERIES = (CASE_QUERY, "__stack_trace", "__temporal_workflow_metadata")
ANSWER = timedelta(seconds=20)


async def told_of(live: Live, cases: Sequence[LiveCase]) -> AsyncIterator[tuple[str, bytes]]:
    """All of it, by the kind of question."""
    for case in cases:
        async for run in live.client.list_workflows(f"WorkflowId = '{case.reference}'"):
            history = await live.client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
            yield "histories, by the SDK", history.to_json().encode()
            which = ("-w", run.id, "-r", run.run_id)
            status, shown = await temporal(live.settings, "workflow", "show", *which, "-o", "json")
            assert status == 0, shown
            yield "histories, by the command", shown.encode()
        yield "descriptions", await described(case)
        for query in QUERIES:
            yield f"answers to {query}", await _answer(live.client, case.reference, query)
    yield "lists", await _list(live.client)


async def described(case: LiveCase) -> bytes:
    """What is told of a case at once: memo, search attributes, what is in hand and why that failed last."""
    return (await case.handle.describe()).raw_description.SerializeToString()


async def _answer(client: Client, reference: str, query: str) -> bytes:
    request = QueryWorkflowRequest(
        namespace=client.namespace,
        execution=WorkflowExecution(workflow_id=reference),
        query=WorkflowQuery(query_type=query),
    )
    return (await client.workflow_service.query_workflow(request, timeout=ANSWER)).SerializeToString()


async def _list(client: Client) -> bytes:
    pages, token = b"", b""
    while True:
        request = ListWorkflowExecutionsRequest(namespace=client.namespace, next_page_token=token)
        page = await client.workflow_service.list_workflow_executions(request, timeout=ANSWER)
        pages, token = pages + page.SerializeToString(), page.next_page_token
        if not token:
            return pages
