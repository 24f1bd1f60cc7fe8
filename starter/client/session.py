"""What a command works with: the settings, the clock, and what they open."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from domain.referral import Referral
from domain.refusal import RefusalCode
from settings import DEFAULT_FILE, FILE_VARIABLE, Settings, SettingsError, read_settings
from starter.client.errors import BadInput, Refused, ServiceUnavailable, UnknownCase
from starter.client.identity import reference_of
from vault.case_keys import CaseKey, CaseKeys, KeyDestroyed, NoKey
from vault.documents import DocumentStore
from vault.key_file import KeyFileError
from vault.key_store import KeyStoreUnavailable
from vault.master import MasterUnavailable, WrongMaster
from vault.opening import open_keys

LOCAL_SERVICE = Path("var/cspr.toml")
"""Where `cspr up` says how to reach the service that it started from this folder."""

NO_FILE = (
    f"There is no settings file here. Go to the folder in which the service was started, or say where it is: "
    f"{FILE_VARIABLE}=/path/to/{LOCAL_SERVICE}."
)


def now() -> datetime:
    """This moment as a UTC instant."""
    return datetime.now(UTC)  # noqa: TID251 - here, at the edge, is where time comes in


def settings() -> Settings:
    """The settings; without any, those of the service that runs from this folder.

    Raises:
        BadInput: naming each that is missing or wrong.
    """
    named = os.environ.get(FILE_VARIABLE) or DEFAULT_FILE.is_file()
    if not named and LOCAL_SERVICE.is_file():
        named = os.environ[FILE_VARIABLE] = str(LOCAL_SERVICE)
    try:
        return read_settings()
    except SettingsError as error:
        faults = str(error).splitlines() if named else [*str(error).splitlines(), NO_FILE]
        raise BadInput("The settings cannot be used:", faults) from None


def keys(chosen: Settings) -> CaseKeys:
    """The keys of the cases. Raises BadInput."""
    try:
        return open_keys(chosen)
    except KeyFileError as error:
        raise BadInput(f"{error}.") from None


@contextmanager
def reaching_the_keys() -> Iterator[None]:
    """Say plainly what is wrong with a case's key.

    Raises:
        UnknownCase: the case has none, so it was never referred.
        Refused: it was destroyed.
        ServiceUnavailable: it cannot be had now, or the master key for it is missing.
    """
    try:
        yield
    except NoKey as error:
        raise UnknownCase(error.scope) from None
    except KeyDestroyed as error:
        raise Refused(RefusalCode.DESTROYED.value, f"{error.in_full[:1].upper()}{error.in_full[1:]}.") from None
    except (WrongMaster, MasterUnavailable, KeyStoreUnavailable) as error:
        raise ServiceUnavailable(f"The keys cannot be used: {error}.") from None


def is_destroyed(chosen: Settings, reference: str) -> bool:
    """Whether the record of a case is destroyed. Raises as `keys` and `reaching_the_keys` do."""
    with reaching_the_keys():
        return keys(chosen).destroyed(reference) is not None


async def key_of(chosen: Settings, reference: str) -> CaseKey:
    """The key of a case. Raises as `keys` and `reaching_the_keys` do."""
    with reaching_the_keys():
        return await keys(chosen).get(reference)


async def documents_of_new(chosen: Settings, referral: Referral) -> DocumentStore:
    """The documents of the case that the referral opens; its key is made where there is none yet."""
    known = keys(chosen)
    with reaching_the_keys():
        return DocumentStore(chosen.documents, await known.create(reference_of(referral, await known.naming())))


async def documents(chosen: Settings, reference: str) -> DocumentStore:
    """The kept documents of a case. Raises as `key_of` does."""
    return DocumentStore(chosen.documents, await key_of(chosen, reference))
