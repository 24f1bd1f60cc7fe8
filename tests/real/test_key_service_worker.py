"""A worker whose keys a key service wraps: it says plainly why it cannot start, and an outage only holds it up."""

import asyncio
import dataclasses
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from temporalio.client import Client

from ledger.connect import open_pool
from settings import Settings
from tests.real.live import Live, LiveCase, until
from tests.real.openbao import OpenBao
from tests.real.test_readiness import run, started
from tests.real.this_day import fresh, today
from tests.unit.builders import criteria_met
from vault.converter import data_converter
from vault.master import MasterUnavailable
from vault.new_file import replace
from vault.opening import open_keys
from vault.scope import SERVICE


@pytest.fixture
async def changes(openbao: OpenBao, key: str, ledger_dsn: str, tmp_path: Path) -> dict[str, Any]:
    """What the settings of such a worker have otherwise than the service's."""
    of_its_own = {"key_file": "", "key_store": tmp_path / "key-store", "task_queue": key, "ledger_dsn": ledger_dsn}
    return {**of_its_own, **openbao.settings(key, await openbao.role(key))}


@pytest.fixture
async def sealed(live: Live, changes: dict[str, Any]) -> AsyncIterator[Live]:
    """A client of such a service, whose own key is made."""
    secret = SecretStr(changes["key_service_secret_id"])
    settings = live.settings.model_copy(update={**changes, "key_file": None, "key_service_secret_id": secret})
    client = await client_of(dataclasses.replace(live, ledger=await open_pool(settings.ledger_dsn)), settings)
    client.keys.store.make()
    await client.keys.create(SERVICE)
    yield client
    await client.ledger.close()


async def client_of(live: Live, settings: Settings) -> Live:
    keys = open_keys(settings)
    client = await Client.connect(
        settings.temporal_address, namespace=settings.namespace, data_converter=data_converter(keys)
    )
    return dataclasses.replace(live, settings=settings, client=client, keys=keys)


@pytest.fixture
async def worker(live: Live, sealed: Live, changes: dict[str, Any]) -> AsyncIterator[asyncio.subprocess.Process]:
    assert sealed.keys
    async with started(live.settings, **changes) as process:
        yield process
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_a_worker_that_is_not_let_in_says_so_once(live: Live, sealed: Live, changes: dict[str, Any]) -> None:
    assert sealed.keys
    status, said = await run(live.settings, **{**changes, "key_service_secret_id": "invented-secret"})
    assert status == 3
    assert said == (
        f"the key service at {changes['key_service_address']} refuses key_service_role_id and key_service_secret_id: "
        "invalid role or secret ID\n"
    )


async def test_a_worker_that_starts_in_an_outage_says_so_once(
    live: Live, away: OpenBao, sealed: Live, changes: dict[str, Any]
) -> None:
    assert sealed.keys
    await away.seal()
    status, said = await run(live.settings, **changes)
    assert (status, said) == (3, f"the key service at {away.address} cannot answer now: Vault is sealed\n")


async def test_a_case_goes_on_during_an_outage(away: OpenBao, sealed: Live, worker: asyncio.subprocess.Process) -> None:
    case = await sealed.open(fresh())
    await away.stop()
    await case.decide(criteria_met(today()))  # the worker has its key in memory
    with pytest.raises(MasterUnavailable):
        await sealed.open(fresh())
    await case.settled()
    assert worker.returncode is None


@pytest.mark.timeout(120)  # Temporal tries a task that failed again after some seconds
async def test_a_case_whose_key_is_not_in_memory_waits_for_the_end_of_the_outage(
    away: OpenBao, key: str, sealed: Live, worker: asyncio.subprocess.Process, tmp_path: Path
) -> None:
    case = await sealed.open(fresh())
    # Elsewhere its key is wrapped anew, and the worker finds it when nobody can unwrap it.
    copy = shutil.copytree(sealed.settings.key_store, tmp_path / "copy")
    await away.run(f"bao write -f transit/keys/{key}/rotate")
    role = await away.role(f"{key}-keys")
    changed = {"key_store": copy, "key_service_role_id": role.role_id}
    secret = SecretStr(role.secret_id)
    elsewhere = await client_of(sealed, sealed.settings.model_copy(update={**changed, "key_service_secret_id": secret}))
    assert await elsewhere.keys.rewrap(case.reference)
    await elsewhere.keys.get(case.reference)
    await away.stop()
    entry = f"{case.reference}.key.json"
    replace(sealed.settings.key_store / entry, (copy / entry).read_bytes())

    there = LiveCase(case.reference, elsewhere.client.get_workflow_handle(case.reference), elsewhere)
    deciding = asyncio.create_task(there.decide(criteria_met(today())))
    await until(there.failed_tasks)
    await away.start()
    await away.unseal()
    await deciding
    assert (await there.case()).criteria
    assert worker.returncode is None
