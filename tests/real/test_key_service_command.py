"""`cspr keys` with a key service: the master key changes, and comes from a key file, while nothing is lost."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from settings import Settings
from stack.prepare import prepare
from tests.real.openbao import PAGE, OpenBao, settings_in
from tests.unit.cli import Answer, Cli
from vault.case_keys import CaseKey, CaseKeys
from vault.key_file import create_key_file
from vault.master import WrongMaster
from vault.opening import open_keys
from vault.scope import SERVICE

SCOPES = ("CSPR-0000-0001", "CSPR-0000-0002", SERVICE)
Run = Callable[..., Awaitable[Answer]]


@pytest.fixture
async def settings(openbao: OpenBao, key: str, tmp_path: Path) -> Settings:
    """Those of whoever may change the master key."""
    return settings_in(tmp_path, **openbao.settings(key, await openbao.role(f"{key}-keys")))


@pytest.fixture
def cspr(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command, with its own event loop, under some settings."""
    file = tmp_path / "cspr.toml"
    monkeypatch.setenv("CSPR_SETTINGS", str(file))
    cli = Cli(capsys)

    async def run(settings: Settings, *arguments: str) -> Answer:
        values = settings.model_dump(exclude_none=True, exclude={"key_service_secret_id", "door_origins"})
        secret = settings.key_service_secret_id
        values["key_service_secret_id"] = secret.get_secret_value() if secret else ""
        file.write_text("".join(f"{name} = {json.dumps(value, default=str)}\n" for name, value in values.items()))
        return await asyncio.to_thread(cli, *arguments)

    return run


def making_it_final() -> list[str]:
    """What the page has people run when no backup needs version 1 any more."""
    return re.findall(r"`(bao write [^`]*=2)`", PAGE.read_text())


async def all_keys(keys: CaseKeys) -> list[CaseKey]:
    keys.store.make()
    return [await keys.create(scope) for scope in SCOPES]


async def test_a_new_version_wraps_every_key_and_then_the_old_one_can_go(
    openbao: OpenBao, settings: Settings, key: str, cspr: Run
) -> None:
    worker = open_keys(settings)
    before = await all_keys(worker)
    copy = (settings.key_store / f"{SERVICE}.key.json").read_bytes()
    rotated = await cspr(settings, "keys", "rotate")
    assert (rotated.status, rotated.err) == (0, "")
    assert rotated.out == "v2 is the current master key.\n3 keys were wrapped anew.\n"
    assert await all_keys(worker) == before == await all_keys(open_keys(settings))
    assert (await cspr(settings, "keys", "rewrap", "--json")).json == {"new": None, "wrapped": 0}

    assert (await cspr(settings, "keys", "forget", "v1", "--json")).json == {"forgotten": "v1"}
    assert await all_keys(open_keys(settings)) == before
    (settings.key_store / f"{SERVICE}.key.json").write_bytes(copy)
    with pytest.raises(WrongMaster, match=r"does not unwrap the key of service .*too old"):
        await open_keys(settings).get(SERVICE)

    for command in making_it_final():
        await openbao.run(command.replace("cspr", key))
    assert await open_keys(settings).get(SCOPES[0]) == before[0]
    with pytest.raises(AssertionError, match="min decryption version should not be less then min available version"):
        await openbao.run(f"bao write transit/keys/{key}/config min_decryption_version=1")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("v2", "v2 is the current version of transit/{key}; make a new one first: cspr keys rotate."),
        ("v3", "transit/{key} has no version v3; it has v1 to v2."),
        ("k1", "transit/{key} has no version k1; it has v1 to v2."),
    ],
)
async def test_a_version_that_is_not_there_or_still_wraps_is_not_forgotten(
    settings: Settings, key: str, cspr: Run, name: str, said: str
) -> None:
    before = await all_keys(open_keys(settings))
    await cspr(settings, "keys", "rotate")
    answer = await cspr(settings, "keys", "forget", name)
    assert answer.status == 2
    assert said.format(key=key) in " ".join(answer.err.split())
    assert await all_keys(open_keys(settings)) == before


async def test_what_was_forgotten_does_not_come_back(settings: Settings, key: str, cspr: Run) -> None:
    await all_keys(open_keys(settings))
    for _ in range(2):
        await cspr(settings, "keys", "rotate")
    assert (await cspr(settings, "keys", "forget", "v2")).status == 0
    answer = await cspr(settings, "keys", "forget", "v1")
    assert answer.status == 2
    assert f"transit/{key} has no version v1; it has v3 to v3." in " ".join(answer.err.split())


async def test_a_version_that_still_wraps_something_is_kept(
    openbao: OpenBao, settings: Settings, key: str, cspr: Run
) -> None:
    await all_keys(open_keys(settings))
    await openbao.run(f"bao write -f transit/keys/{key}/rotate")
    answer = await cspr(settings, "keys", "forget", "v1")
    assert answer.status == 1
    assert "An earlier master key wraps 3 keys: cspr keys rewrap first." in answer.err


async def test_who_may_not_change_the_key_is_told_what_to_run(
    openbao: OpenBao, settings: Settings, key: str, cspr: Run
) -> None:
    role = await openbao.role(key)
    secret = SecretStr(role.secret_id)
    settings = settings.model_copy(update={"key_service_role_id": role.role_id, "key_service_secret_id": secret})
    await all_keys(open_keys(settings))
    answer = await cspr(settings, "keys", "rotate")
    assert answer.status == 2
    told = f"run there: bao write -f transit/keys/{key}/rotate, and then here: cspr keys rewrap."
    assert told in " ".join(answer.err.split())
    for command in (("rewrap",), ("forget", "v1")):
        answer = await cspr(settings, "keys", *command)
        assert answer.status == 3
        assert f"does not show the versions of transit/{key}: " in " ".join(answer.err.split())


async def test_wrapping_anew_that_is_broken_off_by_an_outage_goes_on_later(
    away: OpenBao, settings: Settings, key: str, cspr: Run
) -> None:
    keys = open_keys(settings)
    before = await all_keys(keys)
    await away.run(f"bao write -f transit/keys/{key}/rotate")
    assert await keys.rewrap(SCOPES[0])
    await away.seal()
    answer = await cspr(settings, "keys", "rewrap")
    assert answer.status == 3
    assert "Vault is sealed" in answer.err
    await away.unseal()
    assert "2 keys were wrapped anew." in (await cspr(settings, "keys", "rewrap")).out
    assert await all_keys(open_keys(settings)) == before


async def test_the_keys_move_from_a_key_file_to_the_key_service(settings: Settings, tmp_path: Path, cspr: Run) -> None:
    file = tmp_path / "keys.json"
    create_key_file(file)
    without = {"key_service_address": None, "key_service_role_id": None, "key_service_secret_id": None}
    before = await all_keys(open_keys(settings.model_copy(update={"key_file": file, **without})))
    both = settings.model_copy(update={"key_file": file})
    assert "3 keys were wrapped anew." in (await cspr(both, "keys", "rewrap")).out
    file.unlink()
    assert await all_keys(open_keys(both)) == before == await all_keys(open_keys(settings))
    create_key_file(file)
    answer = await cspr(settings.model_copy(update={"key_file": file, **without}), "keys", "rewrap")
    assert answer.status == 3
    assert f"a key service has wrapped the key of {SCOPES[0]}: set key_service_address." in " ".join(answer.err.split())


async def test_a_new_service_needs_no_key_file(
    settings: Settings, tmp_path: Path, ledger_dsn: str, owner_dsn: str
) -> None:
    reports: list[str] = []
    file = tmp_path / "keys" / "keys.json"
    chosen = settings.model_copy(update={"key_file": file, "ledger_dsn": ledger_dsn, "ledger_owner_dsn": owner_dsn})
    await prepare(chosen, reports.append)
    assert not [report for report in reports if "key" in report]
    assert not file.exists()
    assert await open_keys(settings).get(SERVICE)
