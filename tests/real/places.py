"""Everywhere that a running service leaves something of its cases, as bytes to be searched."""

import asyncio
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from tests.marks.headers import headers
from tests.marks.looking import Search
from tests.real.databases import in_postgres, in_sqlite
from tests.real.live import Live, LiveCase
from tests.real.told import told_of

Place = tuple[str, bytes]
"""What it is called, and all that is there."""

DATABASE = "temporal/temporal.db"


async def everywhere(live: Live, cases: Sequence[LiveCase]) -> AsyncIterator[Place]:
    """Every byte of the service's files, what its databases read out of theirs, and what it tells whoever asks.

    Of a mail only the headers: its body is its recipient's.
    """
    async for place in in_postgres(live.service.postgres.dsn):  # first: it brings into the files what is in memory
        yield place
    var = live.service.mails.parent
    for place in (*in_sqlite(var / DATABASE), *_files(var, live.service.mails)):
        yield place
    yield "headers of the mails", headers(live.service.mails)
    if live.settings.metrics_address:
        yield "metrics", await asyncio.to_thread(fetch, f"http://{live.settings.metrics_address}/metrics")
    async for place in told_of(live, cases):
        yield place


async def look(live: Live, cases: Sequence[LiveCase], search: Search) -> dict[str, set[str]]:
    """What is found, by place; each place that was looked at is there."""
    found: dict[str, set[str]] = {}
    async for name, content in everywhere(live, cases):
        found.setdefault(name, set()).update(await asyncio.to_thread(search, name.encode() + b"\n" + content))
    return found


def _files(folder: Path, but: Path) -> Iterator[Place]:
    """Every file but those of one folder, and but for PostgreSQL's programs, which may lie there as they came."""
    for path in sorted(folder.rglob("*")):
        programs = any(part.startswith("programs-") for part in path.parts)
        if path.is_file() and not programs and not path.is_relative_to(but):
            with suppress(FileNotFoundError):  # it was there a moment ago
                yield str(path.relative_to(folder)), path.read_bytes()


def fetch(address: str) -> bytes:
    """What an HTTP server answers."""
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - an address of our own
        content: bytes = answer.read()
        return content
