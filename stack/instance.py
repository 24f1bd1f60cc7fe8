"""At most one service runs from one folder."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from stack.errors import StackError


@contextmanager
def only_instance(folder: Path) -> Generator[None]:
    """Hold the folder, which is made where there is none yet, for this process.

    The system lets go of it when the process ends, however that ends.

    Raises:
        StackError: another process holds it (with its number), or we may not write in it.
    """
    with _lock_file(folder) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise StackError(
                f"The service runs already from {folder} (process {lock.read().strip()}). "
                "Stop that one first, with Ctrl-C where it was started, or use it as it is."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _lock_file(folder: Path) -> TextIO:
    try:
        # PostgreSQL may have to run as another user, who must be able to pass; what is within is closed.
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        return (folder / "lock").open("a+")
    except OSError as error:
        raise StackError(f"The service cannot keep its data in {folder}: {error.strerror}.") from None
