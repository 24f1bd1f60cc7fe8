"""Standard output and error where whoever reads them may have seen enough: `cspr list | head -1`.

A command then does what it was asked to, writes what is left to nobody, and ends as it would have: `cspr ledger verify`
in such a pipe still says by its exit status whether the record is whole.
"""

import io
import select
import sys
from typing import Any, TextIO


def read_to_any_length() -> None:
    """Let standard output and error be closed by whoever reads them, at any time."""
    sys.stdout, sys.stderr = _read_to_any_length(sys.stdout), _read_to_any_length(sys.stderr)


def is_read(stream: TextIO) -> bool:
    """Whether anybody can still read what is written; whoever writes for ever has to ask."""
    poll = select.poll()
    poll.register(stream.fileno(), 0)
    return not any(events & select.POLLERR for _, events in poll.poll(0))


class _ReadToAnyLength(io.FileIO):
    def write(self, content: Any, /) -> int:  # noqa: ANN401 - whatever has bytes
        try:
            return super().write(content)
        except BrokenPipeError:
            return memoryview(content).nbytes


def _read_to_any_length(stream: TextIO) -> TextIO:
    return io.TextIOWrapper(
        io.BufferedWriter(_ReadToAnyLength(stream.fileno(), "w", closefd=False)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=bool(stream.line_buffering or getattr(stream, "write_through", False)),
    )
