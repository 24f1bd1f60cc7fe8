"""Put back who looked and who tried at the very places that they had, which only the owner of the tables can."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields, replace
from typing import NamedTuple

import asyncpg

from ledger.attempts_read import AFTER, KeptAttempt, follow, kept_attempt
from ledger.chain import AttemptRow, chained_attempt
from ledger.connect import reaching_the_ledger

TAKE_TURN = "select pg_advisory_xact_lock(1635021933)"
"""As whoever adds a row does (take_place, version 0005)."""

TRIGGERS = ("append_only", "chained")
COLUMNS = ", ".join(("number", "kept_at", "hash", *(each.name for each in fields(AttemptRow))))
INSERT = f"insert into attempt ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"  # noqa: S608 - ours


class DoesNotFollow(Exception):  # noqa: N818 - what it says
    """What is to be put back does not follow from what the ledger has before it; the message says from where on."""


class PutBack(NamedTuple):
    """How many rows were put back, and how many that had come in meanwhile stand after them now."""

    put_back: int
    moved: int


async def put_back_attempts(
    owner: asyncpg.Connection, number: int, previous: bytes, missing: Iterable[Sequence[KeptAttempt]]
) -> PutBack:
    """Put the end of the chain back, all or nothing.

    Rows that came in beside an old backup have taken places that were others'. They go behind these, and nothing else
    of them changes.

    Args:
        owner: a connection as the owner of the tables.
        number: the last row that the ledger has as it was; 0 where it has none.
        previous: the hash of that row.
        missing: what followed, in its order.

    Raises:
        DoesNotFollow: nothing was changed.
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    put_back = 0
    with reaching_the_ledger():
        async with owner.transaction():
            await owner.execute(TAKE_TURN)
            came_in = {each.row.id: each for each in map(kept_attempt, await owner.fetch(AFTER, number))}
            for trigger in TRIGGERS:
                await owner.execute(f"alter table attempt disable trigger {trigger}")
            await owner.execute("delete from attempt where number > $1", number)
            for rows in missing:
                if not follow(rows, number, previous):
                    raise DoesNotFollow(f"what follows look {number} was changed")
                await _insert(owner, rows)
                number, previous, put_back = rows[-1].number, rows[-1].hash, put_back + len(rows)
                for each in rows:
                    came_in.pop(each.row.id, None)
            await _insert(owner, _after(number, previous, came_in.values()))
            for trigger in TRIGGERS:
                await owner.execute(f"alter table attempt enable always trigger {trigger}")
    return PutBack(put_back, len(came_in))


def _after(number: int, previous: bytes, rows: Iterable[KeptAttempt]) -> list[KeptAttempt]:
    """The same rows at the places after this one."""
    placed = []
    for each in rows:
        number += 1
        previous = chained_attempt(previous, number, each.kept_at, each.row)
        placed.append(replace(each, number=number, hash=previous))
    return placed


async def _insert(owner: asyncpg.Connection, rows: Sequence[KeptAttempt]) -> None:
    await owner.executemany(INSERT, [(each.number, each.kept_at, each.hash, *astuple(each.row)) for each in rows])
