"""Who gets as far as Temporal's port on a server, and what is told when a certificate is not the right one."""

from pathlib import Path

import pytest

from starter.client.cases import Cases
from starter.client.errors import ServiceUnavailable
from tests.real.live import Live
from tests.real.port import Port, certificates
from tests.real.test_readiness import run
from tests.real.this_day import fresh
from tests.unit.builders import by_coordinator


async def test_nobody_comes_in_without_a_certificate_of_the_service(live: Live, port: Port, tmp_path: Path) -> None:
    certificates(tmp_path, "staff/example")
    staff = port.settings_of("staff/example", live.settings)
    in_clear = {"temporal_tls_ca": None, "temporal_tls_certificate": None, "temporal_tls_key": None}
    with pytest.raises(ServiceUnavailable, match="does not answer"):
        await Cases.connect(staff.model_copy(update=in_clear))
    with pytest.raises(ServiceUnavailable, match="does not know the authority of the certificate"):
        await Cases.connect(port.settings_of("staff/example", live.settings, certificates=tmp_path))


async def test_a_port_that_is_not_ours_learns_nothing(live: Live, port: Port, tmp_path: Path) -> None:
    certificates(tmp_path, "staff/example")
    staff = port.settings_of("staff/example", live.settings)
    for changed in (
        {"temporal_tls_ca": tmp_path / "staff" / "example" / "authority.pem"},
        {"temporal_tls_name": "temporal.example"},
    ):
        with pytest.raises(ServiceUnavailable, match="shows a certificate that is not good any more"):
            await Cases.connect(staff.model_copy(update=changed))


async def test_a_worker_and_the_command_say_when_their_certificate_is_anothers(live: Live, port: Port) -> None:
    staff, web_ui = (port.settings_of(part, live.settings) for part in ("staff/example", "web-ui"))
    changed = ("temporal_address", "temporal_tls_ca", "temporal_tls_certificate", "temporal_tls_key")
    status, said = await run(live.settings, **{name: getattr(staff, name) for name in changed})

    assert (status, said) == (
        3,
        f"Temporal's port gives no tasks to the certificate in {staff.temporal_tls_certificate}: it takes a worker's\n",
    )
    with pytest.raises(ServiceUnavailable, match="does not let the certificate in temporal_tls_certificate do that"):
        await (await Cases.connect(web_ui, live.cast.signer(by_coordinator()))).refer(fresh())
