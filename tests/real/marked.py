"""Cases of which every text is marked, and what was sent to them."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.document import Document
from domain.referral import Referral
from tests.marks.marking import Marks
from tests.real.live import Live, LiveCase, until
from vault.documents import DocumentStore

D = TypeVar("D", bound=Decision)
DOCUMENTS = "CSPR-MARK-0001"
"""The case under whose key the documents are kept: a referral has them before it has a case of its own."""


@dataclass
class MarkedCases:
    """Opens marked cases and takes marked decisions in them.

    Attributes:
        marks: those of what was accepted.
        refused: those of what was refused, or could not be understood.
        cases: all that were opened.
        ended: those of them that have ended, and that no worker carries on any more.
        taken: the kinds of decisions that were taken.
        documents: all that were kept.
    """

    live: Live
    store: DocumentStore
    marks: Marks = field(default_factory=lambda: Marks("Quillfeather"))
    refused: Marks = field(default_factory=lambda: Marks("Hollowreed"))
    cases: list[LiveCase] = field(default_factory=list)
    ended: list[LiveCase] = field(default_factory=list)
    taken: set[type[Decision]] = field(default_factory=set)
    documents: list[Document] = field(default_factory=list)

    @classmethod
    async def on(cls, live: Live) -> "MarkedCases":
        """Cases of this service."""
        return cls(live, DocumentStore(live.settings.documents, await live.keys.create(DOCUMENTS)))

    def keep(self, marks: Marks, place: str) -> Document:
        """A document, marked in its name and within, which is compressed as office documents are."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("invented.xml", f"Invented {marks.fresh(f'{place}, its content')}. " * 9)
        name = f"Invented {marks.fresh(place)}.docx"
        self.documents.append(self.store.put(packed.getvalue(), name, "application/zip"))
        return self.documents[-1]

    def key(self, place: str) -> str:
        """A mark that has the form of a key of the directory."""
        return self.marks.fresh(place).lower()

    def marked(self, decision: D) -> D:
        """The decision with its marks, as it is to be taken."""
        self.taken.add(type(decision))
        return self.marks.on(decision, self.keep)

    async def open(self, referral: Referral, history: Iterable[AnyDecision] = ()) -> LiveCase:
        """Open a case of which the referral, the fingerprint and the history are marked."""
        marked = tuple(self.marked(decision) for decision in history)
        fingerprint = f"Invented {self.marks.fresh('Opening.fingerprints')}"
        case = await self.live.open(self.marks.on(referral, self.keep), marked, (fingerprint,))
        self.cases.append(case)
        return case

    async def take(self, case: LiveCase, *decisions: AnyDecision) -> None:
        """Take these decisions, marked."""
        for decision in decisions:
            await case.decide(self.marked(decision))

    async def refuse(self, case: LiveCase, *decisions: AnyDecision) -> None:
        """Have these decisions refused, marked, each as an update and as a signal."""
        for decision in decisions:
            await case.refusal(self.refused.on(decision, self.keep))
            await case.signal(self.refused.on(decision, self.keep))

    async def delivered(self) -> None:
        """Wait until the ledger has everything, and the mail server what it takes."""
        for case in self.cases:
            await until(lambda case=case: _delivered(case), 100)  # type: ignore[misc]

    async def opened(self) -> bytes:
        """All that the ledger and the documents say to those who hold the keys."""
        streams = [await case.stream() for case in (*self.cases, *self.ended)]
        said = [event.model_dump_json().encode() for stream in streams for event in stream]
        return b"\n".join([*said, *(self.store.get(document) for document in self.documents)])


async def _delivered(case: LiveCase) -> bool:
    view = await case.view()
    return not view.case.outbox and not view.not_in_ledger
