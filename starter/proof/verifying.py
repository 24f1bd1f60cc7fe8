"""Check the whole ledger: every stream's positions and chain, its sealed events and who signed what was sent."""

from collections.abc import Callable, Sequence
from functools import partial

import asyncpg

from domain.event import RecordDisposed
from domain.model import Model
from ledger.attempt_rows import opened_attempt
from ledger.attempts_read import check_attempts
from ledger.chain import AttemptRow
from ledger.checking import BadRow, KeptRow, check_stream
from ledger.proclaimed import check_proclaimed
from ledger.read import read_rows, stream_sizes
from vault.attempts import opener
from vault.case_keys import CaseKeys, KeyDestroyed, NoKey
from vault.cipher import Cipher, Unreadable
from vault.scope import SERVICE, scope_of_workflow
from vault.sent import count_proofs, unproven


class Checked(Model):
    """What was checked, and the first bad row of each stream that has one.

    `without_key` are the events whose key was destroyed: of these the positions and the chain were checked.
    `proofs` are the signatures that hold, `attempts` what is on record of who looked or tried: one chain of its own.
    `days` are the decisions about proclaimed bank holidays, which are no chain: each is sealed for its place.
    `waiting` says what of that waits beside the ledger on this machine, in a line, where anything does.
    """

    streams: int = 0
    events: int = 0
    without_key: int = 0
    proofs: int = 0
    attempts: int = 0
    days: int = 0
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
    attempts, in_attempts = await check_attempts(pool, partial(_fault_in_attempt, keys))
    days, in_days = await check_proclaimed(pool, (await keys.get(SERVICE)).cipher, Unreadable)
    bad = (*whole.bad, *(each for each in (in_attempts, in_days) if each))
    return whole.model_copy(update={"attempts": attempts, "days": days, "bad": bad})


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
    rows = await read_rows(pool, stream)
    cipher, lacks = await _cipher(keys, stream)
    found = check_stream(rows, cipher, Unreadable)
    bad = BadRow(stream=stream, position=1, why=lacks) if lacks else found.bad
    fault = None if bad else unproven(found.events) if cipher else _not_disposed_of(rows)
    if fault:
        bad = BadRow(stream=stream, position=fault[0], why=fault[1])
    return Checked(
        streams=1,
        events=len(rows),
        without_key=0 if cipher or lacks else len(rows),
        proofs=0 if bad else count_proofs(found.events),
        bad=(bad,) if bad else (),
    )


async def _cipher(keys: CaseKeys, stream: str) -> tuple[Cipher | None, str | None]:
    """What opens the events; where nothing does though no key was destroyed, what is wrong."""
    if scope_of_workflow(stream) == SERVICE:
        return None, "stream: is no reference of a case"
    try:
        return (await keys.get(stream)).cipher, None
    except KeyDestroyed:
        return None, None
    except NoKey as error:
        return None, f"body: {error}"


def _not_disposed_of(rows: Sequence[KeptRow]) -> tuple[int, str] | None:
    """Whoever throws a key away does not dispose of a record: that is its last event, recorded before."""
    last = rows[-1].row
    if last.type == RecordDisposed.model_fields["type"].default:
        return None
    return last.position, "type: the key was destroyed, and the last event is not that the record was disposed of"
