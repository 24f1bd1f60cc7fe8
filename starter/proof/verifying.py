"""Check the whole ledger: every stream's positions and chain, its sealed events and who signed what was sent."""

from collections.abc import Callable
from functools import partial

import asyncpg

from domain.model import Model
from ledger.attempt_rows import opened_attempt
from ledger.attempts_read import check_attempts
from ledger.chain import AttemptRow
from ledger.checking import BadRow, check_stream
from ledger.read import read_rows, stream_sizes
from vault.attempts import opener
from vault.case_keys import CaseKeys, KeyDestroyed, NoKey
from vault.cipher import Cipher, Unreadable
from vault.sent import count_proofs, unproven


class Checked(Model):
    """What was checked, and the first bad row of each stream that has one.

    `without_key` are the events whose key was destroyed: of these the positions and the chain were checked.
    `proofs` are the signatures that hold, `attempts` what is on record of who looked or tried: one chain of its own.
    `waiting` says what of that waits beside the ledger on this machine, in a line, where anything does.
    """

    streams: int = 0
    events: int = 0
    without_key: int = 0
    proofs: int = 0
    attempts: int = 0
    waiting: tuple[str, ...] = ()
    bad: tuple[BadRow, ...] = ()


async def check_ledger(pool: asyncpg.Pool, keys: CaseKeys, tell: Callable[[int, int], None]) -> Checked:
    """Check every stream as it is now; `tell` is told how many events of how many are done.

    Raises:
        LedgerUnavailable: PostgreSQL cannot be reached.
        WrongMaster, KeyStoreUnavailable, MasterUnavailable: the keys cannot be used.
    """
    sizes = await stream_sizes(pool)
    total, whole = sum(sizes.values()), Checked()
    for stream in sizes:
        found = await _check(pool, keys, stream)
        whole = Checked(**{name: getattr(whole, name) + getattr(found, name) for name in Checked.model_fields})
        tell(whole.events, max(total, whole.events))
    attempts, bad = await check_attempts(pool, partial(_fault_in_attempt, keys))
    return whole.model_copy(update={"attempts": attempts, "bad": (*whole.bad, *((bad,) if bad else ()))})


async def _fault_in_attempt(keys: CaseKeys, row: AttemptRow) -> str | None:
    """What is wrong with what is sealed of an attempt; of one whose key was destroyed nothing is left to open."""
    try:
        cipher = await opener(keys, row.sealed)
        if cipher:
            opened_attempt(row, cipher)
    except Unreadable as error:
        return f"sealed: {error}"
    return None


async def _check(pool: asyncpg.Pool, keys: CaseKeys, stream: str) -> Checked:
    cipher, bad = await _cipher(keys, stream)
    rows = await read_rows(pool, stream)
    found = check_stream(rows, cipher, Unreadable)
    bad = bad or found.bad
    fault = None if bad else unproven(found.events)
    if fault:
        bad = BadRow(stream=stream, position=fault[0], why=fault[1])
    return Checked(
        streams=1,
        events=len(rows),
        without_key=0 if cipher else len(rows),
        proofs=0 if bad else count_proofs(found.events),
        bad=(bad,) if bad else (),
    )


async def _cipher(keys: CaseKeys, stream: str) -> tuple[Cipher | None, BadRow | None]:
    """What opens the events; without it, whether the key was destroyed or there never was one, which is wrong."""
    try:
        return (await keys.get(stream)).cipher, None
    except KeyDestroyed:
        return None, None
    except NoKey as error:
        return None, BadRow(stream=stream, position=1, why=f"body: {error}")
