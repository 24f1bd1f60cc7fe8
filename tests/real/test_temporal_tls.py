"""Temporal's port behind mutual TLS: our programs come through, nobody without a certificate of the service does."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from settings import Settings
from starter.client import Cases
from starter.errors import ServiceUnavailable
from starter.listing import Filter
from tests.real.authority import Authority
from tests.real.live import Live
from worker import connect


@pytest.fixture(scope="module")
async def secured(live: Live, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Settings, Authority]]:
    """Temporal's port again, behind a proxy that asks for a certificate of the service; settings that have one."""
    authority = Authority(tmp_path_factory.mktemp("certificates"), "service")
    certificate, key = authority.issue("temporal")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(authority.certificate))
    context.load_cert_chain(certificate, key)
    context.verify_mode = ssl.CERT_REQUIRED
    context.set_alpn_protocols(["h2"])
    host, _, port = live.settings.temporal_address.rpartition(":")

    async def hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind_reader, behind_writer = await asyncio.open_connection(host, int(port))
        await asyncio.gather(_copy(reader, behind_writer), _copy(behind_reader, writer))

    proxy = await asyncio.start_server(hand_on, "127.0.0.1", 0, ssl=context)
    ours, our_key = authority.issue("worker")
    yield (
        live.settings.model_copy(
            update={
                "temporal_address": f"127.0.0.1:{proxy.sockets[0].getsockname()[1]}",
                "temporal_tls_ca": authority.certificate,
                "temporal_tls_certificate": ours,
                "temporal_tls_key": our_key,
            }
        ),
        authority,
    )
    proxy.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, ssl.SSLError):
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
    writer.close()


async def test_the_worker_and_the_command_come_through(live: Live, secured: tuple[Settings, Authority]) -> None:
    settings, _ = secured
    worker = await connect(settings, live.keys)
    assert await worker.service_client.check_health()
    cases = await Cases.connect(settings)
    assert await cases.cases(Filter()) is not None


async def test_nobody_comes_through_in_clear_or_with_a_certificate_of_somebody_else(
    secured: tuple[Settings, Authority], tmp_path: Path
) -> None:
    settings, _ = secured
    in_clear = {"temporal_tls_ca": None, "temporal_tls_certificate": None, "temporal_tls_key": None}
    theirs, their_key = Authority(tmp_path, "strangers").issue("worker")
    foreign = {"temporal_tls_certificate": theirs, "temporal_tls_key": their_key}
    for changed in (in_clear, foreign):
        with pytest.raises(ServiceUnavailable, match="does not answer"):
            await Cases.connect(settings.model_copy(update=changed))


async def test_a_server_that_is_not_ours_learns_nothing(secured: tuple[Settings, Authority], tmp_path: Path) -> None:
    settings, _ = secured
    other = Authority(tmp_path, "strangers").certificate
    with pytest.raises(ServiceUnavailable, match="does not answer"):
        await Cases.connect(settings.model_copy(update={"temporal_tls_ca": other}))
