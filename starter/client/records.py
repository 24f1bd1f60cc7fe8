"""Every record that the ledger has: whole, or what is left of one that was destroyed."""

from collections.abc import AsyncIterator, Callable, Iterable

import asyncpg

from domain.case import Case
from domain.destroyed import Destroyed
from domain.event import RecordedEvent
from domain.evolve import StreamBroken, fold
from domain.model import Model
from domain.reporting.course import Left, left_of
from ledger.read import read_stream, read_traces, streams
from settings import Settings
from starter.client import session
from starter.client.errors import ServiceUnavailable, UnknownCase
from starter.client.ledger import open_ledger
from vault.case_keys import CaseKeys, KeyDestroyed


class Remains(Model):
    """What is left of a destroyed record: how it was destroyed, how many events, and what stands in clear of them."""

    destroyed: Destroyed
    events: int
    left: Left


class Locked(Model):
    """A record whose key is missing, though nobody has destroyed it: only what stands in clear can be read."""

    left: Left


def _nobody(_done: int, _total: int) -> None:
    """Nobody is told how far it is."""


async def every_record(
    chosen: Settings, told: Callable[[int, int], None] = _nobody
) -> AsyncIterator[tuple[str, Case | Remains | Locked]]:
    """Every record with its reference, in the order of the references, one at a time.

    `told` hears how many of how many were read.

    Raises:
        ServiceUnavailable: PostgreSQL or the keys cannot be reached, or a record is damaged.
        BadInput: the master keys cannot be used.
    """
    keys = session.keys(chosen)
    async with open_ledger(chosen) as pool:
        references = await streams(pool)
        for number, reference in enumerate(references):
            told(number, len(references))
            try:
                record: Case | Remains | Locked = await _record(keys, pool, reference)
            except UnknownCase:  # to the key store, which is not the one that it was opened with
                record = Locked(left=left_of(await read_traces(pool, reference)))
            yield reference, record


async def one_record(chosen: Settings, reference: str) -> Case | Remains:
    """The record of one case. Raises as `every_record` does.

    Raises:
        UnknownCase: there never was such a case.
    """
    async with open_ledger(chosen) as pool:
        record = await _record(session.keys(chosen), pool, reference)
    if isinstance(record, Case) and record.rules is None:
        raise ServiceUnavailable(f"The ledger does not have the case {reference} yet; try again in a moment.")
    return record


async def _record(keys: CaseKeys, pool: asyncpg.Pool, reference: str) -> Case | Remains:
    with session.reaching_the_keys():
        try:
            key = await keys.get(reference)
        except KeyDestroyed as known:
            traces = await read_traces(pool, reference)
            return Remains(destroyed=known.destroyed, events=len(traces), left=left_of(traces))
    return state_on_record(reference, await read_stream(pool, reference, key.cipher))


def state_on_record(reference: str, events: Iterable[RecordedEvent]) -> Case:
    """The state that the events on record add up to. Raises ServiceUnavailable where there is a gap in them."""
    try:
        return fold(reference, events)
    except StreamBroken as broken:
        raise ServiceUnavailable(
            f"The ledger's record is damaged: {broken}. See cspr ledger verify, and cspr audit {reference}."
        ) from None
