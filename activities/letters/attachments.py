"""Documents as the attachments of a message."""

import re
from collections.abc import Mapping
from email.message import EmailMessage

from activities.letters.words import one_line
from activities.letters.writing import UnwritableLetter
from domain.document import Document

_MEDIA_TYPE = re.compile(r"(application|audio|image|text|video)/([A-Za-z0-9][A-Za-z0-9.+-]*)", re.ASCII)


def file_name(document: Document) -> str:
    """The document's name as a file name: on one line, and without the separators of folders."""
    return re.sub(r"[/\\]", "-", one_line(document.name)).lstrip(".") or "document"


def attach(message: EmailMessage, document: Document, contents: Mapping[str, bytes]) -> None:
    """Attach a document in base64, whatever its type, so that no server changes a byte of it.

    A type that is no simple one (a message or a multipart would need an encoding of its own) goes as unspecified.

    Raises:
        UnwritableLetter: its content is missing, or is not of its recorded size.
    """
    content = contents.get(document.address)
    if content is None:
        raise UnwritableLetter(f"the content of document {document.address} is missing")
    if len(content) != document.size:
        raise UnwritableLetter(f"document {document.address} has {len(content)} bytes; recorded are {document.size}")
    known = _MEDIA_TYPE.fullmatch(document.media_type)
    maintype, subtype = known.groups() if known else ("application", "octet-stream")
    message.add_attachment(content, maintype=maintype, subtype=subtype, cte="base64", filename=file_name(document))
