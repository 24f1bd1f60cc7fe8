"""Write a file whole and on the disk, or not at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_new(path: Path, content: bytes) -> bool:
    """Write `content` to `path`, readable by its owner alone, and never over another file.

    Returns whether it was written: false when there is a file already, which is then left as it is.

    Raises:
        OSError: the folder is missing, full or not writable.
    """
    with _on_the_disk(path, content) as temporary:
        try:
            os.link(temporary, path)  # unlike a rename it fails where the name is taken
        except FileExistsError:
            return False
    return True


def replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of what `path` has; whose it is and who may read it stays.

    Where there is no file yet, it is readable by its owner alone.

    Raises:
        OSError: the folder is missing, full or not writable, or the file is another's; it is as it was.
    """
    with _on_the_disk(path, content) as temporary:
        if path.exists():
            before = path.stat()
            os.chown(temporary, before.st_uid, before.st_gid)
            temporary.chmod(before.st_mode & 0o777)
        temporary.replace(path)


@contextmanager
def _on_the_disk(path: Path, content: bytes) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
        _sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
