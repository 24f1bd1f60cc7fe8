"""Runs one command and ends it when the process that asked for it has gone, however it went.

    python leash.py STOP_SIGNAL SECONDS USER COMMAND [ARGUMENT …]

Standard input is the leash: the asking process holds its other end, never writes to it, and lets go by
closing it or by dying, even from SIGKILL. Then the command gets STOP_SIGNAL and, should it still run after
SECONDS, SIGKILL. USER is a numeric user id to run the command as, or "-" for the same user.

The command's process id goes to standard output, its own output to standard error, and its exit status
becomes ours (128 + n where signal n ended it). The standard library alone is imported, so that the leash
starts fast and stays small.
"""

import os
import signal
import subprocess
import sys
import threading
from typing import Any


def main(stop_signal: str, seconds: str, user: str, *command: str) -> int:
    """Run the command until it ends or until the leash is let go; return its exit status."""
    stop = signal.Signals(int(stop_signal))
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, **_as_user(user))  # noqa: S603 - the command is our own
    except OSError as error:
        sys.stderr.write(f"{command[0]} cannot be run: {error}\n")
        return 127
    signal.signal(signal.SIGTERM, lambda *_: child.send_signal(stop))
    sys.stdout.write(f"{child.pid}\n")
    sys.stdout.flush()
    threading.Thread(target=_end_when_let_go, args=(child, stop, float(seconds)), daemon=True).start()
    status = child.wait()
    return status if status >= 0 else 128 - status


def _as_user(user: str) -> dict[str, Any]:
    if user == "-":
        return {}
    # The folder that we stand in may be closed to another user.
    return {"user": int(user), "group": int(user), "extra_groups": [], "cwd": "/"}


def _end_when_let_go(child: subprocess.Popen[bytes], stop: signal.Signals, seconds: float) -> None:
    os.read(sys.stdin.fileno(), 1)  # nothing is ever written: this returns when the other end is closed
    child.send_signal(stop)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
