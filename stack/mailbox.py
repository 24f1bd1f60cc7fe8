"""A mail server that delivers nowhere: it keeps each message that it is given as a file."""

import asyncio
import itertools
import os
import time
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from aiosmtpd.smtp import SMTP, Envelope, Session

from stack.errors import StackError
from stack.ports import LOOPBACK

if TYPE_CHECKING:
    from asyncio.base_events import Server

LARGEST = 64 * 1024 * 1024  # bytes; a letter with its attachments


class Mailbox:
    """A mail server on this machine, and the folder that it keeps the messages in."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self._server: Server | None = None
        self._numbers = itertools.count(1)

    async def start(self) -> None:
        """Listen on the loopback address.

        Raises:
            StackError: the port is taken.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._conversation, LOOPBACK, self.port)
        except OSError as error:
            raise StackError(f"The mail sink cannot listen on {LOOPBACK}:{self.port}: {error.strerror}") from None

    async def stop(self) -> None:
        """Stop listening; the messages stay."""
        if self._server is not None:
            self._server.close()
            self._server = None

    # The name is aiosmtpd's.
    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message as it came, and confirm it once it is on the disk."""
        content = envelope.original_content
        if not isinstance(content, bytes):
            return "554 this is not a message"
        await asyncio.to_thread(self._keep, content)
        return "250 kept"

    def _conversation(self) -> SMTP:
        return SMTP(
            self,
            hostname="localhost",
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            loop=asyncio.get_running_loop(),
        )

    def _keep(self, content: bytes) -> None:
        name = f"{time.time_ns():020}-{os.getpid()}-{next(self._numbers)}"
        unfinished = self.folder / f"{name}.unfinished"
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.folder / f"{name}.eml")


def read_mails(folder: Path, holding: str = "") -> list[EmailMessage]:
    """Read the messages that a mailbox keeps in this folder, in the order of their arrival.

    Only those that hold a text anywhere, such as a case's reference: to take a message apart takes its time.
    """
    kept = (path.read_bytes() for path in sorted(folder.glob("*.eml")))
    parser = BytesParser(policy=policy.default)
    return [parser.parse(BytesIO(content)) for content in kept if holding.encode() in content]
