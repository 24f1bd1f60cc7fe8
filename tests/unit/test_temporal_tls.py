from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.service import TLSConfig

from settings import Settings, SettingsError
from stack.certificates import certificate_for
from vault.temporal_tls import temporal_tls

NOW = datetime.now(UTC)  # noqa: TID251 - whether a certificate is good is a question of this moment


@pytest.fixture
def secured(tmp_path: Path) -> Settings:
    certificate_for(tmp_path, "worker", NOW)
    return Settings(
        ledger_dsn="postgresql://invented",
        key_file=tmp_path / "keys.json",
        key_store=tmp_path / "key-store",
        documents=tmp_path / "documents",
        people_file=tmp_path / "people.toml",
        temporal_tls_ca=tmp_path / "worker" / "authority.pem",
        temporal_tls_certificate=tmp_path / "worker" / "certificate.pem",
        temporal_tls_key=tmp_path / "worker" / "key.pem",
    )


def refusal(settings: Settings) -> str:
    with pytest.raises(SettingsError) as raised:
        temporal_tls(settings)
    return str(raised.value)


def test_what_is_good_is_taken_as_it_is(secured: Settings, tmp_path: Path) -> None:
    config = temporal_tls(secured)

    assert isinstance(config, TLSConfig)
    assert config.client_private_key == (tmp_path / "worker" / "key.pem").read_bytes()


@pytest.mark.parametrize(
    ("made", "told"), [(timedelta(days=-366), "expired on"), (timedelta(days=1), "is not good before")]
)
def test_a_certificate_that_is_not_good_now_is_told(
    secured: Settings, tmp_path: Path, made: timedelta, told: str
) -> None:
    certificate_for(tmp_path, "worker", NOW + made, renew=True)

    assert refusal(secured).startswith(
        f"temporal_tls_certificate: the certificate in {secured.temporal_tls_certificate} {told} "
    )


def test_a_key_of_another_certificate_is_told(secured: Settings, tmp_path: Path) -> None:
    certificate_for(tmp_path, "web-ui", NOW)
    other = tmp_path / "web-ui" / "key.pem"

    assert refusal(secured.model_copy(update={"temporal_tls_key": other})) == (
        f"temporal_tls_key: {other} is not the key of the certificate in {secured.temporal_tls_certificate}"
    )


@pytest.mark.parametrize("setting", ["temporal_tls_ca", "temporal_tls_certificate", "temporal_tls_key"])
def test_a_file_that_holds_something_else_or_is_missing_is_told(
    secured: Settings, tmp_path: Path, setting: str
) -> None:
    broken = tmp_path / "broken.pem"
    settings = secured.model_copy(update={setting: broken})

    assert refusal(settings) == f"{setting}: the file {broken} cannot be read: No such file or directory"
    broken.write_text("invented")
    assert refusal(settings).startswith(f"{setting}: the file {broken} holds no ")
