from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from stack.certificates import certificate_for, main
from stack.errors import StackError

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=366)


def authority(folder: Path) -> Store:
    return Store([x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())])


def test_a_client_knows_the_port_by_its_names(tmp_path: Path) -> None:
    port = certificate_for(tmp_path, "port", NOW)
    for name in ("temporal-port", "localhost"):
        policy = PolicyBuilder().store(authority(tmp_path / "port")).time(NOW)
        assert policy.build_server_verifier(x509.DNSName(name)).verify(port, [])


def test_the_port_knows_each_part_by_its_uri(tmp_path: Path) -> None:
    certificate_for(tmp_path, "port", NOW)
    for part in ("worker", "web-ui", "staff/example", "integrator/example-hospital"):
        certificate = certificate_for(tmp_path, part, NOW)
        policy = PolicyBuilder().store(authority(tmp_path / "port")).time(NOW)
        verified = policy.build_client_verifier().verify(certificate, [])
        assert verified.subjects == [x509.UniformResourceIdentifier(f"cspr:{part}")]


def test_what_is_there_is_left_and_renewed_only_when_asked(tmp_path: Path) -> None:
    first = certificate_for(tmp_path, "worker", NOW)
    ca = (tmp_path / "worker" / "authority.pem").read_bytes()

    assert certificate_for(tmp_path, "worker", LATER) == first
    renewed = certificate_for(tmp_path, "worker", LATER, renew=True)
    assert renewed != first
    assert renewed.not_valid_after_utc == LATER + timedelta(days=365)
    assert (tmp_path / "worker" / "authority.pem").read_bytes() == ca


def test_nobody_else_may_read_what_is_made(tmp_path: Path) -> None:
    certificate_for(tmp_path, "staff/example", NOW)
    made = sorted((tmp_path / "staff" / "example").iterdir())

    assert [path.name for path in made] == ["authority.pem", "certificate.pem", "key.pem"]
    assert {path.stat().st_mode & 0o077 for path in (*made, tmp_path / "authority" / "key.pem")} == {0}


def test_the_command_says_until_when_each_is_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    certificate_for(tmp_path, "worker", datetime(2020, 2, 3, tzinfo=UTC))
    status = main([str(tmp_path), "worker", "port"])
    old, new = capsys.readouterr().out.splitlines()

    assert status == 0
    assert old == "The certificate of worker has expired; make it anew with --renew. It was good until Tue 2 Feb 2021."
    assert new.startswith("The certificate of port is good until ")


@pytest.mark.parametrize("part", ["workers", "staff", "staff/", "staff/../port", "integrator/A", "authority"])
def test_a_part_that_there_is_not_is_refused(tmp_path: Path, part: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path), part])

    assert ended.value.code == 2
    assert f"{part} is no part: port, worker, web-ui, staff/NAME" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_or_used_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()

    assert main([str(tmp_path / "file"), "worker"]) == 3
    assert capsys.readouterr().err == f"The certificates cannot be kept in {tmp_path}/file: Not a directory.\n"
    certificate_for(tmp_path, "port", NOW)
    (tmp_path / "authority" / "key.pem").write_text("not a key")
    with pytest.raises(StackError, match=r"authority/key\.pem holds no private key"):
        certificate_for(tmp_path, "worker", NOW)
