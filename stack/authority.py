"""A certificate authority of the service's own, in a folder: it signs what Temporal's port and its callers show."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from stack.errors import StackError
from vault.new_file import replace

GOOD_FOR = timedelta(days=3650)
CERTIFICATE_GOOD_FOR = timedelta(days=365)
CLOCKS_DIFFER_BY = timedelta(minutes=5)
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cspr authority")])

SIGNS_CERTIFICATES = x509.KeyUsage(
    key_cert_sign=True,
    crl_sign=False,
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True)
class Authority:
    """Its certificate, which others know it by, and its key."""

    certificate: x509.Certificate
    key: EllipticCurvePrivateKey

    @classmethod
    def kept_in(cls, folder: Path, now: datetime) -> Self:
        """The authority of a folder, made if there is none.

        Raises:
            StackError: what is there is no certificate with its key.
            OSError: the folder cannot be read or written.
        """
        if not (folder / "certificate.pem").exists():
            _make(folder, now)
        return cls(certificate_in(folder / "certificate.pem"), _key_in(folder / "key.pem"))

    def issue(self, folder: Path, name: str, alternatives: Sequence[x509.GeneralName], now: datetime) -> None:
        """Put a new certificate with its key into a folder, and our own beside it.

        It is a server's where the alternative names are a host's, a client's where they are a URI. Raises OSError.
        """
        key = generate_private_key(SECP256R1())
        is_client = isinstance(alternatives[0], x509.UniformResourceIdentifier)
        purpose = ExtendedKeyUsageOID.CLIENT_AUTH if is_client else ExtendedKeyUsageOID.SERVER_AUTH
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = (
            _begun(subject, key, now, CERTIFICATE_GOOD_FOR)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
            .sign(self.key, SHA256())
        )
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace(folder / "authority.pem", self.certificate.public_bytes(Encoding.PEM))
        _write(folder, certificate, key)


def certificate_in(file: Path) -> x509.Certificate:
    """The certificate of a file. Raises StackError where it holds none, and OSError."""
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except ValueError:
        raise StackError(f"The file {file} holds no certificate, as PEM.") from None


def _key_in(file: Path) -> EllipticCurvePrivateKey:
    with suppress(ValueError):
        key = load_pem_private_key(file.read_bytes(), password=None)
        if isinstance(key, EllipticCurvePrivateKey):
            return key
    raise StackError(f"The file {file} holds no private key of an elliptic curve, as PEM.")


def _make(folder: Path, now: datetime) -> None:
    key = generate_private_key(SECP256R1())
    certificate = (
        _begun(NAME, key, now, GOOD_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(SIGNS_CERTIFICATES, critical=True)
        .sign(key, SHA256())
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(folder, certificate, key)


def _begun(
    subject: x509.Name, key: EllipticCurvePrivateKey, now: datetime, good_for: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_DIFFER_BY)
        .not_valid_after(now + good_for)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _write(folder: Path, certificate: x509.Certificate, key: EllipticCurvePrivateKey) -> None:
    """Write the certificate last: where it is, its key is."""
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    replace(folder / "key.pem", written)
    replace(folder / "certificate.pem", certificate.public_bytes(Encoding.PEM))
