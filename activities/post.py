"""A message handed to the mail server."""

import ssl
from email.message import EmailMessage

import aiosmtplib
from temporalio.exceptions import ApplicationError

from domain.hindrance import Hindrance
from settings import Settings

TIMEOUT_SECONDS = 30.0
"""How long the mail server may take for any one answer."""

_PERMANENT = 500  # this and above
_NEEDS_LOGIN = 530
_TOO_LARGE = 552


class MailTrouble(Hindrance):
    """The letter has not gone, and may go later. The message names the mail server and no person."""


class Undeliverable(ApplicationError):  # noqa: N818 - says what the letter is
    """The letter will never go to this recipient, so a retry is pointless.

    Args:
        message: what is wrong, without an address.
        code: the SMTP code of the refusal; None where no mail server was asked.
    """

    def __init__(self, message: str, *, code: int | None) -> None:
        super().__init__(message, code, type="Undeliverable", non_retryable=True)
        self.code = code


async def post(message: EmailMessage, settings: Settings) -> None:
    """Hand a message to the mail server. Sent again, it is the same message with the same Message-ID.

    Raises:
        MailTrouble: the server does not answer, is not as the settings say, or refuses for now.
        Undeliverable: the server refuses the recipient or the message for ever (5xx).
    """
    password = settings.smtp_password
    try:
        await aiosmtplib.send(
            message.as_bytes(),  # as it was rendered and kept; the library would fold its headers otherwise
            sender=message["From"].addresses[0].addr_spec,
            recipients=[each.addr_spec for each in message["To"].addresses],
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=password.get_secret_value() if password else None,
            start_tls=settings.smtp_starttls,
            timeout=TIMEOUT_SECONDS,
        )
    except (aiosmtplib.SMTPException, OSError) as error:
        # "from None": the error holds addresses, and a cause would be recorded with the failure
        raise _in_words(error, f"The mail server {settings.smtp_host}:{settings.smtp_port}") from None


def _in_words(error: Exception, server: str) -> MailTrouble | Undeliverable:
    """The trouble in one sentence. The server's own words are left out: they may repeat an address."""
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            return _refusal(error.recipients[0], server)
        case aiosmtplib.SMTPResponseException():
            return _refusal(error, server)
        case aiosmtplib.SMTPServerDisconnected():
            said = "closed the connection before it took the letter"
        case aiosmtplib.SMTPConnectError() | TimeoutError():
            said = "does not answer"
        case ssl.SSLError():
            said = "shows no certificate that this machine trusts"
        case aiosmtplib.SMTPException():
            said = "does not offer the encryption or the login that the settings ask for"
        case _:
            said = f"cannot be reached ({type(error).__name__})"
    return MailTrouble(f"{server} {said}")


def _refusal(error: aiosmtplib.SMTPResponseException, server: str) -> MailTrouble | Undeliverable:
    """A refusal of this service (its login, its sender) is the operator's to repair, and so is never final."""
    match error:
        case aiosmtplib.SMTPRecipientRefused():
            refused = "the recipient"
        case aiosmtplib.SMTPDataError():
            refused = "the letter"
        case aiosmtplib.SMTPSenderRefused() if error.code == _TOO_LARGE:
            refused = "the letter"
        case aiosmtplib.SMTPSenderRefused():
            return MailTrouble(f"{server} refuses the sender of letters ({error.code})")
        case aiosmtplib.SMTPAuthenticationError():
            return MailTrouble(f"{server} refuses the login of this service ({error.code})")
        case _:
            return MailTrouble(f"{server} refuses the connection ({error.code})")
    if error.code < _PERMANENT or error.code == _NEEDS_LOGIN:
        return MailTrouble(f"{server} refuses {refused} for now ({error.code})")
    return Undeliverable(f"{server} refuses {refused} for ever ({error.code})", code=error.code)
