"""Who has signed in: random tokens in memory, so that whoever restarts the front door signs everybody out."""

import hashlib
import secrets
from datetime import datetime, timedelta

from door.ports import Mark

LASTS = timedelta(hours=8)
"""A working day; then the person signs in again."""

TOKEN_BYTES = 32


class Sessions:
    """The open sessions. Only a hash of each token is kept, and the mark by which the person signed in.

    Whose mark it is, is asked at every request: who is taken off the list of people, or whose key is, is out.
    """

    def __init__(self) -> None:
        self._open: dict[bytes, tuple[Mark, datetime]] = {}

    def open(self, mark: Mark, now: datetime) -> str:
        """Sign somebody in at this UTC instant, and return the token that the browser or command then shows."""
        self._open = {token: session for token, session in self._open.items() if session[1] > now}
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._open[_hashed(token)] = (mark, now + LASTS)
        return token

    def mark(self, token: str | None, now: datetime) -> Mark | None:
        """By what the person with this token signed in; None where it is not one of ours, or has run out."""
        mark, until = self._open.get(_hashed(token or ""), (None, now))
        return mark if until > now else None

    def close(self, token: str | None) -> None:
        """Sign a person out; nothing happens where nobody is signed in by this token."""
        self._open.pop(_hashed(token or ""), None)


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
