"""A bundle is written whole or not at all: beside its place, and moved there when it is complete."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from domain.model import Model
from starter.files.new_files import Keep, check_new, in_new_folder, writing

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.jws"
ZIP = ".zip"
PATH = "--to"
"""By which somebody says where a bundle is written to."""


class Written(Model):
    """One file of a bundle: its name within it, its SHA-256 in hex digits, its size in bytes."""

    name: str
    sha256: str
    size: int


def write_bundle(
    path: Path, within: str, files: Iterable[tuple[str, bytes]], signed: Callable[[bytes], bytes]
) -> list[Written]:
    """Write the files and the list of their hashes, signed, to a new folder; or to a zip, where the path ends so.

    Everything is readable by its owner alone. The entries of a zip have no time, so that the same files make the same.

    Args:
        path: where to; nothing may be there.
        within: the folder that a zip has them in.
        files: their names, with slashes, and what they hold.
        signed: the signature of whoever exports under the list of hashes.

    Raises:
        BadInput: something is there already, or it cannot be written there.
    """
    check_new(path, PATH)
    written = []
    with writing(path), _zipped(path, within) if path.suffix == ZIP else in_new_folder(path) as keep:
        for name, content in files:
            keep(name, content)
            written.append(Written(name=name, sha256=hashlib.sha256(content).hexdigest(), size=len(content)))
        sums = "".join(f"{each.sha256}  {each.name}\n" for each in written).encode()
        keep(SUMS, sums)
        keep(SIGNATURE, signed(sums))
    return written


@contextmanager
def _zipped(path: Path, within: str) -> Iterator[Keep]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            with ZipFile(file, "w", ZIP_DEFLATED) as packed:
                yield lambda name, content: packed.writestr(_entry(f"{within}/{name}"), content)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)  # unlike a rename it fails where the name is taken
    finally:
        temporary.unlink(missing_ok=True)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry
