"""Marked cases while the mail server refuses, the ledger is away, a document is missing and the worker dies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session

from stack.ports import LOOPBACK
from stack.service import Service
from tests.real.live import until
from tests.real.marked import MarkedCases
from tests.real.marked_paths import reviewed
from tests.real.test_case_outages import every_errand_has_failed, without_ledger, without_mail, without_worker
from tests.real.this_day import fresh, today
from tests.real.told import described
from tests.unit import builders as b


async def play_through_an_outage(cases: MarkedCases) -> bytes:
    """All of it at once. Returns how the cases were described while it lasted, with every failure in them."""
    asked = await reviewed(cases)
    await cases.take(asked, b.panel_answers("asks_for_information", today()))
    await asked.settled()
    answer = cases.marked(b.information_sent(today()))
    assert answer.information is not None
    kept = cases.live.settings.documents / answer.information.case / answer.information.address
    async with without_ledger(cases.live.service), refusing(cases.live.service):
        opened = await cases.open(fresh())
        await opened.until(lambda state: state.undeliverable)
        content = kept.read_bytes()
        kept.unlink()
        await asked.decide(answer)
        for case in (asked, opened):
            await until(lambda case=case: every_errand_has_failed(case))  # type: ignore[misc]
        told = [await described(asked), await described(opened)]
        async with without_worker(cases.live.service):
            kept.write_bytes(content)
    return b"\n".join(told)


class Refusing:
    """A mail server that takes nothing, and says in its answers whom it was asked about."""

    # The name is aiosmtpd's.
    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, _envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """A referrer is not known here; everybody else may be later."""
        return f"550 nobody is called {address}" if address.endswith("@example.org") else f"451 not now, {address}"


@asynccontextmanager
async def refusing(service: Service) -> AsyncIterator[None]:
    """Have such a server in the mail sink's place."""
    async with without_mail(service):
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(Refusing(), hostname="localhost", loop=loop), LOOPBACK, service.mailbox.port
        )
        try:
            yield
        finally:
            server.close()
