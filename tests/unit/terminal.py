"""A real pseudo-terminal, at which a test runs `cspr`, reads what a person sees and types what they would."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

SECONDS = 40
"""How long what must appear may take; far more than it does."""

SECONDS_UNTIL_PRESSED_AGAIN = 2
CTRL_C = b"\x03"

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """`cspr` at a terminal. `seen` is all that it showed, without colour."""

    def __init__(self, *arguments: str, environment: Mapping[str, str], columns: int = 140) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [Path(sys.executable).with_name("cspr"), *arguments],
            env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "TERM": "xterm", **environment},
            preexec_fn=lambda: os.login_tty(theirs),  # noqa: PLW1509 - Ctrl-C comes from a controlling terminal alone
            pass_fds=(theirs,),
        )
        os.close(theirs)
        self._read = 0
        self.seen = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def expect(self, text: str) -> str:
        """Wait until a text appears after what was expected before; what came up to its end."""
        while (found := self.seen.find(text, self._read)) < 0:
            assert self._more(), f"{text!r} did not come, but:\n{self.seen[self._read :]}"
        before, self._read = self._read, found + len(text)
        return self.seen[before : self._read]

    def type(self, text: str) -> None:
        """Type a line, and Enter."""
        os.write(self._ours, f"{text}\n".encode())

    def answer(self, prompt: str, text: str) -> None:
        """Wait for a prompt and type the answer."""
        self.expect(f"{prompt}: ")
        self.type(text)

    def interrupt(self) -> None:
        """Press Ctrl-C until the process ends.

        Python forgets an interrupt that comes between its prompt and its read until the next key; people press again.
        """
        while self._process.poll() is None:
            with suppress(OSError):  # it has just ended
                os.write(self._ours, CTRL_C)
            self._read_for(SECONDS_UNTIL_PRESSED_AGAIN)

    def end(self) -> int:
        """The exit status, once it has shown everything."""
        while self._more():
            pass
        return self._process.wait(SECONDS)

    def _read_for(self, seconds: float) -> None:
        while select.select([self._ours], [], [], seconds)[0] and self._more():
            pass

    def _more(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], SECONDS)
        assert ready, f"nothing came for {SECONDS} seconds after:\n{self.seen}"
        try:
            read = os.read(self._ours, 65536)
        except OSError:  # it has ended
            return False
        self.seen += _COLOUR.sub("", read.decode(errors="replace")).replace("\r\n", "\n")
        return bool(read)
