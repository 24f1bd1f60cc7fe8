"""What an export reads of a case: the ledger's rows, the events in them, and the histories of its runs."""

from dataclasses import dataclass
from functools import cached_property

from domain.case import Case
from domain.event import RecordedEvent
from domain.evolve import fold
from ledger.checking import BadRow, KeptRow, check_stream
from ledger.read import last_position, read_rows
from ledger.sealing import sealed_text
from settings import Settings
from starter.bundle.histories import open_payloads, positions_in
from starter.client import session
from starter.client.ledger import open_ledger
from starter.client.looking import view_if_it_runs
from starter.reading.history import read_events
from starter.reading.runs import FoundRun, Histories
from vault.cipher import Unreadable
from vault.sent import unproven


@dataclass(frozen=True)
class Record:
    """A case as the ledger has it, up to its last event there.

    Attributes:
        reference: the case.
        kept: its rows as they are kept.
        texts: each event as it was sealed, JSON.
        events: the same in today's form.
        runs: the histories of its runs, opened, in the order in which they began.
        waiting: how many events the running case had that the ledger did not.
        lost: the positions of the events that the ledger took, by a history, and does not have.
        bad: the first event that is not what was recorded, if any.
    """

    reference: str
    kept: tuple[KeptRow, ...]
    texts: tuple[str, ...]
    events: tuple[RecordedEvent, ...]
    runs: tuple[FoundRun, ...]
    waiting: int
    lost: tuple[int, ...]
    bad: BadRow | None

    @cached_property
    def case(self) -> Case:
        """The state that the events add up to."""
        return fold(self.reference, self.events)


async def read_record(chosen: Settings, reference: str, acts: str | None) -> Record:
    """Read a case for who acts (`starter.client.acting`).

    Raises:
        Refused: who acts has no role on the case, or the record was destroyed.
        UnknownCase: neither the ledger nor Temporal has such a case.
        ServiceUnavailable: the ledger, Temporal, the archive, or of a running case its worker cannot be reached.
    """
    events = await read_events(chosen, reference, acts)
    cipher = (await session.key_of(chosen, reference)).cipher
    async with open_ledger(chosen) as pool:
        kept = (await read_rows(pool, reference))[: len(events)]  # more may have come since
        texts = [sealed_text(each.row.body, reference, each.row.position, cipher) for each in kept]
    bad = check_stream(kept, cipher, Unreadable).bad
    fault = None if bad else unproven(events)
    histories = await Histories.connect(chosen)
    runs = await histories.of(chosen, reference)  # after the ledger, which has nothing that no history has
    with session.reaching_the_keys():
        for run in runs:
            await open_payloads(run.history, session.keys(chosen))
    taken = {position for run in runs for position in positions_in(run.history, taken=True)}
    async with open_ledger(chosen) as pool:
        last = await last_position(pool, reference)  # it may have got more meanwhile
    lost = tuple(sorted(position for position in taken if position > last))
    return Record(
        reference=reference,
        kept=tuple(kept),
        texts=tuple(texts),
        events=tuple(events),
        runs=tuple(runs),
        waiting=await _position(histories, reference, len(events) + len(lost)) - len(events) - len(lost),
        lost=lost,
        bad=BadRow(stream=reference, position=fault[0], why=fault[1]) if fault else bad,
    )


async def _position(histories: Histories, reference: str, in_ledger: int) -> int:
    """How many events the case has where it runs; what has ended has sent all of them to the ledger."""
    running = await view_if_it_runs(histories, reference)
    return running.case.position if running else in_ledger
