"""Put back who looked and who tried, where the archive has more of it than the ledger."""

from collections.abc import Callable, Iterator, Sequence

import asyncpg

from archive.attempts import AttemptsArchive
from archive.store import ArchiveDamaged, ArchiveUnavailable
from ledger.attempts_read import KeptAttempt
from ledger.connect import reaching_the_ledger
from ledger.put_back_attempts import DoesNotFollow, put_back_attempts

HASH = "select hash from attempt where number = $1"
LAST = "select coalesce(max(number), 0) from attempt"


async def put_attempts_back(owner: asyncpg.Connection, archive: AttemptsArchive, report: Callable[[str], None]) -> None:
    """Put back what of it the ledger has lost, and report it. Where the archive cannot be read, that is reported.

    Args:
        owner: a connection as the owner of the ledger's tables.
        archive: where more of it may be.
        report: told each line.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    try:
        number, previous, missing = await _missing(owner, archive)
        if missing:
            done = await put_back_attempts(owner, number, previous, _rows(archive, missing, number))
            report(f"Put back from the archive: {done.put_back} looks and refused attempts.")
            if done.moved:
                report(f"Behind them now, because they came in meanwhile: {done.moved}.")
    except (ArchiveUnavailable, ArchiveDamaged, DoesNotFollow) as error:
        report(f"Whether looks and refused attempts are to be put back cannot be seen: {error}.")


async def _missing(owner: asyncpg.Connection, archive: AttemptsArchive) -> tuple[int, bytes, list[int]]:
    """Up to which row the ledger has what the archive has, with that row's hash; and the files from there on."""
    missing = list[int]()
    with reaching_the_ledger():
        last = await owner.fetchval(LAST)
        for first in reversed(archive.first_numbers()):
            rows = archive.from_on(first) if first <= last else []
            for row in reversed(rows):
                if await owner.fetchval(HASH, row.number) == row.hash:
                    return row.number, row.hash, missing if row is rows[-1] else [first, *missing]
            missing.insert(0, first)
    return 0, b"", missing


def _rows(archive: AttemptsArchive, files: Sequence[int], after: int) -> Iterator[list[KeptAttempt]]:
    for first in files:
        rows = [each for each in archive.from_on(first) if each.number > after]
        if rows:
            yield rows
