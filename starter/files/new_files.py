"""What a command writes for somebody is new, whole, and theirs alone: what is there already is never written over.

(A calendar file is: programs fetch it from the same place again and again.)
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from starter.client.errors import BadInput
from vault.new_file import write_new

Keep = Callable[[str, bytes], None]
"""Keeps a file of this name and content."""


def check_new(path: Path, option: str) -> None:
    """See that something can be put at a path, before any work is done for it.

    Args:
        path: of a file or a folder.
        option: by which somebody names another one.

    Raises:
        BadInput: something is there already, or there is no folder for it.
    """
    if path.exists() or path.is_symlink():
        raise BadInput(f"{path} is there already, and is left as it is. Name a new one ({option}).")
    if not path.parent.is_dir():
        raise BadInput(f"{path} cannot be written: there is no folder {path.parent}.")


def write_new_file(path: Path, option: str, content: bytes) -> None:
    """Write a file whole, or not at all. Takes and raises what `check_new` does."""
    check_new(path, option)
    with writing(path):
        if not write_new(path, content):
            check_new(path, option)  # somebody else was quicker


@contextmanager
def in_new_folder(path: Path) -> Iterator[Keep]:
    """Write a folder whole, or not at all: beside its place, and moved there when it is complete. Raises OSError."""
    temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=".new-"))  # mode 0700
    try:
        yield lambda name, content: _write(temporary / name, content)
        temporary.rename(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raises BadInput where something cannot be written there."""
    try:
        yield
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}.") from None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
