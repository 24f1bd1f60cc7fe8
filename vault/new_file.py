"""Write a file once: whole and on the disk, or not at all, and never over another."""

import os
import tempfile
from pathlib import Path


def write_new(path: Path, content: bytes) -> bool:
    """Write `content` to `path`, readable by its owner alone.

    Returns whether it was written: false when there is a file already, which is then left as it is.

    Raises:
        OSError: the folder is missing, full or not writable.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)  # unlike a rename it fails where the name is taken
        except FileExistsError:
            return False
        _sync_folder(path.parent)
        return True
    finally:
        Path(temporary).unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
