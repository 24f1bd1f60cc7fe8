"""Letters as messages: the same bytes again, headers that nothing can break, and clear refusals."""

import email
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.letters.attachments import MEDIA_TYPES
from activities.letters.kinds import KINDS
from activities.letters.writing import UnwritableLetter
from activities.post import Undeliverable
from activities.render import render
from domain.document import Document
from domain.letter import Correspondent, Letter

SENDER = "Exampleshire Safeguarding <cspr@example.org>"
REFERENCE = "CSPR-7K4M-2QXD"
REQUESTED = datetime(2026, 1, 15, 9, tzinfo=UTC)
CONTENT = bytes(range(256)) + b"\r\n.\r\nFrom here\n"
REVIEW = Document(
    case=REFERENCE, address="a" * 64, name="Invented review.pdf", media_type="application/pdf", size=len(CONTENT)
)
HEADERS = [
    "Message-ID",
    "Date",
    "From",
    "To",
    "Subject",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
]


def letter(
    kind: str = "criteria_not_met",
    *,
    name: str = "Ivy Invented",
    address: str = "ivy@example.org",
    documents: tuple[Document, ...] = (),
    requested_at: datetime = REQUESTED,
    **values: str,
) -> Letter:
    filled = {each: f"INVENTED {each}" for each in KINDS[kind].values} | values
    to = Correspondent(name=name, email=address)
    return Letter(key="17-0", kind=kind, to=to, values=filled, attachments=documents, requested_at=requested_at)


def sent(letter: Letter, contents: dict[str, bytes] | None = None) -> EmailMessage:
    """The letter as its reader gets it: rendered, turned into bytes, and read back."""
    return email.message_from_bytes(bytes(render(letter, SENDER, REFERENCE, contents or {})), policy=policy.default)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content.replace("\r\n", "\n")  # as lines end on the way


def test_a_letter_has_text_and_html_and_exactly_the_headers_of_an_automatic_message() -> None:
    message = sent(letter("acknowledgement", received="Wed 14 Jan 2026"))

    assert message.keys() == HEADERS
    assert message["Message-ID"] == "<CSPR-7K4M-2QXD.17-0@example.org>"
    assert message["Date"] == "Thu, 15 Jan 2026 09:00:00 +0000"
    assert message["From"] == SENDER
    assert message["To"] == "ivy@example.org"
    assert message["Subject"] == "CSPR-7K4M-2QXD: we have received your referral"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    for kind in ("plain", "html"):
        assert "Wed 14 Jan 2026" in body(message, kind)
        assert "Dear Ivy Invented," in body(message, kind)


def test_the_date_is_when_the_letter_was_requested_whatever_its_time_zone() -> None:
    in_summer = REQUESTED.astimezone(timezone(timedelta(hours=1)))

    assert sent(letter(requested_at=in_summer))["Date"].datetime == REQUESTED


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_rendered_again_is_the_same_byte_for_byte(kind: str) -> None:
    one, other = (
        bytes(render(letter(kind, documents=(REVIEW,)), SENDER, REFERENCE, {REVIEW.address: CONTENT})) for _ in range(2)
    )

    assert one == other


def test_another_process_renders_the_same_bytes() -> None:
    program = (
        "import sys, json; from activities.render import render; from domain.letter import Letter;"
        "letter, sender, reference = json.load(sys.stdin);"
        "message = render(Letter.model_validate(letter), sender, reference, {});"
        "sys.stdout.buffer.write(bytes(message))"
    )
    written = json.dumps([letter().model_dump(mode="json"), SENDER, REFERENCE])

    elsewhere = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program], input=written.encode(), capture_output=True, check=True
    )

    assert elsewhere.stdout == bytes(render(letter(), SENDER, REFERENCE, {}))


def test_letters_of_one_case_have_ids_of_their_own() -> None:
    other = letter().model_copy(update={"key": "17-1"})

    assert sent(letter())["Message-ID"] != sent(other)["Message-ID"]


def test_an_attachment_arrives_as_it_was() -> None:
    message = sent(letter("rapid_review", documents=(REVIEW,)), {REVIEW.address: CONTENT})

    (attachment,) = message.iter_attachments()
    assert attachment.get_content() == CONTENT
    assert attachment.get_filename() == "CSPR-7K4M-2QXD-1.pdf"
    assert attachment.get_content_type() == "application/pdf"
    assert "- CSPR-7K4M-2QXD-1.pdf: Invented review.pdf\n" in body(message, "plain")


@pytest.mark.parametrize("ending", [*MEDIA_TYPES, "eml", "zoe"])
def test_content_of_any_type_is_attached_unchanged(ending: str) -> None:
    document = REVIEW.model_copy(update={"name": f"invented.{ending}", "media_type": "a/b\r\nX: y"})

    message = sent(letter("rapid_review", documents=(document,)), {document.address: CONTENT})

    (attachment,) = message.iter_attachments()
    assert attachment.get_payload(decode=True) == CONTENT
    assert attachment.get_content_type() == MEDIA_TYPES.get(ending, "application/octet-stream")
    assert message.keys() == HEADERS


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("Summary of Zoë Invented.PDF", ".pdf"),
        ("../../etc/invented", ""),
        ("invented\r\nBcc: someone@example.org", ""),
        ('say "invented".docx', ".docx"),
        ("Ivy.Invented", ""),
        ("pdf.", ""),
        (".", ""),
    ],
)
def test_an_attachment_is_called_by_the_reference_and_the_letter_says_what_it_is(name: str, ending: str) -> None:
    document = REVIEW.model_copy(update={"name": name})

    message = sent(letter("rapid_review", documents=(document, REVIEW)), {document.address: CONTENT})

    names = [f"{REFERENCE}-1{ending}", f"{REFERENCE}-2.pdf"]
    assert [part.get_filename() for part in message.iter_attachments()] == names
    assert f"- {names[0]}: {' '.join(name.split())}\n" in body(message, "plain")
    assert message.keys() == HEADERS


@given(name=st.text(min_size=1, max_size=200), value=st.text(), due=st.text())
def test_nothing_that_people_write_reaches_the_headers(name: str, value: str, due: str) -> None:
    value = f"{value}."  # never empty
    message = sent(letter("overdue", name=name, duty=value, due=f"{due}.", source=f"{value}\r\nBcc: x@example.org"))

    assert message.keys() == HEADERS
    assert message["To"] == "ivy@example.org"
    assert message["Subject"].startswith(f"{REFERENCE}: overdue: ")
    assert len(list(message.iter_parts())) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_no_subject_repeats_a_name_or_free_text(kind: str) -> None:
    free = {name for name in KINDS[kind].values if name not in {"duty", "due", "return_by", "publication_planned"}}

    values = {name: "SECRET" if name in free else "told" for name in KINDS[kind].values}

    subject = sent(letter(kind, name="SECRET").model_copy(update={"values": values}))["Subject"]

    assert "SECRET" not in subject


def test_what_people_write_is_no_html() -> None:
    message = sent(letter(reasons='<script>alert(1)</script> & "quotes"\nnext line', name="<b>Ivy</b>"))

    html = body(message, "html")
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;quotes&#34;<br>\nnext line" in html
    assert '<script>alert(1)</script> & "quotes"\nnext line' in body(message, "plain")


def test_control_characters_are_left_out() -> None:
    message = sent(letter(reasons="in\x00vent\x1bed \ud800\u202ebackwards"))

    for kind in ("plain", "html"):
        assert "invented backwards" in body(message, kind)


def test_a_template_is_no_value() -> None:
    assert "{{ 7 * 7 }}" in body(sent(letter(reasons="{{ 7 * 7 }}")), "plain")
    assert "{duty}" in sent(letter("due", duty="{duty}"))["Subject"]


def test_a_missing_an_unknown_and_an_empty_value_are_refused_at_once_by_name() -> None:
    values = {"decided": "SECRET", "decided_by": "SECRET", "reasons": " \n", "why": "SECRET"}
    wrong = letter().model_copy(update={"values": values})

    with pytest.raises(UnwritableLetter) as refusal:
        render(wrong, SENDER, REFERENCE, {})

    assert str(refusal.value) == (
        "letter 17-0 (criteria_not_met) needs what_follows; does not know why; needs words in reasons"
    )


def test_an_unknown_kind_is_refused() -> None:
    wrong = letter().model_copy(update={"kind": "not_referred"})

    with pytest.raises(UnwritableLetter, match="no kind is named 'not_referred'"):
        render(wrong, SENDER, REFERENCE, {})


def test_what_may_be_empty_may_be_empty() -> None:
    assert "Marked late" not in body(sent(letter("overdue", late="")), "plain")


@pytest.mark.parametrize(("contents", "message"), [({}, "is missing"), ({"a" * 64: b"x"}, "has 1 bytes")])
def test_a_document_without_its_content_is_refused(contents: dict[str, bytes], message: str) -> None:
    with pytest.raises(UnwritableLetter, match=f"document {'a' * 64} {message}|{'a' * 64} {message}"):
        render(letter("rapid_review", documents=(REVIEW,)), SENDER, REFERENCE, contents)


@pytest.mark.parametrize(
    "address",
    [
        "ivy",
        "ivy@",
        ".ivy@example.org",
        "ivy@example..org",
        "<ivy@example.org>",
        "ivy@example.org, eve@example.org",
        "ivy@example.org\r\nBcc: eve@example.org",
        "ivÿ@example.org",
    ],
)
def test_a_letter_to_no_address_is_undeliverable_without_showing_it(address: str) -> None:
    with pytest.raises(Undeliverable) as refusal:
        render(letter(address=address), SENDER, REFERENCE, {})

    assert refusal.value.non_retryable
    assert refusal.value.code is None
    assert "iv" not in str(refusal.value).replace("Undeliverable", "")
    assert refusal.value.__cause__ is None


def test_an_address_on_this_machine_and_an_international_domain_are_addresses() -> None:
    assert sent(letter(address="ivy@localhost"))["To"].addresses[0].addr_spec == "ivy@localhost"
    assert sent(letter(address="ivy@bücher.example"))["To"].addresses[0].addr_spec == "ivy@xn--bcher-kva.example"


def test_a_sender_without_a_name_signs_as_the_partnership() -> None:
    message = render(letter(), "cspr@example.org", REFERENCE, {})

    assert message["From"] == "The safeguarding partnership <cspr@example.org>"


@pytest.mark.parametrize(
    ("sender", "reference", "message"),
    [
        ("Exampleshire", REFERENCE, "the sender of letters is not an e-mail address"),
        (SENDER, "CSPR\r\nBcc: x", "the case reference may hold"),
        (SENDER, "", "the case reference may hold"),
    ],
)
def test_a_wrong_sender_or_reference_is_refused(sender: str, reference: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        render(letter(), sender, reference, {})


def test_a_long_domain_leaves_the_message_id_whole() -> None:
    domain = ".".join(["exampleshire-safeguarding-partnership"] * 4) + ".example.org"

    raw = bytes(render(letter(), f"cspr@{domain}", REFERENCE, {}))

    assert f"<CSPR-7K4M-2QXD.17-0@{domain}>".encode() in raw.replace(b"\r\n ", b"")
