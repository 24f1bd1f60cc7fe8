"""Which TCP ports the service listens on: the usual ones, or free ones where those are taken."""

import errno
import os
import random
import socket
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

LOOPBACK = "127.0.0.1"
OTHERS = range(20_000, 30_000)
"""Where another port is looked for. Those above are lent by the system to whoever connects to somewhere, so that one
which is free now may be taken when its program starts."""
TRIES = 100


class ReservedPorts:
    """One port on the loopback address for each name; use it as a context manager.

    A port stays reserved until it is released for the program that will listen there, so that no two names
    share one and another service that starts at the same moment takes none of them.

    Attributes:
        numbers: the port of each name.
    """

    def __init__(self, usual: Mapping[str, int]) -> None:
        """Reserve the port that each name would like to have, or another free one where that is taken or 0.

        Raises:
            OSError: no free one was found.
        """
        self._held = {name: _listener(port) for name, port in usual.items()}
        self.numbers: dict[str, int] = {name: held.getsockname()[1] for name, held in self._held.items()}

    def release(self, *names: str) -> None:
        """Let go of these names' ports: the programs that listen there start now."""
        for name in names:
            self._held.pop(name).close()

    def __enter__(self) -> Self:
        """Hold the ports until they are released."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of all that are still held."""
        self.release(*tuple(self._held))


def _listener(usual: int) -> socket.socket:
    for port in (*([usual] if usual else []), *random.sample(OTHERS, TRIES)):
        with suppress(OSError):  # taken, or not ours to take
            return _bound(port)
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))


def _bound(port: int) -> socket.socket:
    listener = socket.socket()
    # Else a port whose last connections are still winding down would count as taken after every restart.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(1)  # two sockets may be bound to one port, but only one may listen
    except OSError:
        listener.close()
        raise
    return listener
