"""How far each projection has come: which streams come next for it, and which could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import asyncpg

from ledger.projections.known import PROJECTIONS
from ledger.projections.projection import Projection

EVENTS_AT_ONCE = 200
STREAMS_AT_ONCE = 20
"""So much is read before the checkpoint moves on: little enough to take a second, and to let others take their turn."""

NEVER_MADE = 0
"""The version of a list that no code has begun with."""

# Any number, the same for all who project; the other half of the lock is the projection's own.
LOCK = 0x70726F6A
FREE = "select name from projection where name = any($1) and pg_try_advisory_xact_lock($2, hashtext(name))"
# In one order, and nobody who holds one of them waits for another but in that order.
TAKE = "select pg_advisory_xact_lock($2, hashtext(name)) from unnest($1::text[]) as name"
# Once the locks are held, by a statement of its own: it sees what was committed by who held them before.
STATES = """
select name, version, number, rebuilt,
    hash is not distinct from (select hash from event where event.number = projection.number) as fits
from projection where name = any($1) order by name
"""
HEAD = "select coalesce(max(number), 0) from event"
AFTER = "select number, stream from event where number > $1 order by number limit $2"
NAMES_AFTER = "select stream from event where position = 1 and stream > $1 order by stream limit $2"
TO_TRY_AGAIN = """
select stream from projection_fault
where projection = $1 and tried_at < now() - interval '1 minute' order by tried_at limit $2
"""
MOVE_ON = """
update projection set version = $2, number = $3, rebuilt = $4,
    hash = (select hash from event where event.number = $3)
where name = $1
"""
BEGIN_ANEW = "update projection set rebuilt = '' where name = $1"
NOTE_FAULT = """
insert into projection_fault (projection, stream, why) values ($1, $2, $3)
on conflict (projection, stream) do update set why = excluded.why, tried_at = now()
"""
FORGET_FAULT = "delete from projection_fault where projection = $1 and stream = $2"


@dataclass(frozen=True)
class Checkpoint:
    """A projection has read the events up to `number`, with `version` of its code.

    While it is made anew `rebuilt` is the stream, by name, up to which it is; else None. It `fits` as long as the event
    that was read last has still that number: a ledger that was built again has others.
    """

    name: str
    version: int
    number: int
    rebuilt: str | None
    fits: bool

    @property
    def projection(self) -> Projection[Any]:
        """The projection that it is of."""
        return PROJECTIONS[self.name]

    def put_right(self, head: int) -> Self:
        """The same, made anew from the first stream on where what is there is not of this code, or not of this ledger.

        Where nothing was read before that counts, each stream is read once, as it is then, and the events up to `head`
        not one by one beside that.
        """
        version = self.projection.version
        if self.version == version and self.fits:
            return self
        number = self.number if self.fits and self.version != NEVER_MADE else head
        return replace(self, version=version, number=number, rebuilt="", fits=True)

    @property
    def is_ahead(self) -> bool:
        """Whether a later release than this one has made it, which goes on with it alone."""
        return self.version > self.projection.version


@dataclass(frozen=True)
class Step:
    """The streams that a projection takes next, where it is then, and whether by then all of it is made anew."""

    streams: Sequence[str]
    then: Checkpoint
    is_anew: bool = False


async def take_free(connection: asyncpg.Connection, names: Sequence[str]) -> list[Checkpoint]:
    """Those of the projections that nobody works on, locked until the transaction ends."""
    free = [row["name"] for row in await connection.fetch(FREE, names, LOCK)]
    return await _states(connection, free)


async def take(connection: asyncpg.Connection, names: Sequence[str]) -> list[Checkpoint]:
    """The projections, locked until the transaction ends, once whoever works on them has done."""
    await connection.execute(TAKE, sorted(names), LOCK)
    return await _states(connection, names)


async def _states(connection: asyncpg.Connection, names: Sequence[str]) -> list[Checkpoint]:
    return [Checkpoint(**row) for row in await connection.fetch(STATES, names)]


async def next_step(connection: asyncpg.Connection, known: Checkpoint, head: int) -> Step:
    """What a projection does next: what was added, some of what is made anew, what could not be read before."""
    now, is_anew = known.put_right(head), False
    added = await connection.fetch(AFTER, now.number, EVENTS_AT_ONCE) if now.number < head else []
    streams = [row["stream"] for row in added]
    if added:
        now = replace(now, number=added[-1]["number"])
    if now.rebuilt is not None:
        anew = [row["stream"] for row in await connection.fetch(NAMES_AFTER, now.rebuilt, STREAMS_AT_ONCE)]
        streams += anew
        is_anew = not anew
        now = replace(now, rebuilt=None if is_anew else anew[-1])
    elif not added:
        streams = [row["stream"] for row in await connection.fetch(TO_TRY_AGAIN, now.name, STREAMS_AT_ONCE)]
    return Step(list(dict.fromkeys(streams)), now, is_anew)


async def move_on(connection: asyncpg.Connection, known: Checkpoint, step: Step) -> None:
    """Keep where a projection is after a step. Once it is made anew, rows of streams that there are no longer go."""
    then = step.then
    if step.is_anew:
        await connection.execute(then.projection.delete_strays)
    if then != known:
        await connection.execute(MOVE_ON, then.name, then.version, then.number, then.rebuilt)
