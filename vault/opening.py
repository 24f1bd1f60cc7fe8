"""Open the keys that the settings name."""

from functools import partial

from settings import Settings
from vault.case_keys import CaseKeys
from vault.key_file import KeyFileError, parse_keys
from vault.key_store import KeyStore
from vault.master import FileMasterKeys, MasterKeys, OwnMasterKeys


def open_keys(settings: Settings) -> CaseKeys:
    """The keys of the settings' service.

    Raises:
        KeyFileError: the master keys cannot be used.
    """
    return CaseKeys(KeyStore(settings.key_store), _master_keys(settings))


def _master_keys(settings: Settings) -> MasterKeys:
    if settings.master_keys is not None:
        given = settings.master_keys.get_secret_value()
        return OwnMasterKeys(partial(parse_keys, given, "the setting master_keys"))
    if settings.key_file is None:
        raise KeyFileError("there are no master keys: set key_file or master_keys")
    return FileMasterKeys(settings.key_file)
