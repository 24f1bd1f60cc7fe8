"""Who has signed in: random tokens in memory, so that whoever restarts the front door signs everybody out."""

import hashlib
import secrets
from datetime import datetime, timedelta

from door.ports import Reader

LASTS = timedelta(hours=8)
"""A working day; then the person signs in again."""

TOKEN_BYTES = 32


class Sessions:
    """The open sessions. Only a hash of each token is kept."""

    def __init__(self) -> None:
        self._open: dict[bytes, tuple[Reader, datetime]] = {}

    def open(self, reader: Reader, now: datetime) -> str:
        """Sign a person in at this UTC instant, and return the token that the browser or command then shows."""
        self._open = {token: session for token, session in self._open.items() if session[1] > now}
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._open[_hashed(token)] = (reader, now + LASTS)
        return token

    def who(self, token: str | None, now: datetime) -> Reader | None:
        """The person who showed this token; None where it is not one of ours, or has run out."""
        reader, until = self._open.get(_hashed(token or ""), (None, now))
        return reader if until > now else None

    def close(self, token: str | None) -> None:
        """Sign a person out; nothing happens where nobody is signed in by this token."""
        self._open.pop(_hashed(token or ""), None)


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
