"""A mail server of its own for stories in which letters do not simply go: it refuses somebody, or holds them back."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from stack.mailbox import Mailbox
from tests.skipped.world import World, a_free_port, working_world


class PostOffice(Mailbox):
    """Keeps what it takes; it knows nobody at `refuses`, and takes letters only while it is open."""

    def __init__(self, folder: Path, port: int, refuses: str) -> None:
        super().__init__(folder, port)
        self._refuses = refuses
        self.open = asyncio.Event()
        self.open.set()
        self.somebody_waits = asyncio.Event()

    # The name is aiosmtpd's.
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if any(self._refuses in address for address in envelope.rcpt_tos):
            return "550 nobody of this name"
        self.somebody_waits.set()
        await self.open.wait()
        return await super().handle_DATA(server, session, envelope)


@asynccontextmanager
async def with_post_office(world: World, name: str, refuses: str = "nobody") -> AsyncIterator[tuple[World, PostOffice]]:
    """The same world with another worker, whose letters go to a post office."""
    with tempfile.TemporaryDirectory() as folder:
        office = PostOffice(Path(folder), a_free_port(), refuses)
        await office.start()
        settings = world.house.settings.model_copy(update={"task_queue": name, "smtp_port": office.port})
        try:
            async with working_world(
                world.name, world.client, world.client.data_converter, settings, office.folder
            ) as other:
                yield other, office
        finally:
            await office.stop()
