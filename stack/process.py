"""One program that runs beside us: how it is started, waited for, stopped, and what is told when it fails."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from stack import leash
from stack.errors import StackError
from stack.log_lock import own_log
from stack.wait import until

TOLD_LINES = 15


@dataclass(frozen=True)
class Program:
    """What to run, and how to tell that it is ready.

    Attributes:
        name: what a person calls it.
        command: the executable's path and its arguments.
        log: the file that its output is appended to; no two running programs share one.
        environment: all its environment variables.
        ready: answers whether the program serves by now; asked again and again.
        prepare: what has to be done before the start, once nothing is left of an earlier run.
        user: numeric id of the user to run it as; our own when None.
        stop_signal: the signal that makes it finish in an orderly way.
        ready_within: seconds from the start after which it counts as failed.
        stopped_within: seconds from the stop signal after which it is killed.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str]
    ready: Callable[[], Awaitable[bool]]
    prepare: Callable[[], None] = lambda: None
    user: int | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    ready_within: float = 60
    stopped_within: float = 10


class Process:
    """A running program.

    It has a session of its own, so that a terminal's Ctrl-C does not reach it, and is on a leash
    (`stack.leash`), so that it ends when this process does, however this process ends.

    Attributes:
        pid: the process id of the program itself.
    """

    def __init__(self, program: Program, leash: asyncio.subprocess.Process, pid: int, log_starts: int) -> None:
        self.program = program
        self.pid = pid
        self._leash = leash
        self._log_starts = log_starts

    async def stop(self) -> None:
        """Ask the program to finish, kill it where it does not in time, and return when it has ended."""
        cast("asyncio.StreamWriter", self._leash.stdin).close()
        await self._leash.wait()

    async def ended(self) -> StackError:
        """Return when the program has ended of its own accord, with what to tell about that."""
        return self._failed(f"ended with status {await self._leash.wait()}")

    async def until_ready(self) -> None:
        """Return when the program serves.

        Raises:
            StackError: it ended, or was not ready in time; with its last log lines.
        """
        ready = asyncio.create_task(until(self.program.ready, self.program.ready_within))
        ended = asyncio.create_task(self.ended())
        try:
            await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                raise ended.result()
            ready.result()
        except TimeoutError:
            raise self._failed(f"was not ready after {self.program.ready_within:g} seconds") from None
        finally:
            ready.cancel()
            ended.cancel()
            await asyncio.gather(ready, ended, return_exceptions=True)

    def _failed(self, what: str) -> StackError:
        with self.program.log.open("rb") as log:
            log.seek(self._log_starts)
            lines = log.read().decode(errors="replace").splitlines()[-TOLD_LINES:]
        told = "\n".join(f"  {line}" for line in lines) or "  (nothing)"
        return StackError(f"{self.program.name} {what}. It wrote to {self.program.log}:\n{told}")


async def launch(program: Program) -> Process:
    """Start a program, once what is left of an earlier run has ended; it need not be ready yet.

    Raises:
        StackError: an earlier one still runs.
    """
    with await own_log(program.log, program.stopped_within) as log:
        await asyncio.to_thread(program.prepare)
        log_starts = log.tell()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", leash.__file__),
            *(str(int(program.stop_signal)), str(program.stopped_within)),
            "-" if program.user is None else str(program.user),
            *program.command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=log,
            start_new_session=True,
            env=program.environment,
        )
    pid = await cast("asyncio.StreamReader", process.stdout).readline()
    return Process(program, process, int(pid or 0), log_starts)
