"""What the projections say, and up to when they are."""

from datetime import datetime
from typing import Generic, TypeVar

import asyncpg

from domain.model import Model
from ledger.connect import reaching_the_ledger
from ledger.projections.projection import Query, Row

R = TypeVar("R", bound=Row)

PROGRESS = """
select projection.name, projection.version, projection.number,
    (select recorded_at from event where event.number = projection.number) as up_to,
    (select count(*) from event where event.number > projection.number) as behind,
    case when projection.rebuilt is not null then
        (select count(*) from event where position = 1 and stream <= projection.rebuilt)
    end as rebuilt,
    (select count(*) from event where position = 1) as streams
from projection where $1::text is null or name = $1 order by name
"""
FAULTS = "select projection, stream, why, since from projection_fault order by projection, stream"


class Progress(Model):
    """How far a projection is.

    `up_to` is the UTC instant at which the last event that it has read was recorded, the `number`th over all streams;
    `behind` is how many it has still to read. While it is made anew, `rebuilt` of `streams` are done; else None.
    """

    name: str
    version: int
    number: int
    up_to: datetime | None
    behind: int
    rebuilt: int | None
    streams: int


class Fault(Model):
    """A stream that a projection could not read; its rows are as they were before, and it is tried again."""

    projection: str
    stream: str
    why: str
    since: datetime


class Listed(Model, Generic[R]):
    """Rows of a projection, and how far it was when they were read; `faults` are the streams it could not read."""

    progress: Progress
    faults: tuple[Fault, ...]
    rows: tuple[R, ...]


async def read_listed(pool: asyncpg.Pool, name: str, query: Query[R]) -> Listed[R]:
    """The rows that a query gives, all at one instant with how far the projection of that name is.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            (progress,) = await _progress(connection, name)
            faults = await _faults(connection)
            rows = await connection.fetch(query.sql, *query.arguments)
    return Listed(
        progress=progress,
        faults=tuple(fault for fault in faults if fault.projection == name),
        rows=tuple(query.row.model_validate(dict(row)) for row in rows),
    )


async def read_progress(pool: asyncpg.Pool) -> tuple[list[Progress], list[Fault]]:
    """How far every projection is, and what each could not read.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
    """
    with reaching_the_ledger():
        async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
            return await _progress(connection), await _faults(connection)


async def _progress(connection: asyncpg.Connection, name: str | None = None) -> list[Progress]:
    return [Progress.model_validate(dict(row)) for row in await connection.fetch(PROGRESS, name)]


async def _faults(connection: asyncpg.Connection) -> list[Fault]:
    return [Fault.model_validate(dict(row)) for row in await connection.fetch(FAULTS)]
