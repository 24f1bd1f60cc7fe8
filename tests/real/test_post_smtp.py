"""Letters handed to real mail servers on the loopback address: ones that take them and ones that do not."""

import asyncio
import ipaddress
import ssl
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

import activities.post
from activities.letters.kinds import KINDS
from activities.post import MailTrouble, Undeliverable, post
from activities.render import render
from domain.letter import Correspondent, Letter
from settings import Settings

LOOPBACK = "127.0.0.1"
RECIPIENT = "ivy.invented@example.org"
PASSWORD = "invented password"  # noqa: S105 - opens nothing
Serve = Callable[..., Awaitable[Settings]]


class Post:
    """What a mail server does: keep what it is given, unless a test says how it answers a command."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.taken: list[bytes] = []
        self.drop_after_data = False

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if "RCPT" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK").format(address=address)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - the same
        assert isinstance(envelope.original_content, bytes)
        if "DATA" not in self.answers:
            self.taken.append(envelope.original_content)
        if self.drop_after_data:
            self.drop_after_data = False
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return self.answers.get("DATA", "250 OK")


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts a mail server for a `Post` and gives the settings that lead to it."""
    async with AsyncExitStack() as servers:

        async def start(handler: Post, *, settings: dict[str, Any] | None = None, **server: Any) -> Settings:  # noqa: ANN401 - aiosmtpd's own
            loop = asyncio.get_running_loop()
            return await listen(
                servers, lambda: SMTP(handler, hostname="localhost", loop=loop, **server), **(settings or {})
            )

        yield start


async def listen(servers: AsyncExitStack, protocol: Callable[[], asyncio.BaseProtocol], **settings: object) -> Settings:
    server = await asyncio.get_running_loop().create_server(protocol, LOOPBACK, 0)
    servers.callback(server.close)
    return settings_for(server.sockets[0].getsockname()[1], **settings)


def settings_for(port: int, **settings: object) -> Settings:
    unused = {
        "ledger_dsn": "postgresql://",
        "key_file": Path("unused"),
        "key_store": Path("unused"),
        "documents": Path("unused"),
        "people_file": Path("unused"),
    }
    return Settings.model_validate({**unused, "smtp_host": LOOPBACK, "smtp_port": port, **settings})


def message() -> EmailMessage:
    letter = Letter(
        key="17-0",
        kind="acknowledgement",
        to=Correspondent(name="Ivy Invented", email=RECIPIENT),
        values=dict.fromkeys(KINDS["acknowledgement"].values, "INVENTED"),
        requested_at=datetime(2026, 1, 15, 9, tzinfo=UTC),
    )
    return render(letter, "Exampleshire Safeguarding <cspr@example.org>", "CSPR-7K4M-2QXD", {})


def tells_nothing_personal(error: BaseException) -> bool:
    """Neither the error nor what Temporal records with it (its cause) shows to whom the letter goes."""
    shown = "".join(traceback.format_exception(error))
    return not any(part in shown for part in (RECIPIENT, "Ivy Invented", PASSWORD))


async def test_a_letter_arrives_as_it_was_rendered(serve: Serve) -> None:
    office = Post()

    await post(message(), await serve(office))

    assert office.taken == [bytes(message())]


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        ({"RCPT": "550 5.1.1 no such user <{address}>"}, 550, "refuses the recipient for ever (550)"),
        ({"DATA": "554 5.7.1 not wanted"}, 554, "refuses the letter for ever (554)"),
        ({"MAIL": "552 5.3.4 too large"}, 552, "refuses the letter for ever (552)"),
    ],
)
async def test_a_final_refusal_is_undeliverable(serve: Serve, answers: dict[str, str], code: int, said: str) -> None:
    settings = await serve(Post(**answers))

    with pytest.raises(Undeliverable) as refusal:
        await post(message(), settings)

    assert refusal.value.message == f"The mail server {LOOPBACK}:{settings.smtp_port} {said}"
    assert refusal.value.code == code
    assert refusal.value.details == (code,)
    assert refusal.value.type == "Undeliverable"
    assert refusal.value.non_retryable
    assert tells_nothing_personal(refusal.value)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"RCPT": "450 4.2.1 <{address}> is busy"}, "refuses the recipient for now (450)"),
        ({"RCPT": "530 5.7.0 authentication required"}, "refuses the recipient for now (530)"),
        ({"DATA": "451 4.3.0 try again later"}, "refuses the letter for now (451)"),
        ({"DATA": "421 4.3.2 going down"}, "refuses the letter for now (421)"),
        ({"MAIL": "550 5.7.1 sender not allowed"}, "refuses the sender of letters (550)"),
        ({"MAIL": "451 4.3.0 try again later"}, "refuses the sender of letters (451)"),
    ],
)
async def test_a_refusal_that_may_pass_is_trouble(serve: Serve, answers: dict[str, str], said: str) -> None:
    settings = await serve(Post(**answers))

    with pytest.raises(MailTrouble) as trouble:
        await post(message(), settings)

    assert str(trouble.value) == f"The mail server {LOOPBACK}:{settings.smtp_port} {said}"
    assert tells_nothing_personal(trouble.value)


async def test_a_letter_larger_than_the_server_takes_is_undeliverable(serve: Serve) -> None:
    with pytest.raises(Undeliverable) as refusal:
        await post(message(), await serve(Post(), data_size_limit=1000))

    assert refusal.value.code == 552


async def test_a_connection_lost_after_data_gives_the_same_message_again(serve: Serve) -> None:
    office = Post()
    office.drop_after_data = True
    settings = await serve(office)

    with pytest.raises(MailTrouble, match="closed the connection before it took the letter"):
        await post(message(), settings)
    await post(message(), settings)

    first, second = office.taken
    assert first == second
    assert message_from_bytes(second)["Message-ID"] == "<CSPR-7K4M-2QXD.17-0@example.org>"


async def test_a_server_that_is_not_there_does_not_answer(unused_tcp_port: int) -> None:
    with pytest.raises(MailTrouble) as trouble:
        await post(message(), settings_for(unused_tcp_port))

    assert str(trouble.value) == f"The mail server {LOOPBACK}:{unused_tcp_port} does not answer"


async def test_a_server_that_says_nothing_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activities.post, "TIMEOUT_SECONDS", 0.1)
    async with AsyncExitStack() as servers:
        settings = await listen(servers, asyncio.Protocol)

        with pytest.raises(MailTrouble, match="does not answer"):
            await post(message(), settings)


async def test_a_server_that_greets_with_a_refusal_is_trouble() -> None:
    class Full(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            transport.write(b"554 no service here\r\n")
            transport.close()

    async with AsyncExitStack() as servers:
        settings = await listen(servers, Full)

        with pytest.raises(MailTrouble, match=r"refuses the connection \(554\)"):
            await post(message(), settings)


class Certified:
    """A certificate for the loopback address that nobody trusts, until a test does."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "invented mail server")])
        started = datetime(2020, 1, 1, tzinfo=UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(started)
            .not_valid_after(started + timedelta(days=36500))
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))]), critical=False
            )
            .sign(key, hashes.SHA256())
        )
        self.file = folder / "certificate.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        key_file = folder / "key.pem"
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(self.file, key_file)


@pytest.fixture
def certified(tmp_path: Path) -> Certified:
    return Certified(tmp_path)


LOGIN = {"smtp_starttls": True, "smtp_username": "cspr", "smtp_password": SecretStr(PASSWORD)}


def authenticator(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: Any) -> AuthResult:  # noqa: ANN401 - aiosmtpd's own
    return AuthResult(success=(login.login, login.password) == (b"cspr", PASSWORD.encode()), handled=False)


async def test_a_letter_goes_encrypted_and_with_login(
    serve: Serve, certified: Certified, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified.file))
    office = Post()
    settings = await serve(
        office,
        settings=LOGIN,
        tls_context=certified.context,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticator,
    )

    await post(message(), settings)

    assert office.taken == [bytes(message())]


async def test_a_wrong_password_is_trouble_and_not_the_recipients_fault(
    serve: Serve, certified: Certified, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certified.file))
    settings = await serve(
        Post(),
        settings={**LOGIN, "smtp_password": SecretStr("another")},
        tls_context=certified.context,
        auth_required=True,
        authenticator=authenticator,
    )

    with pytest.raises(MailTrouble, match=r"refuses the login of this service \(535\)"):
        await post(message(), settings)


async def test_a_certificate_that_nobody_vouches_for_is_trouble(serve: Serve, certified: Certified) -> None:
    office = Post()
    settings = await serve(office, settings=LOGIN, tls_context=certified.context)

    with pytest.raises(MailTrouble, match="shows no certificate that this machine trusts") as trouble:
        await post(message(), settings)

    assert office.taken == []
    assert tells_nothing_personal(trouble.value)


async def test_a_letter_never_goes_in_clear_where_encryption_was_asked_for(serve: Serve) -> None:
    office = Post()

    with pytest.raises(MailTrouble, match="does not offer the encryption or the login"):
        await post(message(), await serve(office, settings={"smtp_starttls": True}))

    assert office.taken == []
