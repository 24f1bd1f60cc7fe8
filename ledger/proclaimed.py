"""The partnership's record of proclaimed days: kept once, never changed; the last decision about a day counts."""

from datetime import datetime

import asyncpg

from domain.decisions.dates import ChangeCalendar
from ledger.checking import BadRow
from ledger.connect import reaching_the_ledger
from ledger.sealing import Sealer

PROCLAIMED = "proclaimed_day"
"""What these rows are called where a bad one is named."""

KEEP = """
insert into proclaimed_day (decision, day, recorded_at, body) values ($1, $2, $3, $4)
on conflict (decision) do nothing
"""
PUT_BACK = """
insert into proclaimed_day (decision, day, recorded_at, body) select $1, $2, $3, $4
where not exists (select from proclaimed_day where day = $2 and recorded_at >= $3)
on conflict (decision) do nothing
"""
ALL = "select number, decision, day, body from proclaimed_day order by number"
IN_FORCE = "select distinct on (day) decision, body from proclaimed_day order by day, number desc"


async def keep_proclaimed(pool: asyncpg.Pool, decision: ChangeCalendar, now: datetime, cipher: Sealer) -> None:
    """Keep the decision, recorded at the UTC instant `now`. Keeping it again changes nothing.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached; nothing was kept.
    """
    body = cipher.seal(decision.model_dump_json().encode(), *_place(decision.id))
    with reaching_the_ledger():
        await pool.execute(KEEP, decision.id, decision.day, now, body)


async def put_back(pool: asyncpg.Pool, decision: ChangeCalendar, now: datetime, cipher: Sealer) -> bool:
    """Keep a decision that was recorded at the UTC instant `now` and was lost since; whether it was.

    Where a later decision about that day is on record it stays so: the last row of a day counts.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached; nothing was kept.
    """
    body = cipher.seal(decision.model_dump_json().encode(), *_place(decision.id))
    with reaching_the_ledger():
        done: str = await pool.execute(PUT_BACK, decision.id, decision.day, now, body)
    return done.endswith(" 1")


async def read_proclaimed(pool: asyncpg.Pool, cipher: Sealer) -> tuple[ChangeCalendar, ...]:
    """For each day the last decision about it, in the order of the days.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
        Unreadable: a row was changed or sealed by a key that is not in the key file (`vault.cipher`).
    """
    with reaching_the_ledger():
        rows = await pool.fetch(IN_FORCE)
    return tuple(ChangeCalendar.model_validate_json(cipher.open(row["body"], *_place(row["decision"]))) for row in rows)


async def check_proclaimed(
    pool: asyncpg.Pool, cipher: Sealer, unreadable: type[Exception]
) -> tuple[int, BadRow | None]:
    """Check every decision: that it opens at its place and says what stands in clear. That one is gone is not seen.

    Args:
        pool: the ledger.
        cipher: opens the decisions.
        unreadable: what the cipher raises for what it cannot open.

    Returns:
        How many there are, and the first bad row.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        rows = await pool.fetch(ALL)
    for row in rows:
        try:
            said = ChangeCalendar.model_validate_json(cipher.open(row["body"] or b"", *_place(row["decision"])))
            why = None if said.day == row["day"] else "day: not what the sealed decision says"
        except unreadable as error:
            why = f"body: {error}"
        if why:
            return len(rows), BadRow(stream=PROCLAIMED, position=row["number"], why=why)
    return len(rows), None


def _place(decision: str) -> tuple[str, ...]:
    return "proclaimed day", decision
