"""How our programs prove to Temporal's server who they are, and know that it is the right one (mutual TLS)."""

from pathlib import Path

from temporalio.service import TLSConfig

from settings import Settings, SettingsError


def temporal_tls(settings: Settings) -> TLSConfig | bool:
    """What a connection to Temporal's server is secured by; false for one in clear, on this machine alone.

    Raises:
        SettingsError: a file that a setting names cannot be read.
    """
    ca, certificate, key = settings.temporal_tls_ca, settings.temporal_tls_certificate, settings.temporal_tls_key
    if ca is None or certificate is None or key is None:
        return False
    return TLSConfig(
        server_root_ca_cert=_read("temporal_tls_ca", ca),
        client_cert=_read("temporal_tls_certificate", certificate),
        client_private_key=_read("temporal_tls_key", key),
        domain=settings.temporal_tls_name,
    )


def _read(setting: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SettingsError(f"{setting}: the file {file} cannot be read: {error.strerror}") from None
