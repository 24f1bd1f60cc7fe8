"""The headers of mails, those of each part too, as everybody on their way may read and log them."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from stack.mailbox import read_mails


def headers(mails: Path) -> bytes:
    """Every header of every mail in the folder, as it travels and as it is read.

    Left out is the address that a mail goes to, in its own header and by itself: without it nobody could deliver the
    mail. Whatever else stands beside it, a name for example, is there.
    """
    return b"\n".join(line.encode() for mail in read_mails(mails) for line in _lines(mail))


def _lines(mail: EmailMessage) -> Iterator[str]:
    address = mail["To"].addresses[0].addr_spec
    for part in mail.walk():
        for name, travelling in part.raw_items():
            if (part, name, travelling) != (mail, "To", address):
                yield f"{name}: {travelling}"
                yield str(part[name])
