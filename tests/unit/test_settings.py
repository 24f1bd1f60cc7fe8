"""Settings come from the environment, then a file, then the default; a wrong one is named in one line."""

import os
from pathlib import Path

import pytest

from settings import Settings, SettingsError, read_settings

REQUIRED = {
    "CSPR_LEDGER_DSN": "postgresql://cspr:invented-password@db.example/cspr",
    "CSPR_KEY_FILE": "/invented/cspr.key",
    "CSPR_KEY_STORE": "/invented/key-store",
    "CSPR_DOCUMENTS": "/invented/documents",
    "CSPR_PEOPLE_FILE": "/invented/people.toml",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith("CSPR_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def _required_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("_required_set")
def test_the_environment_goes_before_the_file_and_the_file_before_the_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("cspr.toml").write_text('namespace = "from-file"\ntask_queue = "from-file"\n')
    monkeypatch.setenv("CSPR_NAMESPACE", "from-environment")
    settings = read_settings()
    assert settings.namespace == "from-environment"
    assert settings.task_queue == "from-file"
    assert settings.temporal_address == "127.0.0.1:7233"


@pytest.mark.usefixtures("_required_set")
def test_a_file_elsewhere_is_read_where_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text('smtp_port = 2525\ndoor_origins = ["https://ui.example"]\n')
    monkeypatch.setenv("CSPR_SETTINGS", str(elsewhere))
    settings = read_settings()
    assert settings.smtp_port == 2525
    assert settings.door_origins == ("https://ui.example",)


@pytest.mark.usefixtures("_required_set")
def test_origins_in_the_environment_have_commas_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPR_DOOR_ORIGINS", "http://127.0.0.1:9000, https://ui.example")
    assert read_settings().door_origins == ("http://127.0.0.1:9000", "https://ui.example")


@pytest.mark.usefixtures("_required_set")
def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPR_NAMESPACE", "")
    assert read_settings().namespace == "cspr"


@pytest.mark.usefixtures("_required_set")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temporal_address", "localhost"),
        ("temporal_address", "localhost:seventy"),
        ("metrics_address", ":9464"),
        ("ledger_dsn", "mysql://db.example/cspr"),
        ("ledger_dsn", "postgresql://db.example:port/cspr"),
        ("archive", "gs://bucket"),
        ("archive", "s3://bucket/prefix?region=invented"),
        ("smtp_port", "twenty-five"),
        ("smtp_port", "70000"),
        ("smtp_starttls", "perhaps"),
        ("smtp_password", "invented-password"),
        ("key_service_address", "vault.example:8200"),
        ("key_service_address", "http://vault.example:8200"),
        ("key_service_address", "https://vault.example:8200/v1"),
        ("key_service_address", "https://somebody:invented-password@vault.example"),
        ("key_service_key", "cspr"),
        ("key_service_key", "transit/"),
        ("web_ui_address", "127.0.0.1:8234"),
        ("door_port", "0"),
        ("oidc_issuer", "http://login.example"),
        ("door_origins", "*"),
        ("door_origins", ","),
        ("door_origins", "https://ui.example/path"),
        ("drain_seconds", "0"),
        ("key_backup_days", "-1"),
    ],
)
def test_a_wrong_setting_gives_one_line_that_names_it(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"CSPR_{name.upper()}", value)
    with pytest.raises(SettingsError) as raised:
        read_settings()
    message = str(raised.value)
    assert message.startswith(f"{name} (CSPR_{name.upper()}) is wrong: ")
    assert "\n" not in message
    assert "invented-password" not in message


def test_every_missing_setting_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        read_settings()
    lines = str(raised.value).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["ledger_dsn", "key_store", "documents", "people_file"]
    assert all("is not set" in line for line in lines)


@pytest.mark.usefixtures("_required_set")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('name_space = "cspr"', "name_space in cspr.toml is not a setting"),
        ("namespace = ", "cspr.toml is not TOML"),
        ("\xff", "cspr.toml cannot be read"),
    ],
)
def test_a_wrong_file_gives_one_line(content: str, said: str) -> None:
    Path("cspr.toml").write_bytes(content.encode("latin-1"))
    with pytest.raises(SettingsError) as raised:
        read_settings()
    assert str(raised.value).startswith(said)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_named_and_missing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPR_SETTINGS", "/invented/nowhere.toml")
    with pytest.raises(SettingsError, match=r"CSPR_SETTINGS names /invented/nowhere\.toml"):
        read_settings()


@pytest.mark.usefixtures("_required_set")
def test_a_mail_password_is_never_sent_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPR_SMTP_USERNAME", "invented")
    monkeypatch.setenv("CSPR_SMTP_PASSWORD", "invented-password")
    with pytest.raises(SettingsError, match=r"^smtp_password needs smtp_starttls"):
        read_settings()
    monkeypatch.setenv("CSPR_SMTP_STARTTLS", "true")
    assert read_settings().smtp_password is not None


@pytest.mark.usefixtures("_required_set")
def test_a_connection_is_secured_at_both_ends_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPR_TEMPORAL_TLS_CA", "ca.pem")

    with pytest.raises(SettingsError, match=r"^temporal_tls_ca, .* belong together"):
        read_settings()


@pytest.mark.usefixtures("_required_set")
def test_a_key_service_is_signed_in_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPR_KEY_SERVICE_ADDRESS", "https://vault.example:8200")
    monkeypatch.setenv("CSPR_KEY_SERVICE_ROLE_ID", "invented-role")
    with pytest.raises(SettingsError, match=r"^key_service_address, .* belong together"):
        read_settings()
    monkeypatch.setenv("CSPR_KEY_SERVICE_SECRET_ID", "invented-secret")
    assert "invented-secret" not in repr(read_settings())


@pytest.mark.usefixtures("_required_set")
def test_a_key_service_needs_no_key_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CSPR_KEY_FILE")
    with pytest.raises(SettingsError, match=r"^set either key_file or master_keys .* or a key service"):
        read_settings()
    for name, value in (("ADDRESS", "http://127.0.0.1:8200"), ("ROLE_ID", "invented"), ("SECRET_ID", "invented")):
        monkeypatch.setenv(f"CSPR_KEY_SERVICE_{name}", value)
    assert read_settings().key_file is None


@pytest.mark.usefixtures("_required_set")
def test_a_provider_knows_the_service_by_an_id(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPR_OIDC_ISSUER", "https://login.example")
    with pytest.raises(SettingsError, match=r"^oidc_issuer and oidc_client_id belong together"):
        read_settings()
    monkeypatch.setenv("CSPR_OIDC_CLIENT_ID", "cspr")
    assert read_settings().oidc_issuer == "https://login.example"


@pytest.mark.usefixtures("_required_set")
def test_no_password_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSPR_SMTP_USERNAME", "invented")
    monkeypatch.setenv("CSPR_SMTP_PASSWORD", "invented-password")
    monkeypatch.setenv("CSPR_SMTP_STARTTLS", "true")
    assert "invented-password" not in repr(read_settings())


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.usefixtures("_required_set")
def test_the_settings_can_be_written_as_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in REQUIRED:
        monkeypatch.delenv(name)
    lines = [f'{name.removeprefix("CSPR_").lower()} = "{value}"' for name, value in REQUIRED.items()]
    Path("cspr.toml").write_text("\n".join(lines))
    assert read_settings().ledger_dsn == REQUIRED["CSPR_LEDGER_DSN"]
