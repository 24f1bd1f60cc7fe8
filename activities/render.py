"""A letter as an e-mail message, the same byte for byte whenever it is rendered."""

import re
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from email_validator import EmailNotValidError, validate_email

from activities.letters.attachments import attach, file_name
from activities.letters.words import one_line
from activities.letters.writing import write
from activities.post import Undeliverable
from domain.letter import Letter

_REFERENCE = re.compile(r"[A-Za-z0-9-]{1,64}")


def render(letter: Letter, sender: str, reference: str, attachments: Mapping[str, bytes]) -> EmailMessage:
    """Render a letter with a text and an HTML alternative.

    The same arguments give the same bytes: Message-ID, date and MIME boundaries come from the letter, so that a
    retry is the same message.

    Args:
        letter: the letter; its date is the UTC instant at which it was requested.
        sender: the partnership's mailbox, "Name <address>"; the name signs the letter.
        reference: the case reference.
        attachments: the content of the letter's documents, by their addresses.

    Raises:
        UnwritableLetter: the letter does not fit its kind, or a document's content is missing or not its size.
        Undeliverable: the recipient's address is no e-mail address.
        ValueError: the sender or the reference is none.
    """
    if not _REFERENCE.fullmatch(reference):
        raise ValueError("the case reference may hold letters, digits and hyphens only")
    partnership, own_address = _mailbox(sender)
    recipient = one_line(letter.to.name)
    written = write(
        letter,
        {
            "reference": reference,
            "recipient": recipient,
            "partnership": partnership,
            "reply_to": own_address.addr_spec,
            "attachments": [file_name(document) for document in letter.attachments],
        },
    )
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{reference}.{letter.key}@{own_address.domain}>"
    message["Date"] = format_datetime(letter.requested_at)
    message["From"] = own_address
    message["To"] = Address(recipient, addr_spec=_recipient_address(letter))
    message["Subject"] = f"{reference}: {written.subject}"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # Exchange: absence notes; delivery reports still come
    message["Content-Language"] = "en-GB"
    message.set_content(written.text, cte="quoted-printable")
    message.add_alternative(written.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{letter.key}.alternative")
    if letter.attachments:
        message.make_mixed(boundary=f"=_{letter.key}.mixed")
        for document in letter.attachments:
            attach(message, document, attachments)
    return message


def _mailbox(sender: str) -> tuple[str, Address]:
    name, address = parseaddr(sender)
    try:
        valid = _ascii_address(address)
    except EmailNotValidError:
        raise ValueError(
            "the sender of letters is not an e-mail address; the policy's sender_email should be one"
        ) from None
    partnership = one_line(name) or "The safeguarding partnership"
    return partnership, Address(partnership, addr_spec=valid)


def _recipient_address(letter: Letter) -> str:
    try:
        return _ascii_address(letter.to.email)
    except EmailNotValidError:
        raise Undeliverable(f"the address of letter {letter.key} is not an e-mail address", code=None) from None


def _ascii_address(address: str) -> str:
    valid = validate_email(address, check_deliverability=False, globally_deliverable=False, allow_smtputf8=False)
    if valid.ascii_email is None:  # cannot be without SMTPUTF8, but the type says so
        raise EmailNotValidError("needs SMTPUTF8")
    return valid.ascii_email
