"""Puts back what the ledger has lost, event by event in the bytes that Temporal's histories and the archive hold."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from urllib.parse import unquote

import asyncpg

from archive.done_errands import errands_in
from archive.histories import open_archive, open_store
from archive.remains import RemainsArchive
from archive.store import ArchiveDamaged, ArchiveUnavailable
from domain.evolve import StreamBroken, fold
from domain.model import Model
from ledger.append import GapInStream, PositionTaken, append, append_rows
from ledger.checking import MISSING, check_stream
from ledger.matching import note
from ledger.proclaimed import put_back
from ledger.read import last_position, read_rows, read_stream
from ledger.written import Written
from settings import Settings
from starter.client.errors import Refused, ServiceUnavailable, UnknownCase
from starter.client.reaching import reaching_temporal
from starter.client.session import reaching_the_keys
from starter.proof.handed_on import handed_on
from starter.proof.on_record import RunSaid, on_record, said_by
from starter.reading.runs import DamagedArchive, FoundRun, Histories
from vault.cipher import Unreadable
from vault.converter import data_converter
from vault.scope import SERVICE, is_case
from workflows.errands import KEEP_PROCLAIMED_DAY, DayToKeep
from workflows.proclamation import PROCLAMATION

Tell = Callable[[int, int], None]

CHANGED = "what is on record of it was changed: see cspr ledger verify"


class Fault(Model):
    """What of a case, or of a proclaimed day, could not be put back; from which position on, where it is known."""

    workflow: str
    position: int | None = None
    why: str


class Rebuilt(Model):
    """What was put back. `cases` are those that there are histories of, `events` and `days` those put back now.

    `destroyed` are records of which nothing can be put back, `unopened` those that have a key and no history.
    """

    cases: int = 0
    events: int = 0
    days: int = 0
    faults: tuple[Fault, ...] = ()
    destroyed: tuple[str, ...] = ()
    unopened: tuple[str, ...] = ()

    def and_also(self, other: "Rebuilt") -> "Rebuilt":
        """Both together."""
        return Rebuilt(**{name: getattr(self, name) + getattr(other, name) for name in Rebuilt.model_fields})


class Rebuilding(Histories):
    """Rebuilds the ledger. What is there already stays as it is, so that it can be begun again, and while cases run."""

    async def rebuild(self, settings: Settings, ledger: asyncpg.Pool, tell: Tell) -> Rebuilt:
        """Put back every case and every proclaimed day; one that cannot be stops none of the others.

        Args:
            settings: where the archive is.
            ledger: with the schema of this release.
            tell: told how many of how many workflows are done.

        Raises:
            ServiceUnavailable: Temporal, the archive or the keys cannot be reached.
            LedgerUnavailable: PostgreSQL cannot be reached.
        """
        try:
            archived = [unquote(group) for group in open_archive(settings, self.keys).groups()]
        except ArchiveUnavailable as away:
            raise ServiceUnavailable(f"{away}.") from None
        with reaching_the_keys():
            scopes = self.keys.store.scopes()
        cases = sorted(each for each in {*scopes, *archived} if is_case(each))
        days = sorted({*await self._proclamations(), *(each for each in archived if not is_case(each))})
        whole = Rebuilt()
        for number, workflow in enumerate([*days, *cases], start=1):
            rebuild = self._case if workflow in cases else self._day
            whole = whole.and_also(await rebuild(settings, ledger, workflow))
            tell(number, len(days) + len(cases))
        return whole

    async def _proclamations(self) -> set[str]:
        async with reaching_temporal():
            return {run.id async for run in self.client.list_workflows(f"WorkflowType = '{PROCLAMATION}'")}

    async def _case(self, settings: Settings, ledger: asyncpg.Pool, reference: str) -> Rebuilt:
        with reaching_the_keys():
            destroyed = self.keys.destroyed(reference)
        if destroyed:
            return await _put_back_remains(settings, ledger, reference)
        try:
            found = await self.of(settings, reference)
            return await self._put_back(ledger, reference, found)
        except (DamagedArchive, UnknownCase, Refused) as error:
            return _fault(reference, None, str(error))
        except (Unreadable, StreamBroken):
            return _fault(reference, None, CHANGED)

    async def _put_back(self, ledger: asyncpg.Pool, reference: str, found: Sequence[FoundRun]) -> Rebuilt:
        if not found:
            return Rebuilt() if await last_position(ledger, reference) else Rebuilt(unopened=(reference,))
        said, faults = [], list[Fault]()
        with reaching_the_keys():
            cipher = (await self.keys.get(reference)).cipher
            naming = await self.keys.naming()
            for each in found:
                try:
                    said.append(await said_by(each.history, each.run, data_converter(self.keys)))
                except ValueError:
                    why = f"what its run {each.run} recorded cannot be read by today's code"
                    faults.append(Fault(workflow=reference, why=why))
        record = on_record(said)
        if record.forks:
            why = "two runs say that the ledger got it, each another event; nothing of the case was put back"
            return _fault(reference, record.forks[0], why)
        # Nobody can take back what is added after a row that is wrong, and it would be chained to that row.
        bad = check_stream(await read_rows(ledger, reference), cipher, Unreadable).bad
        if bad and bad.why != MISSING:
            return _fault(reference, bad.position, CHANGED)
        added = 0
        for chunk in _chunks([record.got[position].written for position in sorted(record.got)]):
            try:
                added += await append(ledger, chunk, cipher)
            except PositionTaken as taken:
                why = "is another event on record than in the histories"
                faults.append(Fault(workflow=reference, position=taken.position, why=why))
                break
            except GapInStream:
                break  # what is missing is told below
        faults += await self._missing(ledger, reference, found[-1], said, max(record.got, default=0))
        events = await read_stream(ledger, reference, cipher)
        await note(ledger, reference, [naming.kept_fingerprint(each) for each in fold(reference, events).fingerprints])
        return Rebuilt(cases=1, events=added, faults=tuple(faults))

    async def _missing(
        self, ledger: asyncpg.Pool, reference: str, last: FoundRun, said: Sequence[RunSaid], got: int
    ) -> list[Fault]:
        """What the ledger had by all that is known, and has not."""
        converter = data_converter(self.keys)
        try:
            with reaching_the_keys():
                ended = await handed_on(last.history, converter)
        except ValueError:  # an earlier release wrote it; what it sent is known all the same
            ended = None
        due = max(got, *(run.read for run in said), ended.case.position - ended.waiting if ended else 0)
        there = await last_position(ledger, reference)
        faults = []
        if there < due:
            why = f"no history has it; the ledger had {due} events, of which {there} are there"
            faults.append(Fault(workflow=reference, position=there + 1, why=why))
        if ended and not ended.case.is_closed:
            faults.append(Fault(workflow=reference, why="the run in which it went on has no history"))
        return faults

    async def _day(self, settings: Settings, ledger: asyncpg.Pool, workflow: str) -> Rebuilt:
        try:
            found = await self.of(settings, workflow)
        except DamagedArchive as damage:
            return _fault(workflow, None, str(damage))
        added = 0
        with reaching_the_keys():
            cipher = (await self.keys.get(SERVICE)).cipher
            for run in found:
                for errand in await errands_in(run.history, KEEP_PROCLAIMED_DAY, data_converter(self.keys)):
                    if errand.answer is not None:
                        kept = DayToKeep.model_validate_json(errand.given)
                        added += await put_back(ledger, kept.decision, kept.now, cipher)
        return Rebuilt(days=added)


async def _put_back_remains(settings: Settings, ledger: asyncpg.Pool, reference: str) -> Rebuilt:
    """What was left of a destroyed record, as the archive has it."""
    try:
        rows = RemainsArchive(open_store(settings)).get(reference)
        added = await append_rows(ledger, rows) if rows else 0
    except (ArchiveDamaged, ArchiveUnavailable) as error:
        return _fault(reference, None, str(error))
    except PositionTaken as taken:
        return _fault(reference, taken.position, "is another event on record than in the archive")
    lost = not await last_position(ledger, reference)
    return Rebuilt(events=added, destroyed=(reference,) if lost else ())


def _fault(workflow: str, position: int | None, why: str) -> Rebuilt:
    return Rebuilt(faults=(Fault(workflow=workflow, position=position, why=why),))


def _chunks(events: Sequence[Written]) -> Iterator[list[Written]]:
    """The events in rows that follow on each other."""
    for _, chunk in groupby(enumerate(events), lambda each: each[1].event.position - each[0]):
        yield [written for _, written in chunk]
