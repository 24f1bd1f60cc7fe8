"""A real key service wraps the keys of the cases: what it gives, what it refuses, and what is told when it is away."""

import asyncio
from pathlib import Path

import pytest

from settings import Settings
from stack.ports import LOOPBACK
from tests.real.authority import Authority
from tests.real.openbao import OpenBao, Role, settings_in
from vault.case_keys import CaseKeys
from vault.key_file import create_key_file
from vault.key_store import KeyStore
from vault.master import MasterUnavailable, WrongMaster
from vault.opening import open_keys

CASE, OTHER, THIRD = "CSPR-0000-0001", "CSPR-0000-0002", "CSPR-0000-0003"


@pytest.fixture(scope="module")
async def role(openbao: OpenBao) -> Role:
    """A role that may use the key "shared"; none of these tests changes that."""
    await openbao.new_key("shared")
    return await openbao.role("shared")


@pytest.fixture
def settings(openbao: OpenBao, role: Role, tmp_path: Path) -> Settings:
    return settings_in(tmp_path, **openbao.settings("shared", role))


def opened(settings: Settings, **changes: object) -> CaseKeys:
    """The keys, as each process opens them for itself."""
    keys = open_keys(settings.model_copy(update=changes))
    keys.store.make()
    return keys


def wrapped(settings: Settings, scope: str) -> bytes:
    entry = KeyStore(settings.key_store).read(scope)
    assert entry is not None
    assert entry.wrapped is not None
    return entry.wrapped


async def test_a_key_is_wrapped_there_and_unwrapped_by_every_process(settings: Settings) -> None:
    made = await opened(settings).create(CASE)
    assert wrapped(settings, CASE).startswith(b"vault:v1:")
    assert await opened(settings).get(CASE) == made


async def test_a_key_put_in_anothers_place_is_not_unwrapped(settings: Settings) -> None:
    for scope in (CASE, OTHER):
        await opened(settings).create(scope)
    theirs = settings.key_store / f"{OTHER}.key.json"
    theirs.write_bytes((settings.key_store / f"{CASE}.key.json").read_bytes())
    with pytest.raises(WrongMaster, match=f"does not unwrap the key of {OTHER} .*authentication failed"):
        await opened(settings).get(OTHER)


async def test_two_questions_at_once_are_both_answered(settings: Settings) -> None:
    keys = opened(settings)
    made = await asyncio.gather(*(keys.create(scope) for scope in (CASE, OTHER, THIRD)))
    assert await asyncio.gather(*(opened(settings).get(scope) for scope in (CASE, OTHER, THIRD))) == made


async def test_who_was_signed_out_signs_in_again(openbao: OpenBao, settings: Settings) -> None:
    keys = opened(settings)
    await keys.create(CASE)
    await openbao.run("bao token revoke -mode=path auth/approle")
    assert await keys.create(OTHER)


async def test_what_runs_goes_on_while_the_service_is_stopped(away: OpenBao, settings: Settings) -> None:
    worker = opened(settings)
    known = await worker.create(CASE)
    await opened(settings).create(OTHER)
    await away.stop()
    assert await worker.get(CASE) == known
    for missing in (worker.get(OTHER), worker.create(THIRD), opened(settings).get(CASE)):
        with pytest.raises(MasterUnavailable, match=f"does not answer at {away.address}"):
            await missing
    await away.start()
    with pytest.raises(MasterUnavailable, match="cannot answer now: Vault is sealed"):
        await worker.get(OTHER)
    await away.unseal()
    assert await worker.get(OTHER)
    assert await worker.create(THIRD)


async def test_a_service_that_was_never_initialised(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    fresh = OpenBao(tmp_path_factory.mktemp("fresh"))
    await fresh.start()
    try:
        with pytest.raises(MasterUnavailable, match="cannot answer now: Vault is sealed"):
            await opened(settings, key_service_address=fresh.address, key_service_ca=fresh.ca).create(CASE)
    finally:
        await fresh.stop()


async def test_a_role_that_is_refused_is_told_without_its_secret(settings: Settings) -> None:
    told = "refuses key_service_role_id and key_service_secret_id: invalid role or secret ID"
    wrong = Settings(**{**settings.model_dump(), "key_service_secret_id": "invented-secret"})
    with pytest.raises(WrongMaster, match=told) as raised:
        await opened(wrong).create(CASE)
    assert "invented-secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("there_is_none", ["transit/invented", "elsewhere/invented"])
async def test_a_key_that_is_not_there_is_neither_used_nor_made(
    openbao: OpenBao, settings: Settings, there_is_none: str
) -> None:
    await opened(settings).create(OTHER)
    keys = opened(settings, key_service_key=there_is_none)
    with pytest.raises(WrongMaster, match=f"does not wrap the key of {CASE} with {there_is_none}: .*denied"):
        await keys.create(CASE)
    with pytest.raises(WrongMaster, match=f"does not unwrap the key of {OTHER} with {there_is_none}: .*denied"):
        await keys.get(OTHER)
    assert keys.store.read(CASE) is None
    assert "invented\n" not in await openbao.run("bao list transit/keys")


async def test_a_service_with_a_strangers_certificate_is_told_nothing(settings: Settings, tmp_path: Path) -> None:
    strangers = Authority(tmp_path, "strangers").certificate
    with pytest.raises(MasterUnavailable, match=r"does not answer .*certificate"):
        await opened(settings, key_service_ca=strangers).create(CASE)


@pytest.mark.parametrize("content", ["<html>Welcome</html>", "[]", '{"auth": null}', '{"auth": {"client_token": 7}}'])
async def test_something_else_that_answers_there_is_told(settings: Settings, content: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n{content}".encode()
        )
        writer.close()

    async with await asyncio.start_server(answer, LOOPBACK, 0) as server:
        address = f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
        with pytest.raises(MasterUnavailable, match=f"what answers at {address} is no key service"):
            await opened(settings, key_service_address=address).create(CASE)


async def test_a_key_file_beside_it_is_needed_only_for_what_it_wrapped(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    create_key_file(file)
    before = await opened(settings, key_service_address=None, key_file=file).create(CASE)
    keys = opened(settings, key_file=file)
    after = await keys.create(OTHER)
    assert await keys.get(CASE) == before
    with pytest.raises(WrongMaster, match=f"a key service has wrapped the key of {OTHER}: set key_service_address"):
        await opened(settings, key_service_address=None, key_file=file).get(OTHER)
    file.unlink()
    for changes in ({}, {"key_file": file}):
        with pytest.raises(WrongMaster, match=f"has not wrapped the key of {CASE} yet, and there (are|is) no "):
            await opened(settings, **changes).get(CASE)
        assert await opened(settings, **changes).get(OTHER) == after
