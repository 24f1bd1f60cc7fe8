"""What a worker needs before it starts: server, namespace, search attributes, ledger schema, keys."""

from contextlib import suppress

from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, PollWorkflowTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from ledger.connect import LedgerUnavailable
from ledger.roles import may_change
from ledger.schema_version import head_version, schema_version
from settings import Settings
from vault.case_keys import CaseKeys, KeyDestroyed, NoKey
from vault.key_store import KeyStoreUnavailable
from vault.master import MasterUnavailable, WrongMaster
from vault.scope import SERVICE
from workflows.search_attributes import SEARCH_ATTRIBUTES, type_name


class Unready(Exception):  # noqa: N818 - a state, not a fault of the code
    """The worker cannot start: the message lists what is missing, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


async def missing(client: Client, settings: Settings) -> list[str]:
    """Everything that is missing, in plain words with what would mend it; empty when the worker can start.

    A ledger that is away is not missing: the worker starts and the ledger catches up.
    """
    faults = await _namespace(client, settings)
    if not faults:
        faults += await _search_attributes(client, settings)
        faults += await _tasks(client, settings)
    try:
        found = await schema_version(settings.ledger_dsn)
        may_too_much = found == head_version() and await may_change(settings.ledger_dsn)
    except LedgerUnavailable:
        return faults
    if may_too_much:
        faults.append("the role in ledger_dsn may change what is on record: name the one that stack.prepare made")
    if found != head_version():
        wanted = f"this release needs {head_version()}: run python -m stack.prepare"
        faults.append(f"the ledger's schema is {found or 'absent'}, {wanted}")
    return faults


async def unusable(keys: CaseKeys) -> list[str]:
    """What is wrong with the keys, in plain words with what would mend it; empty when every one can be used."""
    try:
        for scope in (SERVICE, *keys.store.scopes()):
            with suppress(KeyDestroyed):
                await keys.get(scope)
    except NoKey:
        return ["the key store (setting key_store) has no key of the service: run python -m stack.prepare"]
    except (WrongMaster, MasterUnavailable, KeyStoreUnavailable) as error:
        return [str(error)]
    return []


async def _namespace(client: Client, settings: Settings) -> list[str]:
    try:
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=settings.namespace))
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            name = settings.namespace
            return [f"the namespace {name} does not exist: temporal operator namespace create --namespace {name}"]
        return [f"Temporal's server at {settings.temporal_address} does not answer: {error.status.name}"]
    return []


async def _search_attributes(client: Client, settings: Settings) -> list[str]:
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=settings.namespace)
    )
    return [
        f"the search attribute {key.name} is not registered: temporal operator search-attribute create "
        f"--namespace {settings.namespace} --name {key.name} --type {type_name(key)}"
        for key in SEARCH_ATTRIBUTES
        if key.name not in known.custom_attributes
    ]


async def _tasks(client: Client, settings: Settings) -> list[str]:
    """Whether we may have tasks: a worker that may not would ask for ever. Who may is told that this names no queue."""
    try:
        await client.workflow_service.poll_workflow_task_queue(
            PollWorkflowTaskQueueRequest(namespace=settings.namespace)
        )
    except RPCError as error:
        if error.status is RPCStatusCode.PERMISSION_DENIED:
            shown = settings.temporal_tls_certificate
            return [f"Temporal's port gives no tasks to the certificate in {shown}: it takes a worker's"]
    return []
