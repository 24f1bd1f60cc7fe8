"""The ledger's errands: append what was recorded, read a closed case, compare fingerprints."""

from temporalio import activity
from temporalio.common import RawValue

from activities.house import House
from domain.case import Case
from domain.evolve import fold
from ledger.append import append
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


class NotOnRecord(Exception):  # noqa: N818 - what it says
    """The ledger does not have a case that has been there."""


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

        Raises:
            NotOnRecord: the ledger does not have the case, which is tried again: it was lost, and is to be put back.
        """
        key = await self._house.keys.get(wanted.reference)
        events = await read_stream(self._house.ledger, wanted.reference, key.cipher)
        if not events:
            raise NotOnRecord(f"the ledger has no case {wanted.reference}")
        return fold(wanted.reference, events)

    @activity.defn(name=FIND_SAME_INCIDENT)
    async def find_same_incident(self, fingerprints: Fingerprints) -> SameIncident:
        """Note the fingerprints and say which other cases share one."""
        naming = await self._house.keys.naming()
        digests = [naming.kept_fingerprint(digest) for digest in fingerprints.digests]
        found = await note_and_find(self._house.ledger, fingerprints.reference, digests)
        return SameIncident(references=found)
