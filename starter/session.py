"""What a command works with: the settings, the clock, and what they open."""

import os
from datetime import UTC, datetime
from pathlib import Path

from settings import DEFAULT_FILE, FILE_VARIABLE, Settings, SettingsError, read_settings
from starter.errors import BadInput
from vault.documents import DocumentStore
from vault.keys import KeyFileError, Keyring, read_key_file

LOCAL_SERVICE = Path("var/cspr.toml")
"""Where `cspr up` says how to reach the service that it started from this folder."""


def now() -> datetime:
    """This moment as a UTC instant."""
    return datetime.now(UTC)  # noqa: TID251 - here, at the edge, is where time comes in


def settings() -> Settings:
    """The settings; without any, those of the service that runs from this folder.

    Raises:
        BadInput: naming each that is missing or wrong.
    """
    if not os.environ.get(FILE_VARIABLE) and not DEFAULT_FILE.is_file() and LOCAL_SERVICE.is_file():
        os.environ[FILE_VARIABLE] = str(LOCAL_SERVICE)
    try:
        return read_settings()
    except SettingsError as error:
        raise BadInput("The settings cannot be used:", str(error).splitlines()) from None


def keyring(chosen: Settings) -> Keyring:
    """The keys. Raises BadInput."""
    try:
        return read_key_file(chosen.key_file)
    except KeyFileError as error:
        raise BadInput(f"{error}.") from None


def documents(chosen: Settings) -> DocumentStore:
    """The kept documents. Raises BadInput for a key file that cannot be used."""
    return DocumentStore(chosen.documents, keyring(chosen))
