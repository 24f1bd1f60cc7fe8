import asyncio
import socket
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from stack.errors import StackError
from stack.mailbox import LARGEST, Mailbox, read_mails
from stack.ports import LOOPBACK, ReservedPorts


def letter(number: int = 1) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "partnership@example.org"
    message["To"] = "referrer@example.org"
    message["Subject"] = f"Acknowledgement № {number}"
    message["Message-ID"] = f"<{number}@example.org>"
    message.set_content("We have it; thank you.\n.\nThe line above is one dot, said Zoë.\n")
    message.add_attachment(b"%PDF-invented", maintype="application", subtype="pdf", filename="review.pdf")
    return message


@pytest.fixture
async def mailbox(tmp_path: Path) -> AsyncIterator[Mailbox]:
    with ReservedPorts({"smtp": 0}) as ports:
        mailbox = Mailbox(tmp_path / "mail", ports.numbers["smtp"])
    await mailbox.start()
    yield mailbox
    await mailbox.stop()


async def send(mailbox: Mailbox, message: EmailMessage) -> None:
    await aiosmtplib.send(message, hostname=LOOPBACK, port=mailbox.port, start_tls=False)


async def test_a_message_is_kept_as_it_was_sent(mailbox: Mailbox) -> None:
    await send(mailbox, letter())
    (kept,) = read_mails(mailbox.folder)

    assert kept["Subject"] == "Acknowledgement № 1"
    assert kept["Message-ID"] == "<1@example.org>"
    body = kept.get_body()
    assert body is not None
    assert body.get_content() == "We have it; thank you.\n.\nThe line above is one dot, said Zoë.\n"
    (attachment,) = kept.iter_attachments()
    assert attachment.get_filename() == "review.pdf"
    assert attachment.get_content() == b"%PDF-invented"


async def test_messages_are_read_in_the_order_of_their_arrival(mailbox: Mailbox) -> None:
    for number in range(20):
        await send(mailbox, letter(number))

    assert [mail["Message-ID"] for mail in read_mails(mailbox.folder)] == [
        f"<{number}@example.org>" for number in range(20)
    ]


async def test_none_is_lost_when_many_come_at_once_and_one_comes_twice(mailbox: Mailbox) -> None:
    await asyncio.gather(*(send(mailbox, letter(number % 10)) for number in range(11)))

    assert sorted(mail["Message-ID"] for mail in read_mails(mailbox.folder)) == sorted(
        f"<{number % 10}@example.org>" for number in range(11)
    )


async def test_messages_outlive_the_server(mailbox: Mailbox) -> None:
    await send(mailbox, letter(1))
    await mailbox.stop()
    await mailbox.start()
    await send(mailbox, letter(2))

    assert len(read_mails(mailbox.folder)) == 2


async def test_a_message_that_is_still_being_written_is_not_read(mailbox: Mailbox) -> None:
    (mailbox.folder / "1.unfinished").write_bytes(b"Subject: half a mess")

    assert read_mails(mailbox.folder) == []


async def test_a_message_that_is_too_large_is_refused(mailbox: Mailbox) -> None:
    message = letter()
    message.add_attachment(b" " * LARGEST, maintype="application", subtype="octet-stream", cte="8bit")

    with pytest.raises(aiosmtplib.SMTPResponseException, match="552"):
        await send(mailbox, message)
    assert read_mails(mailbox.folder) == []


async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        mailbox = Mailbox(tmp_path / "mail", taken.getsockname()[1])
        with pytest.raises(StackError, match=r"The mail sink cannot listen on 127.0.0.1:\d+: .*in use"):
            await mailbox.start()


async def test_nobody_else_reads_the_messages(mailbox: Mailbox) -> None:
    assert mailbox.folder.stat().st_mode & 0o777 == 0o700
