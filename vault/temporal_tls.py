"""How our programs prove to Temporal's server who they are, and know that it is the right one (mutual TLS)."""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from temporalio.service import TLSConfig

from domain.london import london_date, say_day
from settings import Settings, SettingsError


def temporal_tls(settings: Settings) -> TLSConfig | bool:
    """What a connection to Temporal's server is secured by; false for one in clear, on this machine alone.

    Raises:
        SettingsError: a file that a setting names cannot be read or used, or the certificate is not good now.
    """
    ca, certificate, key = settings.temporal_tls_ca, settings.temporal_tls_certificate, settings.temporal_tls_key
    if ca is None or certificate is None or key is None:
        return False
    trusted, shown, private = (
        _read("temporal_tls_ca", ca),
        _read("temporal_tls_certificate", certificate),
        _read("temporal_tls_key", key),
    )
    _certificate("temporal_tls_ca", ca, trusted)
    ours = _certificate("temporal_tls_certificate", certificate, shown)
    _check_key(key, private, ours, certificate)
    _check_day(certificate, ours)
    return TLSConfig(
        server_root_ca_cert=trusted,
        client_cert=shown,
        client_private_key=private,
        domain=settings.temporal_tls_name,
    )


def no_connection(settings: Settings, error: Exception) -> str:
    """Why the client of Temporal's library could not connect: a sentence without its full stop."""
    address = settings.temporal_address
    if "InvalidCertificate" in str(error):  # the library has no type for it
        return (
            f"What answers at {address} (setting temporal_address) shows a certificate that is not good any more, "
            "is for another name, or is not from temporal_tls_ca"
        )
    if settings.temporal_tls_ca is None:
        return f"Temporal's server (setting temporal_address) does not answer at {address}"
    return (
        f"Temporal's server (setting temporal_address) does not answer at {address}, "
        "or does not know the authority of the certificate in temporal_tls_certificate"
    )


def _read(setting: str, file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SettingsError(f"{setting}: the file {file} cannot be read: {error.strerror}") from None


def _certificate(setting: str, file: Path, content: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(content)
    except ValueError:
        raise SettingsError(f"{setting}: the file {file} holds no certificate, as PEM") from None


def _check_key(file: Path, content: bytes, certificate: x509.Certificate, its_file: Path) -> None:
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError):  # TypeError: it has a password
        raise SettingsError(
            f"temporal_tls_key: the file {file} holds no private key, as PEM without a password"
        ) from None
    if key.public_key() != certificate.public_key():
        raise SettingsError(f"temporal_tls_key: {file} is not the key of the certificate in {its_file}")


def _check_day(file: Path, certificate: x509.Certificate) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - whether a certificate is good is a question of this moment
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now > ends:
        raise SettingsError(
            f"temporal_tls_certificate: the certificate in {file} expired on {say_day(london_date(ends))}; renew it"
        )
    if now < begins:
        raise SettingsError(
            f"temporal_tls_certificate: the certificate in {file} is not good before {say_day(london_date(begins))}"
        )
