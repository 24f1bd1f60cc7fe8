"""What only who owns the ledger's database can do to it: with every trigger off, and the chain made anew."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import astuple

import asyncpg

from domain.event import RecordedEvent
from ledger.append import INSERT
from ledger.chain import chained
from ledger.sealing import sealed_row
from ledger.written import Written
from tests.real.live import Live

TRIGGERS = ("append_only", "chained", "in_turn")


@asynccontextmanager
async def as_owner(live: Live) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the owner, in one transaction, in which nothing is checked."""
    owner = await asyncpg.connect(live.service.postgres.dsn)
    try:
        async with owner.transaction():
            await owner.execute("alter table event disable trigger all")
            yield owner
            await owner.execute("alter table event enable trigger all")
            for trigger in TRIGGERS:
                await owner.execute(f"alter table event enable always trigger {trigger}")
    finally:
        await owner.close()


async def replace_stream(live: Live, reference: str, events: Sequence[RecordedEvent]) -> None:
    """Put another record in a case's place, sealed with its key and chained as it should be."""
    cipher = (await live.keys.get(reference)).cipher
    async with as_owner(live) as owner:
        await owner.execute("delete from event where stream = $1", reference)
        previous = b""
        for event in events:
            row = sealed_row(Written.of(event), cipher)
            previous = chained(previous, row)
            await owner.execute(INSERT, *astuple(row), previous)
