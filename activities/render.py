"""A letter as an e-mail message, the same byte for byte whenever it is rendered."""

import re
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from activities.letters.attachments import attach, file_name
from activities.letters.mailbox import mailbox
from activities.letters.words import one_line
from activities.letters.writing import write
from activities.post import Undeliverable
from domain.letter import Letter

_WHOLE_LINES = SMTP.clone(max_line_length=998)  # RFC 5322; folded earlier, a long subject begins with a space
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
    own, recipient = _sender(sender), _recipient(letter)
    names = [file_name(reference, number, each) for number, each in enumerate(letter.attachments, start=1)]
    written = write(
        letter,
        {
            "reference": reference,
            "recipient": recipient.display_name,
            "partnership": own.display_name,
            "reply_to": own.addr_spec,
            "attachments": [
                f"{name}: {one_line(document.name)}" for name, document in zip(names, letter.attachments, strict=True)
            ],
        },
    )
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{reference}.{letter.key}@{own.domain}>"
    message["Date"] = format_datetime(letter.requested_at)
    message["From"] = own
    # No name: a header is read, and often logged, by every server on the way.
    message["To"] = Address(username=recipient.username, domain=recipient.domain)
    message["Subject"] = f"{reference}: {written.subject}"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # Exchange: absence notes; delivery reports still come
    message.set_content(written.text, cte="quoted-printable")
    message.add_alternative(written.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{letter.key}.alternative")
    if letter.attachments:
        message.make_mixed(boundary=f"=_{letter.key}.mixed")
        for name, document in zip(names, letter.attachments, strict=True):
            attach(message, name, document, attachments)
    message["Content-Language"] = "en-GB"  # after the parts, which would take it with them
    message.policy = _WHOLE_LINES
    return message


def _sender(sender: str) -> Address:
    name, address = parseaddr(sender)
    found = mailbox(one_line(name) or "The safeguarding partnership", address)
    if found is None:
        raise ValueError("the sender of letters is not an e-mail address; the policy's sender_email should be one")
    return found


def _recipient(letter: Letter) -> Address:
    found = mailbox(one_line(letter.to.name), letter.to.email)
    if found is None:
        raise Undeliverable(f"the address of letter {letter.key} is not an e-mail address", code=None)
    return found
