"""What an operator sets, by the environment (`CSPR_…`) or in a TOML file; docs/settings.md lists it."""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import EmailStr, Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

FILE_VARIABLE = "CSPR_SETTINGS"
DEFAULT_FILE = Path("cspr.toml")
PREFIX = "CSPR_"


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and says what would be right, one line each."""


class Settings(BaseSettings):
    """Every setting of the service. The environment goes before the file, the file before the default."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,  # docker compose passes an unset variable on as an empty one
        extra="forbid",
        frozen=True,
    )

    temporal_address: str = Field("127.0.0.1:7233", description="Temporal's server, as host:port.")
    temporal_tls_ca: Path | None = Field(
        None, description="The certificates that Temporal's server is known by, a PEM file. Without it in clear."
    )
    temporal_tls_certificate: Path | None = Field(
        None, description="The certificate that our programs show to Temporal's server, a PEM file."
    )
    temporal_tls_key: Path | None = Field(None, description="The private key of that certificate, a PEM file.")
    temporal_tls_name: str | None = Field(
        None, description="The name in the server's certificate, where it is not the host of temporal_address."
    )
    namespace: str = Field("cspr", min_length=1, description="The namespace at Temporal of the cases.")
    task_queue: str = Field("cspr", min_length=1, description="The task queue that the workers poll.")
    release: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        description="The release that a worker is known by at Temporal. Without it workers are not told apart.",
    )
    takes_over: bool = Field(
        default=True,
        description="Whether a release that never carried cases here carries all of them as soon as it starts.",
    )
    ledger_dsn: str = Field(
        repr=False,  # it may hold a password
        description="The ledger's PostgreSQL, as postgresql://user:password@host:port/database.",
    )
    ledger_owner_dsn: str | None = Field(
        None,
        repr=False,  # it may hold a password
        description="The same PostgreSQL as the owner of the ledger's tables, for stack.prepare alone.",
    )
    key_store: Path = Field(description="The folder that keeps the key of each case, wrapped by a master key.")
    key_file: Path | None = Field(None, description="The file of the master keys, which wrap the keys of the cases.")
    master_keys: SecretStr | None = Field(
        None, description="The master keys themselves, as they would stand in the key file; instead of one."
    )
    key_service_address: str | None = Field(
        None, description="The key service that wraps the keys of the cases, as https://host:port; instead of both."
    )
    key_service_role_id: str | None = Field(None, description="The role that we sign in to the key service with.")
    key_service_secret_id: SecretStr | None = Field(None, description="The secret of that role.")
    key_service_key: str = Field(
        "transit/cspr",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9/_-]*/[A-Za-z0-9][A-Za-z0-9._-]*$",
        description="The key service's key that wraps, as the engine's path and the key's name.",
    )
    key_service_ca: Path | None = Field(
        None, description="The certificates that the key service is known by, a PEM file. Without it the system's."
    )
    key_backup_days: int = Field(
        35,
        ge=0,
        le=3650,
        description="For how many days backups of the key store are kept: so long a destroyed record could come back.",
    )
    documents: Path = Field(description="The folder that keeps the encrypted documents.")
    archive: str | None = Field(
        None,
        description="The folder or the bucket (s3://bucket/prefix) that keeps the histories of ended workflows. "
        "Without it the folder archive beside documents.",
    )
    attempts: Path | None = Field(
        None,
        description="The folder in which it waits who looked at or tried what, while the ledger is away. "
        "Without it the folder attempts beside documents.",
    )
    archive_alarm_days: int = Field(
        7,
        ge=1,
        le=365,
        description="How many days before Temporal deletes a history an alarm is raised that it is not archived.",
    )
    smtp_host: str = Field("127.0.0.1", min_length=1, description="The mail server that letters go out by.")
    smtp_port: int = Field(25, ge=1, le=65535, description="The mail server's port.")
    smtp_username: str | None = Field(None, description="The account at the mail server, if it asks for one.")
    smtp_password: SecretStr | None = Field(None, description="The password of that account.")
    smtp_starttls: bool = Field(
        default=False, description="Whether the connection to the mail server is encrypted by STARTTLS."
    )
    alarm_to: Annotated[tuple[EmailStr, ...], NoDecode] = Field(
        (), description="Who gets an alarm of the service by mail, with commas between. Without it the log alone."
    )
    anchor_to: Annotated[tuple[EmailStr, ...], NoDecode] = Field(
        (), description="Who gets the ledger's anchor by mail (cspr ledger anchor --send), with commas between."
    )
    door_host: str = Field("127.0.0.1", min_length=1, description="Where the front door listens.")
    door_port: int = Field(8233, ge=1, le=65535, description="The front door's port.")
    door_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        ("http://127.0.0.1:8233", "http://localhost:8233"),
        min_length=1,
        description="The addresses that people find the front door at, with commas between; cspr open takes the first.",
    )
    web_ui_address: str = Field(
        "http://127.0.0.1:8234",
        pattern=r"^https?://",
        description="Where the front door finds Temporal's own Web UI, which nobody else needs to reach.",
    )
    oidc_issuer: str | None = Field(
        None, description="The OpenID Connect provider at which people sign in. Without it, by their own keys alone."
    )
    oidc_client_id: str | None = Field(None, description="By what that provider knows the service.")
    oidc_client_secret: SecretStr | None = Field(
        None, description="The service's secret at that provider, if it asks for one."
    )
    policy_file: Path | None = Field(
        None, description="The partnership's own policy, a TOML file. Without it the one in the package."
    )
    people_file: Path = Field(
        description="The people file, in TOML: who is known here, by which keys or sign-ins, in which seats."
    )
    authority_file: Path | None = Field(
        None, description="Who may decide what, and who may read, a TOML file. Without it the one in the package."
    )
    identities: Path = Field(
        Path("~/.config/cspr/identities"),
        description="The folder of the private keys by which the people of this machine prove who they are.",
    )
    actor: str | None = Field(
        None, min_length=1, description="Whose private key is used. Without it the only one in the folder identities."
    )
    metrics_address: str | None = Field(
        None, description="Where the worker serves metrics for Prometheus, as host:port. Without it nowhere."
    )
    drain_seconds: float = Field(
        30, gt=0, description="How many seconds a stopping worker gives the work that it has in hand."
    )

    @property
    def archive_place(self) -> str:
        """Where the archive is, whether or not it was set."""
        return self.archive or str(self.documents.parent / "archive")

    @property
    def attempts_place(self) -> Path:
        """Where attempts wait for the ledger, whether or not it was set."""
        return self.attempts or self.documents.parent / "attempts"

    @field_validator("archive")
    @classmethod
    def _is_a_folder_or_a_bucket(cls, value: str | None) -> str | None:
        if value and "://" in value and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+(/[^?#]*)?", value):
            raise ValueError("should be a folder, or a bucket such as s3://bucket/prefix")
        return value

    @field_validator("identities")
    @classmethod
    def _is_in_the_home(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("temporal_address", "metrics_address")
    @classmethod
    def _names_host_and_port(cls, value: str | None) -> str | None:
        if value is not None:
            host, _, port = value.rpartition(":")
            if not host or not port.isdecimal() or not 1 <= int(port) <= 65535:  # noqa: PLR2004 - the last port
                raise ValueError("should be host:port, for example 127.0.0.1:7233")
        return value

    @field_validator("ledger_dsn", "ledger_owner_dsn")
    @classmethod
    def _names_postgresql(cls, value: str | None) -> str | None:
        if value is None:
            return value
        if not value.startswith(("postgresql://", "postgres://")):
            raise ValueError("should start with postgresql://")
        try:
            urlsplit(value).port  # noqa: B018 - it raises where the port is no number
        except ValueError:
            raise ValueError("should be postgresql://user:password@host:port/database") from None
        return value

    @field_validator("key_service_address")
    @classmethod
    def _hides_the_keys(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", value):
                raise ValueError("should be https://host:port, for example https://vault.example:8200")
            if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "localhost"}:
                raise ValueError("should start with https://, or the keys would travel in clear")
        return value

    @field_validator("door_origins", "alarm_to", "anchor_to", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("door_origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            scheme, _, rest = origin.partition("://")
            if scheme not in {"http", "https"} or not rest or "/" in rest or "*" in rest:
                raise ValueError("should be origins such as http://127.0.0.1:8233, without a path or a star")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _is_an_issuer(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "https://none.example")
        if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
            raise ValueError("should be the provider's own name, as in https://login.example/tenant")
        return value

    @field_validator("smtp_password")
    @classmethod
    def _has_its_account(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is not None and not info.data.get("smtp_username"):
            raise ValueError("needs smtp_username, the account that it belongs to")
        return value

    @model_validator(mode="after")
    def _has_master_keys(self) -> "Settings":
        own = [self.key_file is not None, self.master_keys is not None]
        if all(own) or not (any(own) or self.key_service_address):
            raise ValueError(
                "set either key_file or master_keys (by CSPR_KEY_FILE or CSPR_MASTER_KEYS), or a key service "
                "(CSPR_KEY_SERVICE_ADDRESS)"
            )
        return self

    @model_validator(mode="after")
    def _signs_in_to_the_key_service(self) -> "Settings":
        given = [self.key_service_address, self.key_service_role_id, self.key_service_secret_id]
        if any(given) and not all(given):
            raise ValueError(
                "key_service_address, key_service_role_id and key_service_secret_id belong together: set all"
            )
        return self

    @model_validator(mode="after")
    def _knows_the_provider(self) -> "Settings":
        if (self.oidc_issuer is None) != (self.oidc_client_id is None):
            raise ValueError("oidc_issuer and oidc_client_id belong together: set both")
        return self

    @model_validator(mode="after")
    def _secures_both_ends(self) -> "Settings":
        given = [self.temporal_tls_ca, self.temporal_tls_certificate, self.temporal_tls_key]
        if any(given) and not all(given):
            raise ValueError("temporal_tls_ca, temporal_tls_certificate and temporal_tls_key belong together: set all")
        return self

    @model_validator(mode="after")
    def _hides_the_password(self) -> "Settings":
        if self.smtp_password is not None and not self.smtp_starttls:
            raise ValueError("smtp_password needs smtp_starttls = true: it would travel in clear")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then the environment, then the TOML file; nothing else."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=_file())


def read_settings() -> Settings:
    """Read the settings from the environment and the TOML file that `CSPR_SETTINGS` names (`cspr.toml` here).

    Raises:
        SettingsError: a setting is missing or wrong, or the file cannot be read.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "\n".join(_in_words(problem) for problem in error.errors())
        raise SettingsError(problems) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{_file()} is not TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{_file()} cannot be read: {error}") from None


def _file() -> Path | None:
    named = os.environ.get(FILE_VARIABLE)
    if not named:
        return DEFAULT_FILE if DEFAULT_FILE.is_file() else None
    if not Path(named).is_file():
        raise SettingsError(f"{FILE_VARIABLE} names {named}, and there is no such file")
    return Path(named)


def _in_words(problem: ErrorDetails) -> str:
    message = problem["msg"].removeprefix("Value error, ")
    if not problem["loc"]:  # about several settings, and so the message names them
        return message
    name = str(problem["loc"][0])
    if problem["type"] == "missing":
        message = Settings.model_fields[name].description or ""
        return f"{name} is not set (by {PREFIX}{name.upper()} or in {DEFAULT_FILE}). {message}"
    if problem["type"] == "extra_forbidden":
        return f"{name} in {_file()} is not a setting"
    return f"{name} ({PREFIX}{name.upper()}) is wrong: {message[0].lower()}{message[1:]}"
