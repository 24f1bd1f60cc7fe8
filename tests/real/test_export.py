"""`cspr export` on the whole service: the bundle of a case is checked, replayed and opened without this software."""

import json
from email import message_from_bytes, policy
from pathlib import Path
from zipfile import ZipFile

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter

from domain.document import Document
from domain.event import LetterSent
from starter.proof import replaying
from tests.real.archived import forget_at_temporal, listed_as_ended, sweep
from tests.real.cspr import Cspr
from tests.real.forging import replace_stream
from tests.real.live import Live, LiveCase
from tests.real.temporal_cli import send
from tests.real.this_day import fresh, today
from tests.unit.builders import a_child, criteria_met, notified, stood_down
from tests.unit.bundles import checked
from vault.documents import DocumentStore

pytestmark = pytest.mark.timeout(150)  # a process each

NAME = "Quillfeather"


@pytest.fixture
def cspr(live: Live) -> Cspr:
    return Cspr(live)


async def a_case(live: Live) -> LiveCase:
    """Closed, with letters, a document, a refused decision, and a message that nobody understands."""
    case = await live.open(fresh(children=(a_child(name=f"{NAME} Child"),)))
    store = DocumentStore(live.settings.documents, await live.keys.get(case.reference))
    form = store.put(b"Invented form.", f"{NAME} Child.pdf", "application/pdf")
    await case.decide(criteria_met(today()), notified(today()).model_copy(update={"copy_of_form": form}))
    await case.refusal(notified(today()))
    await send(live.settings, "signal", case.reference, "Record the notification", "--input", '"Invented."')
    await case.until(lambda state: state.malformed)
    await case.decide(stood_down(today()))
    await case.handle.result()
    return case


def names(bundle: Path) -> set[str]:
    return {each.relative_to(bundle).as_posix() for each in bundle.rglob("*") if each.is_file()}


async def replays(history: Path, case: LiveCase) -> bool:
    """Whether Temporal's own replayer reads it, with a converter that has no key."""
    read = WorkflowHistory.from_json(case.reference, history.read_text(encoding="utf-8"))
    kept = await replaying.replay(read, pydantic_data_converter)
    return kept.failure is None and kept.events == await case.stream()


async def test_the_bundle_of_a_case(live: Live, cspr: Cspr, tmp_path: Path) -> None:
    case = await a_case(live)
    bundle = tmp_path / "bundle"
    written = await cspr("export", case.reference, "--to", str(bundle), "--json")
    assert written.status == 0, written.err
    assert "in clear" in written.err
    told = written.json
    events = await case.stream()
    assert (told["position"], told["not_in_ledger"], told["faults"]) == (len(events), 0, [])
    assert {each["name"] for each in told["files"]} | {"SHA256SUMS", "SHA256SUMS.jws"} == names(bundle)
    assert NAME.lower() not in " ".join(names(bundle)).lower()

    fits = checked(bundle)
    assert (fits.status, fits.err) == (0, "")
    assert f"Histories: Temporal's have {len(events)} of the {len(events)} events, word for word" in fits.out

    page = (bundle / "timeline.html").read_text(encoding="utf-8")
    for said in (f"{NAME} Child", "What was refused", "already decided", "a message that was not understood"):
        assert said in page
    assert (bundle / "documents" / "001.pdf").read_bytes() == b"Invented form."
    letters = [event.body for event in events if isinstance(event.body, LetterSent)]
    for letter in letters:
        mail = message_from_bytes((bundle / "mails" / f"{letter.key}.eml").read_bytes(), policy=policy.default)
        assert mail["Message-ID"] == letter.message_id
    (history,) = (bundle / "histories").iterdir()
    assert NAME not in history.read_text()  # it is JSON in base64, as Temporal writes it
    assert await replays(history, case)

    await changed_files_are_named(bundle)
    again = await cspr("export", case.reference, "--to", str(bundle))
    assert again.status == 2
    assert "is there already" in again.err
    await once_temporal_has_forgotten_it_is_the_same(live, cspr, case, bundle)
    await what_was_taken_out_of_the_ledger_is_said(live, cspr, case, bundle.with_name("shorter"))


async def changed_files_are_named(bundle: Path) -> None:
    for kind in ("mails/*.eml", "documents/*", "histories/*"):
        path = next(iter(sorted(bundle.glob(kind))))
        content = path.read_bytes()
        path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
        told = checked(bundle)
        assert told.status == 1
        assert f"{path.relative_to(bundle).as_posix()} has another SHA-256" in told.out
        path.write_bytes(content)
    assert checked(bundle).status == 0


async def once_temporal_has_forgotten_it_is_the_same(live: Live, cspr: Cspr, case: LiveCase, before: Path) -> None:
    """From the archive now, as a zip; only what says when it was exported is another."""
    await listed_as_ended(live, case)
    await sweep(live)
    await forget_at_temporal(live, case)
    packed = before.with_name("bundle.zip")
    written = await cspr("export", case.reference, "--to", str(packed))
    assert written.status == 0, written.err
    with ZipFile(packed) as opened:
        opened.extractall(before.parent)
    after = before.with_name(case.reference)
    assert names(after) == names(before)
    different = {name for name in names(after) if (after / name).read_bytes() != (before / name).read_bytes()}
    assert different == {"timeline.html", "SHA256SUMS", "SHA256SUMS.jws"}
    assert checked(after).status == 0


async def what_was_taken_out_of_the_ledger_is_said(live: Live, cspr: Cspr, case: LiveCase, bundle: Path) -> None:
    """Whoever takes the last events away leaves a chain that is in order; the history tells that they were there."""
    stream = await case.stream()
    await replace_stream(live, case.reference, stream[:-2])
    try:
        written = await cspr("export", case.reference, "--to", str(bundle))
    finally:
        await replace_stream(live, case.reference, stream)
    assert written.status == 5
    last = len(stream)
    said = f"The histories say that the ledger took 2 events, from {last - 1} to {last}, which it does not have"
    assert said in written.out
    assert f"Missing: the export itself says: {said}" in checked(bundle).out


async def test_of_a_running_case_and_a_lost_document_the_bundle_says_what_is_not_there(
    live: Live, cspr: Cspr, tmp_path: Path
) -> None:
    case = await live.open(fresh())
    await case.decide(criteria_met(today()), notified(today()).model_copy(update={"copy_of_form": lost(case)}))
    await case.settled()
    written = await cspr("export", case.reference, "--to", str(tmp_path / "bundle"))
    assert written.status == 5
    assert "documents/001.bin is not here: it is not among the kept documents." in written.out
    assert "documents/001.bin is not here" in (tmp_path / "bundle" / "README.txt").read_text()
    about = json.loads((tmp_path / "bundle" / "bundle.json").read_bytes())
    assert about["faults"] == ["documents/001.bin is not here: it is not among the kept documents."]
    assert about["runs"][0]["ended"] is None
    assert checked(tmp_path / "bundle").status == 0


def lost(case: LiveCase) -> Document:
    return Document(case=case.reference, address="f" * 64, name="lost", media_type="application/pdf", size=1)
