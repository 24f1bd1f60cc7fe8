"""Records as an export reads them, made of invented events; and the bundles that come of them."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from joserfc.jwk import OKPKey

from domain.actor import Actor
from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.digest import digest
from domain.event import RecordedEvent
from domain.grants import Mandate
from domain.opening import Opening, open_case
from domain.referral import Referral
from ledger.chain import chained
from ledger.checking import KeptRow
from ledger.sealing import sealed_row
from ledger.written import Written
from settings import Settings
from starter.bundle.files import Bundle
from starter.bundle.record import Record
from starter.bundle.writing import write_bundle
from starter.client.acting import Acting
from tests.unit import builders as a
from vault.case_keys import CaseKey
from vault.documents import DocumentStore
from vault.proofs import Command, Signer

KEY = CaseKey(a.REFERENCE, f"{a.REFERENCE}.0123456789abcdef", bytes(range(64)))
SIGNED_BY = Signer(OKPKey.generate_key("Ed25519"))
EXPORTER = Acting(
    Actor(id="invented-exporter", name="Invented Exporter"), SIGNED_BY, a.AUTHORITY, Settings.model_construct()
)
EXPORTED = a.noon(date(2026, 1, 30))


def proven_events(
    referral: Referral | None = None, decisions: Sequence[AnyDecision] = (), history: tuple[AnyDecision, ...] = ()
) -> list[RecordedEvent]:
    """What is recorded when people send these, each with a proof; the history is taken over with the referral."""
    opening = Opening(
        reference=a.REFERENCE, referral=referral or a.a_referral(), fingerprints=("invented",), history=history
    )
    sender = a.of(a.by_coordinator())
    events = open_case(opening, a.the_rules(), a.noon(a.AWARE), _proven(sender, a.REFERENCE, opening))
    for decision in decisions:
        mandate = _proven(a.of(decision.by), decision.id, decision)
        case = a.after(a.nothing(), events)
        events += a.sent(case, decision, mandate, a.noon(decision.at.last_day))
    return events


def _proven(mandate: Mandate, identity: str, command: Decision | Opening) -> Mandate:
    proof = SIGNED_BY.prove(Command(a.REFERENCE, identity, digest(command)), a.noon(a.AWARE))
    return mandate.model_copy(update={"proof": proof})


def a_record(events: Sequence[RecordedEvent]) -> Record:
    """What is read where the ledger has these events, and nobody has a history."""
    kept: list[KeptRow] = []
    for event in events:
        row = sealed_row(Written.of(event), KEY.cipher)
        kept.append(KeptRow(row, chained(kept[-1].hash if kept else b"", row)))
    return Record(
        reference=a.REFERENCE,
        kept=tuple(kept),
        texts=tuple(event.model_dump_json() for event in events),
        events=tuple(events),
        runs=(),
        waiting=0,
        lost=(),
        bad=None,
    )


def a_bundle(events: Sequence[RecordedEvent], stores: Mapping[str, DocumentStore | str] | None = None) -> Bundle:
    return Bundle(a_record(events), stores or {a.REFERENCE: "it was never kept"}, EXPORTER, EXPORTED)


def page_of(events: Sequence[RecordedEvent]) -> str:
    return dict(a_bundle(events).files())["timeline.html"].decode()


def written(folder: Path, events: Sequence[RecordedEvent]) -> Path:
    """The bundle of these events in a new folder."""
    path = folder / "bundle"
    bundle = a_bundle(events)
    write_bundle(path, a.REFERENCE, bundle.files(), bundle.signed)
    return path


@dataclass(frozen=True)
class Checked:
    """What check.py of a bundle said."""

    status: int
    out: str
    err: str


def checked(bundle: Path, *arguments: str) -> Checked:
    """Run the bundle's own check as its reader does: by Python alone, which knows nothing of this project."""
    empty = bundle.parent / "empty"
    empty.mkdir(exist_ok=True)
    bare = [sys.executable, "-I", "-S", "-X", "utf8", str(bundle / "check.py"), *arguments]
    answer = subprocess.run(bare, cwd=empty, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    return Checked(answer.returncode, answer.stdout, answer.stderr)
