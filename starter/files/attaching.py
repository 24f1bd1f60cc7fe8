"""Files that come with a referral or a decision become documents: encrypted, named by what they hold."""

import mimetypes
from pathlib import Path

from domain.document import Document
from starter.client.errors import BadInput
from vault.documents import DocumentDamaged, DocumentStore

LIMIT = 50 * 1024 * 1024
LONGEST_NAME = 200


def fault_of(path: Path) -> str | None:
    """Why the file cannot be kept, in plain words; None when it can."""
    if not path.is_file():
        return "there is no such file; paths count from the folder of the file that names them"
    if len(path.name) > LONGEST_NAME:
        return f"the file's name is longer than {LONGEST_NAME} characters"
    if path.stat().st_size > LIMIT:
        return "the file is larger than 50 MiB"
    return None


def keep(path: Path, store: DocumentStore) -> Document:
    """Keep the file's content; the same content again is the same document.

    Raises:
        BadInput: it cannot be read, is too large, or cannot be kept.
    """
    problem = fault_of(path)
    if problem:
        raise BadInput(f"{path}: {problem}.")
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    try:
        return store.put(path.read_bytes(), path.name, media_type)
    except OSError as error:
        raise BadInput(f"{path} cannot be kept as a document: {error.strerror}.") from None
    except DocumentDamaged as error:
        raise BadInput(f"{path} cannot be kept: {error}.") from None
