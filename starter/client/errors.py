"""What can go wrong for somebody who uses the service, each with the exit status of the command."""

from collections.abc import Sequence
from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit statuses of `cspr`."""

    OK = 0
    REFUSED = 1
    BAD_INPUT = 2
    NOT_REACHABLE = 3
    UNKNOWN_CASE = 4
    DIFFERENT = 5


class StarterError(Exception):
    """One thing that went wrong, said for the person who asked; free of personal data.

    `code` is for programs, `lines` has one line for each fault. `on_record` says whether it is on record already, in
    the case's stream or among the attempts.
    """

    status = ExitStatus.BAD_INPUT
    code = "bad_input"
    on_record = False

    def __init__(self, message: str, lines: Sequence[str] = ()) -> None:
        super().__init__(message, lines)
        self.message = message
        self.lines = tuple(lines)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  {line}" for line in self.lines)])


class BadInput(StarterError):  # noqa: N818 - what it says
    """What was given cannot be used: a file, an option, a setting. Nothing was sent."""


class Refused(StarterError):  # noqa: N818 - a refusal is an answer, not a fault
    """The procedure says no, and says why. `code` is a `domain.refusal.RefusalCode`."""

    status = ExitStatus.REFUSED

    def __init__(self, code: str, message: str, lines: Sequence[str] = ()) -> None:
        super().__init__(message, lines)
        self.code = code

    def __str__(self) -> str:
        return f"Refused ({self.code}): {super().__str__()}"


class NotAsExpected(StarterError):  # noqa: N818 - what it says
    """A played scenario did not go as it says. `lines` has the line of the file and what happened instead."""

    status = ExitStatus.REFUSED
    code = "not_as_expected"


class ServiceUnavailable(StarterError):  # noqa: N818 - what it says
    """A server, the worker or the ledger cannot be reached. Trying again later is right."""

    status = ExitStatus.NOT_REACHABLE
    code = "not_reachable"


class UnknownCase(StarterError):  # noqa: N818 - what it says
    """There is no case with this reference."""

    status = ExitStatus.UNKNOWN_CASE
    code = "unknown_case"

    def __init__(self, reference: str) -> None:
        super().__init__(f"There is no case {reference}. Check the reference; `cspr list` shows all cases.")
