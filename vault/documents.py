"""The documents of a case: encrypted files, named by what they hold, never written twice."""

import json
import shutil
from contextlib import suppress
from pathlib import Path

from domain.document import Document
from vault.case_keys import CaseKey
from vault.cipher import Unreadable
from vault.new_file import write_new

PURPOSE = "document"
HEADER_LENGTH_BYTES = 4


class DocumentMissing(Exception):  # noqa: N818 - what it says
    """There is no document at this address; the message gives the address and the folder."""


class DocumentDamaged(Exception):  # noqa: N818 - what it says
    """The document at this address cannot be opened, or is not what its events say."""


class DocumentStore:
    """Keeps the documents of one case in its own folder, each in a file named by the keyed hash of its content.

    Inside the file, sealed and bound to its address, are a header (length, then JSON with the name and the
    media type) and the content.
    """

    def __init__(self, folder: Path, key: CaseKey) -> None:
        """Open the case's documents; `folder` has those of all cases, `key` is the case's."""
        self._folder = folder / key.scope
        self._key = key

    def put(self, content: bytes, name: str, media_type: str) -> Document:
        """Keep `content` and say where. The same content again is the same file, which is left as it is.

        Raises:
            DocumentDamaged: there is a file for this content already, and it cannot be opened.
            OSError: the folder is full or not writable.
        """
        document = Document(
            case=self._key.scope,
            address=self._key.address(content),
            name=name,
            media_type=media_type,
            size=len(content),
        )
        header = json.dumps({"name": name, "media_type": media_type}).encode()
        plaintext = len(header).to_bytes(HEADER_LENGTH_BYTES) + header + content
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sealed = self._key.cipher.seal(plaintext, PURPOSE, document.address)
        if not write_new(self._folder / document.address, sealed):
            self.get(document)
        return document

    def get(self, document: Document) -> bytes:
        """The document's content.

        Raises:
            DocumentMissing: it is not in the folder.
            DocumentDamaged: the file was changed, cut off, or sealed by another key.
        """
        try:
            sealed = (self._folder / document.address).read_bytes()
        except FileNotFoundError:
            raise DocumentMissing(f"there is no document {document.address} in {self._folder}") from None
        try:
            plaintext = self._key.cipher.open(sealed, PURPOSE, document.address)
        except Unreadable as reason:
            raise DocumentDamaged(f"document {document.address} cannot be opened: {reason}") from None
        start = HEADER_LENGTH_BYTES + int.from_bytes(plaintext[:HEADER_LENGTH_BYTES])
        content = plaintext[start:]
        if len(content) != document.size:
            raise DocumentDamaged(f"document {document.address} has not the size that its event says")
        return content


def count_documents(folder: Path, case: str) -> int:
    """How many documents a case has among those of all cases."""
    return sum(1 for _ in (folder / case).glob("*"))


def remove_documents(folder: Path, case: str) -> None:
    """Remove all documents of a case, whose key is destroyed. Where there are none, that is all.

    Raises:
        OSError: they cannot be removed.
    """
    with suppress(FileNotFoundError):
        shutil.rmtree(folder / case)
