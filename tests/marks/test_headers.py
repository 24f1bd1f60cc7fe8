"""Every header of a mail is read, and of all that stands in them the recipient's address alone is left out."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.marks.headers import headers
from tests.marks.looking import Search

SEARCH = Search(["Quillfeather"])
ADDRESS = "quillfeather0001@example.org"


def of(folder: Path, to: str = ADDRESS, subject: str = "invented", attached: str = "invented.pdf") -> set[str]:
    """The marks in the headers of such a mail."""
    mail = EmailMessage()
    mail["To"], mail["Subject"] = to, subject
    mail.set_content("This is for the recipient: Quillfeather0009.")
    mail.add_attachment(b"Quillfeather0009", maintype="application", subtype="pdf", filename=attached)
    (folder / "1.eml").write_bytes(mail.as_bytes())
    return SEARCH(headers(folder))


def test_the_address_that_a_mail_goes_to_and_what_it_says_are_left_out(tmp_path: Path) -> None:
    assert of(tmp_path) == set()
    assert b"Subject: invented" in headers(tmp_path)


@pytest.mark.parametrize(
    "leak",
    [
        {"to": f"Quillfeather0002 <{ADDRESS}>"},
        {"to": f"{ADDRESS}, Quillfeather0002@example.org"},
        {"subject": "about Zoë Quillfeather0002"},
        {"subject": f"{'long ' * 30}Zoë Quillfeather0002"},
        {"attached": "Quillfeather0002.pdf"},
        {"attached": "Zoë Quillfeather0002.pdf"},
    ],
)
def test_whatever_else_stands_in_a_header_is_found(tmp_path: Path, leak: dict[str, str]) -> None:
    assert of(tmp_path, **leak) - {"quillfeather0001"} == {"quillfeather0002"}


def test_the_same_address_in_another_header_is_found(tmp_path: Path) -> None:
    assert of(tmp_path, subject=ADDRESS) == {"quillfeather0001"}
