"""The `cspr` command: its entry point, and what becomes of errors."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import structlog
import typer

from settings import SettingsError
from starter.app import command
from starter.client import session
from starter.client.attempts import Running, record_refused, running
from starter.client.errors import BadInput, Refused, StarterError
from starter.command_line import CommandLine, read_words
from starter.terminal.output import read_to_any_length
from vault.identities import IdentityError
from vault.key_file import KeyFileError
from vault.people import PeopleFileError

LIBRARY_SETTLES_SECONDS = 0.2
"""An interpreter that ends right after its last client of Temporal may crash in that library's own threads."""

INTERRUPTED = 130

FILE_ERRORS = (KeyFileError, SettingsError, PeopleFileError, IdentityError)
"""A file that cannot be used; each names it and says what would be right."""


def run(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and return its exit status; errors go to standard error."""
    _log_to_standard_error()
    commands = typer.main.get_command(command(arguments[0] if arguments else None))
    line, as_json = read_words(arguments, commands), "--json" in arguments
    try:
        with running(Running(line.verb, "cspr", line.words)), _failures_on_record(line):
            ended = commands(list(arguments), prog_name="cspr", standalone_mode=not as_json)
            return ended if isinstance(ended, int) else 0
    except StarterError as error:
        _tell(error, as_json=as_json)
        return error.status
    except typer.TyperException as error:  # a command line that nobody understands, of a program
        _tell(BadInput(error.format_message().replace("Value error, ", "")), as_json=True)
        return BadInput.status
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0


@contextmanager
def _failures_on_record(line: CommandLine) -> Iterator[None]:
    """Put on record what a command that is about cases was told instead, and every refusal."""
    try:
        yield
    except (StarterError, *FILE_ERRORS) as error:
        told = error if isinstance(error, StarterError) else BadInput(f"{error}.")
        if line.is_about_cases or isinstance(told, Refused):
            with suppress(BadInput, *FILE_ERRORS):  # without settings there is no ledger, nor anything beside it
                record_refused(session.settings(), line.reference, told)
        raise told from None


def main() -> None:
    """What `cspr` starts."""
    read_to_any_length()
    try:
        status = run(sys.argv[1:])
    finally:
        if "temporalio" in sys.modules:
            time.sleep(LIBRARY_SETTLES_SECONDS)
    sys.exit(status)


def _tell(error: StarterError, *, as_json: bool) -> None:
    if as_json:
        told = {"error": error.code, "message": error.message, "details": list(error.lines)}
        sys.stderr.write(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"{error}\n")


def _log_to_standard_error() -> None:
    """Log where something collects it; a person at a terminal reads the message itself."""
    quiet = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger("critical" if quiet else "info"),
    )
