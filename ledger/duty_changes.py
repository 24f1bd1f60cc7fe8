"""How often and when the duties on record changed, from what of their events stands in clear. No key is needed."""

from collections.abc import Collection, Mapping
from datetime import datetime

import asyncpg

from domain.model import Model
from ledger.connect import reaching_the_ledger

CHANGES = """
select stream, skeleton #>> '{duty,key}' as key, max(recorded_at) as at,
    greatest(count(*) filter (where number <= $2) - 1, 0) as number
from event where stream = any($1) and skeleton #>> '{duty,key}' is not null
group by 1, 2
"""


class Changes(Model):
    """How often a duty was counted anew since it opened, and the UTC instant at which that was last recorded."""

    number: int
    at: datetime


async def read_changes(pool: asyncpg.Pool, streams: Collection[str], up_to: int) -> Mapping[tuple[str, str], Changes]:
    """The changes of every duty of some cases, by the case's reference and the duty's key.

    What was recorded after the `up_to`th event over all streams is not counted yet: a list that is so far does not
    show it.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        rows = await pool.fetch(CHANGES, sorted(streams), up_to)
    return {(row["stream"], row["key"]): Changes(number=row["number"], at=row["at"]) for row in rows}
