"""`cspr` as a process that has its libraries loaded already: one imports them once and forks for each command.

To start Python and import what a command needs takes longer than most commands do, and these tests run hundreds. What a
test is about may be the start itself, or a terminal: it runs the installed command.
"""

import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from starter.app import command
from starter.main import main


class Warm:
    """The process that forks, for as long as somebody holds its standard input open."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="cspr-")
        self._socket = Path(self._folder.name) / "warm"
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", __name__, self._socket],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def run(self, *arguments: str, environment: Mapping[str, str], stdin: int | None = None) -> tuple[int, str, str]:
        """Run a command in the current folder: its exit status and what it wrote; it reads from `stdin`, or nothing."""
        asked = {"arguments": arguments, "environment": dict(environment), "folder": str(Path.cwd())}
        with TemporaryFile() as out, TemporaryFile() as err, Path(os.devnull).open() as nothing:
            status = self._run(asked, (nothing.fileno() if stdin is None else stdin, out.fileno(), err.fileno()))
            out.seek(0)
            err.seek(0)
            return status, out.read().decode(), err.read().decode()

    def _run(self, asked: Mapping[str, Any], files: Sequence[int]) -> int:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self._socket))
            socket.send_fds(connection, [b"\n"], files)
            connection.sendall(json.dumps(asked).encode())
            connection.shutdown(socket.SHUT_WR)
            return int(connection.makefile().read())

    def close(self) -> None:
        """End it, and commands that have not ended."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        self._folder.cleanup()


@cache
def warm() -> Warm:
    """The one of these tests, which closes it after the last."""
    return Warm()


def serve(path: str) -> None:
    """Fork for each that asks, until standard input ends."""
    command()  # imports every verb's modules
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for a child
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(socket.SOMAXCONN)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while sys.stdin not in select.select([sys.stdin, listener], [], [])[0]:
            connection, _ = listener.accept()
            with connection:
                if os.fork() == 0:
                    listener.close()
                    attend(connection)


def attend(connection: socket.socket) -> None:
    """Be the command that somebody asks for, in a process of its own, and answer with its status. Does not return."""
    _, files, _, _ = socket.recv_fds(connection, 1, 3)
    with connection.makefile() as sent:
        asked = json.load(sent)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if (child := os.fork()) == 0:
        connection.close()
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        random.seed()
        sys.argv = ["cspr", *asked["arguments"]]
        main()  # ends the process
    _, status = os.waitpid(child, 0)
    connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
