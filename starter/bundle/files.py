"""The files of a bundle, in the order in which they are written."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files as resources

from domain.document import Document
from domain.mails import mails_of
from ledger.chain import Head
from starter.bundle.about import about, as_file, history_file
from starter.bundle.events_file import EVENTS, events_file
from starter.bundle.histories import as_json, positions_in
from starter.bundle.page import Exported, timeline_page
from starter.bundle.papers import content_of, file_of_letter, papers_of
from starter.bundle.record import Record
from starter.client.acting import Acting
from starter.pages.templates import TEMPLATES
from vault.documents import DocumentStore

PAGE, ABOUT, README, CHECK = "timeline.html", "bundle.json", "README.txt", "check.py"
EXPORT = "cspr-export+jwt"


class Bundle:
    """What is written of a case, and the faults that come out on the way: what is wrong or missing, a sentence each."""

    def __init__(self, record: Record, stores: Mapping[str, DocumentStore | str], who: Acting, at: datetime) -> None:
        """A bundle of `record` that `who` makes at the UTC instant `at`; `stores` have each case's documents."""
        self._record = record
        self._stores = stores
        self._who = who
        self._at = at
        self._papers = papers_of(record.events)
        sent = ((file_of_letter(each), each.message) for each in mails_of(list(record.events)).values())
        self._kept: list[tuple[str, Document]] = [
            *((each.file, each.document) for each in self._papers),
            *((file, message) for file, message in sent if file and message),
        ]
        self.faults: list[str] = list(_faults(record))
        self._missing: set[str] = set()

    @property
    def head(self) -> Head:
        """The last event in it."""
        last = self._record.kept[-1]
        return Head(last.row.stream, last.row.position, last.hash.hex())

    @property
    def waiting(self) -> int:
        """How many events of the running case had not reached the ledger."""
        return self._record.waiting

    def signed(self, sums: bytes) -> bytes:
        """The signature of who exports under the list of all files' hashes (JWS); so it binds each file."""
        claims = {
            "sub": self._record.reference,
            "by": self._who.actor.id,
            "iat": int(self._at.timestamp()),
            "digest": hashlib.sha256(sums).hexdigest(),
        }
        return self._who.signer.sign(EXPORT, claims).encode()

    def __len__(self) -> int:
        return len(self._kept) + len(self._record.runs) + len((PAGE, ABOUT, README, CHECK, EVENTS))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each file's name and content; the page last, for it says what is missing."""
        for name, document in self._kept:
            content = content_of(document, self._stores)
            if isinstance(content, bytes):
                yield name, content
            else:
                self._missing.add(name)
                self.faults.append(f"{name} is not here: {content.removesuffix('.')}.")
        for run in self._record.runs:
            yield history_file(run.run), as_json(run.history)
        faults = tuple(self.faults)
        yield EVENTS, events_file(self._record)
        yield CHECK, (resources("starter.bundle") / CHECK).read_bytes()
        yield ABOUT, as_file(about(self._record, self._papers, faults))
        told = {"reference": self._record.reference, "head": self.head, "waiting": self.waiting}
        yield README, TEMPLATES.get_template("bundle/readme.txt.j2").render(**told, faults=faults).encode()
        exported = Exported.by(self._who, self._at, faults, frozenset(self._missing))
        yield PAGE, timeline_page(self._record, self._papers, exported)


def documents_in(record: Record) -> Iterable[Document]:
    """Every document that the record names, the letters too."""
    yield from (each.document for each in papers_of(record.events))
    yield from (each.message for each in mails_of(list(record.events)).values() if each.message)


def _faults(record: Record) -> Iterator[str]:
    if record.bad:
        yield f"Event {record.bad.position} is not what was recorded: {record.bad.why}."
    if record.lost:
        which = _events(record.lost)
        yield f"The histories say that the ledger took {which}, which it does not have: not in the record here."
    known = {position for run in record.runs for position in positions_in(run.history)}
    lost = [event.position for event in record.events if event.position not in known]
    if lost:
        yield f"There is no history of {_events(lost)}: neither Temporal nor the archive has it."


def _events(positions: Sequence[int]) -> str:
    first, *more = positions
    return f"{len(positions)} events, from {first} to {more[-1]}" if more else f"event {first}"
