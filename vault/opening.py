"""Open the keys that the settings name."""

import ssl
from functools import partial

from settings import Settings, SettingsError
from vault.case_keys import CaseKeys
from vault.key_file import KeyFileError, parse_keys
from vault.key_service_client import KeyServiceClient
from vault.key_store import KeyStore
from vault.master import FileMasterKeys, MasterKeys, OwnMasterKeys
from vault.side_by_side import SideBySide


def open_keys(settings: Settings) -> CaseKeys:
    """The keys of the settings' service. The key service, where there is one, is not asked yet.

    Raises:
        KeyFileError: the master keys cannot be used.
        SettingsError: the file of key_service_ca cannot be used.
    """
    return CaseKeys(KeyStore(settings.key_store), _master_keys(settings))


def _master_keys(settings: Settings) -> MasterKeys:
    client = _key_service(settings)
    return SideBySide(client, settings.key_service_key, partial(_own, settings)) if client else _own(settings)


def _own(settings: Settings) -> OwnMasterKeys:
    if settings.master_keys is not None:
        given = settings.master_keys.get_secret_value()
        return OwnMasterKeys(partial(parse_keys, given, "the setting master_keys"))
    if settings.key_file is None:
        raise KeyFileError("there are no master keys: set key_file or master_keys")
    return FileMasterKeys(settings.key_file)


def _key_service(settings: Settings) -> KeyServiceClient | None:
    address, role, secret = settings.key_service_address, settings.key_service_role_id, settings.key_service_secret_id
    if address is None or role is None or secret is None:
        return None
    return KeyServiceClient(address, role, secret, _tls(settings))


def _tls(settings: Settings) -> ssl.SSLContext:
    ca = settings.key_service_ca
    try:
        return ssl.create_default_context(cafile=ca)
    except OSError as error:  # ssl.SSLError is one
        raise SettingsError(f"key_service_ca: the file {ca} cannot be used: {error.strerror}") from None
