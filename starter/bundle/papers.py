"""The letters and documents of a case as files of its bundle. No name of a file says anything about anybody."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel

from domain.document import Document
from domain.event import RecordedEvent
from domain.mails import Mail, mails_of
from domain.model import Model
from settings import Settings
from starter.client import session
from starter.client.errors import Refused, UnknownCase
from vault.documents import DocumentDamaged, DocumentMissing, DocumentStore

SUFFIXES = frozenset(
    f".{each}"
    for each in (
        *("pdf", "docx", "doc", "odt", "rtf", "txt", "html", "eml", "msg", "xlsx", "ods", "csv", "json", "xml"),
        *("png", "jpg", "jpeg", "tif", "tiff", "mp3", "mp4", "zip"),
    )
)
"""What a name may end in. Whatever else stands after somebody's dot may be a name."""


class Paper(Model):
    """A document that events name: its file in the bundle, and the positions of these events."""

    file: str
    document: Document
    positions: tuple[int, ...]


def papers_of(events: Iterable[RecordedEvent]) -> list[Paper]:
    """Every document on record, once, in the order in which they first came; without the letters."""
    named: dict[tuple[str, str], tuple[Document, list[int]]] = {}
    for event in events:
        for document in _documents_in(event.body):
            _, positions = named.setdefault((document.case, document.address), (document, []))
            if event.position not in positions:
                positions.append(event.position)
    letters = {(each.message.case, each.message.address) for each in mails_of(list(events)).values() if each.message}
    kept = [each for place, each in named.items() if place not in letters]
    return [
        Paper(file=f"documents/{number:03}{_suffix(document)}", document=document, positions=tuple(positions))
        for number, (document, positions) in enumerate(kept, start=1)
    ]


def file_of_letter(mail: Mail) -> str | None:
    """The file that has a letter as it was sent; None where it was not."""
    return f"mails/{mail.letter.key}.eml" if mail.message else None


async def stores_of(chosen: Settings, documents: Iterable[Document]) -> Mapping[str, DocumentStore | str]:
    """Where each case keeps its documents, or why nobody can open them.

    A linked case's documents stay under its own key, and are gone with its record.
    """
    stores: dict[str, DocumentStore | str] = {}
    for case in sorted({document.case for document in documents}):
        try:
            stores[case] = await session.documents(chosen, case)
        except (Refused, UnknownCase) as error:
            stores[case] = error.message
    return stores


def content_of(document: Document, stores: Mapping[str, DocumentStore | str]) -> bytes | str:
    """What a document holds; or why it cannot be had, in words."""
    store = stores[document.case]
    if isinstance(store, str):
        return store
    try:
        return store.get(document)
    except DocumentMissing:
        return "it is not among the kept documents"
    except DocumentDamaged:
        return "it was changed since it was kept, or cannot be opened"


def _suffix(document: Document) -> str:
    suffix = PurePath(document.name).suffix.lower()
    return suffix if suffix in SUFFIXES else ".bin"


def _documents_in(value: Any) -> Iterator[Document]:  # noqa: ANN401 - whatever an event holds
    if isinstance(value, Document):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _documents_in(getattr(value, name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _documents_in(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _documents_in(each)
