"""Read the attempts, and check that they are what was recorded."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar

import asyncpg

from ledger.chain import AS_JSON, AttemptRow, chained_attempt
from ledger.checking import MISSING, BadRow, empty_column
from ledger.connect import reaching_the_ledger
from ledger.read import ATTEMPTS, READABLE

PAGE = 1000
OWN = ", ".join(READABLE.format("at") if each.name == "at" else each.name for each in fields(AttemptRow))
COLUMNS = f"number, {READABLE.format('kept_at')}, hash, {OWN}"
AFTER = f"select {COLUMNS} from attempt where number > $1 order by number"  # noqa: S608 - ours
PAGE_AFTER = f"{AFTER} limit {PAGE}"
BETWEEN = "(at >= $1 or $1::timestamptz is null) and (at < $2 or $2::timestamptz is null) order by at, number"
OF_CASE = f"select {COLUMNS} from attempt where reference = $3 and {BETWEEN}"  # noqa: S608 - ours
# A sealed text says by the key of what it was sealed, from its third byte on (vault/cipher.py).
OF_NO_CASE = f"select {COLUMNS} from attempt where substring(sealed from 3 for 8) = 'service.'::bytea and {BETWEEN}"  # noqa: S608 - ours


@dataclass(frozen=True)
class KeptAttempt:
    """A row as PostgreSQL gives it: its place in the chain, and the UTC instant at which the database took it."""

    __pydantic_config__: ClassVar = AS_JSON

    number: int
    kept_at: datetime
    hash: bytes
    row: AttemptRow


async def attempts_at(
    pool: asyncpg.Pool, reference: str | None, since: datetime | None, until: datetime | None
) -> list[KeptAttempt]:
    """The attempts about a case, or those that are no case's, by their instants.

    Args:
        pool: the ledger.
        reference: the case; None for those of none.
        since: the UTC instant from which, None from the first on.
        until: the UTC instant before which, None to the last.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        if reference is None:
            rows = await pool.fetch(OF_NO_CASE, since, until)
        else:
            rows = await pool.fetch(OF_CASE, since, until, reference)
    return [kept_attempt(row) for row in rows]


async def attempts_after(pool: asyncpg.Pool, number: int) -> list[KeptAttempt]:
    """The attempts after this place in the chain, in their order; at most `PAGE`.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        return [kept_attempt(row) for row in await pool.fetch(PAGE_AFTER, number)]


async def check_attempts(
    pool: asyncpg.Pool,
    check_sealed: Callable[[AttemptRow], Awaitable[str | None]],
) -> tuple[int, BadRow | None]:
    """Check every attempt: its number, its hash, and what is sealed.

    Args:
        pool: the ledger.
        check_sealed: what is wrong with what is sealed of a row, in words; None where nothing is.

    Returns:
        How many were checked, and the first bad row.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    number, previous = 0, b""
    while True:
        rows = await attempts_after(pool, number)
        for kept in rows:
            number += 1
            why = empty_column(kept.row) or (None if kept.kept_at else "kept_at: has nothing that can be read")
            if kept.number != number:
                why = MISSING
            elif not why and kept.hash != chained_attempt(previous, number, kept.kept_at, kept.row):
                why = "hash: does not follow from the row and the one before it"
            why = why or await check_sealed(kept.row)
            if why:
                return number, BadRow(stream=ATTEMPTS, position=number, why=why)
            previous = kept.hash
        if len(rows) < PAGE:
            return number, None


def follow(rows: Iterable[KeptAttempt], number: int, previous: bytes) -> bool:
    """Whether the rows go on with the chain, after the row of this number and hash; 0 and nothing before the first."""
    for kept in rows:
        number += 1
        if not kept.kept_at or kept.number != number:
            return False
        if kept.hash != chained_attempt(previous, number, kept.kept_at, kept.row):
            return False
        previous = kept.hash
    return True


def kept_attempt(row: asyncpg.Record) -> KeptAttempt:
    """A row of the table."""
    own = AttemptRow(*(row[each.name] for each in fields(AttemptRow)))
    return KeptAttempt(row["number"], row["kept_at"], row["hash"], own)
