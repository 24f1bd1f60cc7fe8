"""A program of the service that can be started, stopped, and started again."""

from stack.errors import StackError
from stack.process import Process, Program, launch


class Server:
    """One program of the service on this machine."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: Process | None = None

    @property
    def pid(self) -> int:
        """The process id of the program, or of the last one that ran.

        Raises:
            RuntimeError: it was never started.
        """
        return self._last().pid

    async def start(self) -> None:
        """Start the program and return when it serves.

        Raises:
            StackError: it ended or was not ready in time, or an earlier one still runs.
        """
        self._process = await launch(self.program)
        try:
            await self._process.until_ready()
        except BaseException:
            await self._process.stop()
            raise

    async def stop(self) -> None:
        """Ask the program to finish, kill it where it does not in time, and return when it has ended."""
        if self._process is not None:
            await self._process.stop()

    async def ended(self) -> StackError:
        """Return when the program has ended, with what to tell about that.

        Raises:
            RuntimeError: it was never started.
        """
        return await self._last().ended()

    def _last(self) -> Process:
        if self._process is None:
            raise RuntimeError(f"{self.program.name} was never started")
        return self._process
