"""The letters and documents of a bundle: each once, under a name that says nothing about anybody."""

from datetime import date

import pytest

from domain.document import Document
from domain.mails import mails_of
from domain.steps import letter_sent
from starter.bundle.papers import content_of, file_of_letter, papers_of
from tests.unit import builders as a
from tests.unit.bundles import a_bundle, page_of, proven_events


def a_document(name: str, number: int = 0) -> Document:
    return a.a_document(name).model_copy(update={"address": f"{number:064x}"})


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Child One.PDF", "documents/001.pdf"),
        ("notes of.child", "documents/001.bin"),
        ("Child One", "documents/001.bin"),
        (".docx", "documents/001.bin"),
        ("../../child.docx", "documents/001.docx"),
    ],
)
def test_a_file_is_numbered_and_keeps_no_more_than_its_kind(name: str, file: str) -> None:
    (paper,) = papers_of(proven_events(a.a_referral(documents=(a_document(name),))))
    assert paper.file == file


def test_what_several_events_name_is_there_once() -> None:
    form, summary = a_document("form.pdf", 1), a_document("summary.docx", 2)
    notified = a.notified().model_copy(update={"copy_of_form": form})
    returned = a.summary_of("education").model_copy(update={"summary": summary})
    again = a.summary_of("health_trust").model_copy(update={"summary": form})
    events = proven_events(decisions=(a.criteria_met(), notified, returned, again))
    first, second = papers_of(events)
    assert [first.document, second.document] == [form, summary]
    named = {event.position: event.type for event in events}
    assert [named[position] for position in first.positions] == ["notification", "agency_summary"]


def test_a_letter_is_a_mail_and_no_document_and_what_waits_is_no_file() -> None:
    events = proven_events(decisions=(a.criteria_met(),))
    state = a.after(a.nothing(), events)
    key, waiting = sorted(state.outbox)
    sent = letter_sent(state, key, "<invented@example.org>", a_document("message.eml", 3), a.noon(date(2026, 1, 6)))
    events += sent
    mails = mails_of(events)
    assert (file_of_letter(mails[key]), file_of_letter(mails[waiting])) == (f"mails/{key}.eml", None)
    assert papers_of(events) == []
    told = dict(a_bundle(events, {a.REFERENCE: "Invented."}).files())
    assert f"mails/{key}.eml" not in told
    assert f"mails/{key}.eml is not here: Invented." in told["README.txt"].decode()
    page = told["timeline.html"].decode()
    assert f"mails/{key}.eml, <strong>which is missing</strong>" in page
    assert "<strong>waits</strong>, not sent" in page


def test_what_a_destroyed_linked_case_kept_is_said_to_be_gone() -> None:
    document = a_document("form.pdf").model_copy(update={"case": "CSPR-0000-0002"})
    assert content_of(document, {"CSPR-0000-0002": "Its record was destroyed."}) == "Its record was destroyed."


def test_a_page_without_letters_documents_or_refusals_says_so() -> None:
    page = page_of(proven_events())
    for said in ("No letter was written", "names no document", "Nothing was refused", "Nothing was decided"):
        assert said in page
