"""Which TCP ports the service listens on: the usual ones, or free ones where those are taken."""

import socket
from collections.abc import Mapping
from contextlib import ExitStack, closing

LOOPBACK = "127.0.0.1"


def choose_ports(usual: Mapping[str, int]) -> dict[str, int]:
    """Choose one port on the loopback address for each name.

    Args:
        usual: the port that each name would like to have.

    Returns:
        The same names, each with its usual port where that is free and with another free port where it is
        taken. No two names share a port.
    """
    chosen = {}
    with ExitStack() as held:  # all are held until the last is chosen, else one could be given out twice
        for name, port in usual.items():
            listener = held.enter_context(closing(_listener(port)))
            chosen[name] = listener.getsockname()[1]
    return chosen


def _listener(port: int) -> socket.socket:
    try:
        return _bound(port)
    except OSError:  # taken, or not ours to take
        return _bound(0)


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
