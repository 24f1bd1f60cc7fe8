"""The ledger's errands: append what was recorded, read a closed case, compare fingerprints."""

from temporalio import activity
from temporalio.common import RawValue

from activities.house import House
from archive.acknowledged import acknowledged
from domain.case import Case
from domain.evolve import fold
from domain.hindrance import Hindrance
from ledger.append import PUT_BACK, append
from ledger.matching import note_and_find
from ledger.read import read_stream
from ledger.written import written_in
from workflows.errands import (
    FIND_SAME_INCIDENT,
    READ_FROM_LEDGER,
    WRITE_TO_LEDGER,
    CaseWanted,
    Fingerprints,
    SameIncident,
)


class NotOnRecord(Hindrance):
    """The ledger does not have a case that has been there, or has less of it than it had."""


class LedgerDesk:
    """Works on the ledger. While PostgreSQL is away each errand fails in one sentence and is tried again."""

    def __init__(self, house: House) -> None:
        self._house = house

    @activity.defn(name=WRITE_TO_LEDGER)
    async def write(self, batch: RawValue) -> None:
        """Append the events of a `LedgerBatch`, in the bytes that its history has; a second time changes nothing."""
        written = written_in(batch.payload.data)
        key = await self._house.keys.get(written[0].event.stream)
        await append(self._house.ledger, written, key.cipher)

    @activity.defn(name=READ_FROM_LEDGER)
    async def read(self, wanted: CaseWanted) -> Case:
        """The state that the case's stream adds up to.

        Whoever begins from less than there was would decide without knowing of a legal hold, for example, and record
        it at positions that are taken; so that waits until the ledger is put back.

        Raises:
            NotOnRecord: the ledger does not have the case, or less of it than its earlier runs have given to it.
        """
        key = await self._house.keys.get(wanted.reference)
        events = await read_stream(self._house.ledger, wanted.reference, key.cipher)
        if not events:
            raise NotOnRecord(f"the ledger has no case {wanted.reference}: {PUT_BACK}")
        had = await acknowledged(activity.client(), self._house.settings, self._house.keys, wanted.reference)
        if len(events) < had:
            raise NotOnRecord(f"the ledger had {had} events of {wanted.reference}, and has {len(events)}: {PUT_BACK}")
        return fold(wanted.reference, events)

    @activity.defn(name=FIND_SAME_INCIDENT)
    async def find_same_incident(self, fingerprints: Fingerprints) -> SameIncident:
        """Note the fingerprints and say which other cases share one."""
        naming = await self._house.keys.naming()
        digests = [naming.kept_fingerprint(digest) for digest in fingerprints.digests]
        found = await note_and_find(self._house.ledger, fingerprints.reference, digests)
        return SameIncident(references=found)
