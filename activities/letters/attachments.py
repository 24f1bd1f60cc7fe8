"""Documents as the attachments of a message."""

from collections.abc import Mapping
from email.message import EmailMessage

from activities.letters.words import one_line
from activities.letters.writing import UnwritableLetter
from domain.document import Document

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

MEDIA_TYPES = {
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "odp": f"{_OPEN}.presentation",
    "ods": f"{_OPEN}.spreadsheet",
    "odt": f"{_OPEN}.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "rtf": "application/rtf",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""The endings of names that are kept, with what they say that the file is."""

_ANYTHING = "application/octet-stream"


def file_name(reference: str, number: int, document: Document) -> str:
    """The name of a letter's attachment: the case's reference, a number, and the ending of the document's name.

    The document's own name may name a child, and mail servers log the names of what is attached.
    """
    ending = _ending(document)
    return f"{reference}-{number}.{ending}" if ending else f"{reference}-{number}"


def attach(message: EmailMessage, name: str, document: Document, contents: Mapping[str, bytes]) -> None:
    """Attach a document in base64, whatever its type, so that no server changes a byte of it.

    Raises:
        UnwritableLetter: its content is missing, or is not of its recorded size.
    """
    content = contents.get(document.address)
    if content is None:
        raise UnwritableLetter(f"the content of document {document.address} is missing")
    if len(content) != document.size:
        raise UnwritableLetter(f"document {document.address} has {len(content)} bytes; recorded are {document.size}")
    maintype, subtype = MEDIA_TYPES.get(_ending(document), _ANYTHING).split("/")
    message.add_attachment(content, maintype=maintype, subtype=subtype, cte="base64", filename=name)


def _ending(document: Document) -> str:
    """The ending of its name in small letters; none where it is not one of those that are known."""
    ending = one_line(document.name).lower().rpartition(".")[2]
    return ending if ending in MEDIA_TYPES else ""
