"""One program at a time writes to a log, and whoever wants to start the next one waits until it is free."""

import fcntl
from pathlib import Path
from typing import BinaryIO

from stack.errors import StackError
from stack.wait import until


async def own_log(path: Path, seconds: float) -> BinaryIO:
    """Open the log and lock it.

    The lock goes to the program with its standard error, and on to all that it starts, and lasts as long as
    one of them lives: so nothing that is left of an earlier run is overlooked.

    Raises:
        StackError: another program still held it after so many seconds.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = path.open("ab")

    async def locked() -> bool:
        try:
            fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    try:
        await until(locked, seconds)
    except BaseException as error:
        log.close()
        if isinstance(error, TimeoutError):
            raise StackError(f"The program that writes to {path} runs already. Stop that one first.") from None
        raise
    return log


async def until_free(log: Path, seconds: float) -> None:
    """Return when no program writes to this log any more.

    Raises:
        StackError: one still did after so many seconds.
    """
    (await own_log(log, seconds)).close()
