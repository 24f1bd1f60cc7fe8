"""`cspr up` and `cspr demo`: start everything, play the cases, stay until Ctrl-C."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from domain.case import Case
from stack.demo.cases import open_overdue, take_live, take_over
from stack.demo.people import COORDINATOR
from stack.demo.show import show_case, show_mails
from stack.demo.troupe import Troupe
from stack.errors import StackError
from stack.service import Service
from starter.client.cases import Cases
from starter.client.errors import ServiceUnavailable, UnknownCase
from vault.people import read_people

PATIENCE_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 0.1


async def up(root: Path, console: Console) -> None:
    """Run the service under `root` until Ctrl-C, SIGTERM, or the end of one of its parts.

    Raises:
        StackError: a part did not start, or ended by itself.
    """
    service = Service(root, lambda sentence: console.print(f"  {sentence}"))
    async with service as settings:
        _say_where(console, service)
        if not read_people(settings.people_file).people:
            console.print("  people     nobody is known yet: .venv/bin/cspr people add --help")
        await _stay(service, console)


async def demo(root: Path, console: Console, *, leave: bool) -> None:
    """Run the service, play three invented cases and show them; with `leave` end then, else stay until Ctrl-C.

    Raises:
        StackError: a part did not start, or ended by itself, or a case did not come to where it should.
    """
    console.rule("Starting the service")
    service = Service(root, lambda sentence: console.print(f"  {sentence}"), COORDINATOR)
    async with service as settings:
        cases = await Troupe.gather(settings)
        console.rule("Playing three invented cases")

        def say(sentence: str) -> None:
            console.print(f"  {sentence}")

        references = [await play(cases, settings, say, _until) for play in (take_over, take_live, open_overdue)]
        for reference in references:
            await _until(cases.looking, reference, lambda case: not case.outbox, everything_in_ledger=True)
            await show_case(console, settings, cases.looking, reference)
        show_mails(console, service.mails, references)
        _say_where(console, service, f" --as {COORDINATOR}")
        console.print("  people     .venv/bin/cspr people list, and --as ID to act as one of them")
        if not leave:
            await _stay(service, console)


async def _until(
    cases: Cases, reference: str, reached: Callable[[Case], object], *, everything_in_ledger: bool = False
) -> None:
    """Look at the case until it has come to where it should, for a bounded time."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    view = await cases.case(reference)
                except (ServiceUnavailable, UnknownCase):  # it has only just been started
                    view = None
                if view and reached(view.case) and not (everything_in_ledger and view.not_in_ledger):
                    return
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
    except TimeoutError:
        raise StackError(f"the case {reference} did not come to where it should; see the logs in var/logs") from None


def _say_where(console: Console, service: Service, acts: str = "") -> None:
    console.rule("Where to look")
    console.print(f"  Web UI     .venv/bin/cspr open{acts}")
    console.print(
        f"  lists      .venv/bin/cspr open --overdue{acts}; --due-soon, --waiting-for panel, signature or an agency"
    )
    console.print(f"  mails      {service.mails}")
    console.print(f"  commands   CSPR_SETTINGS={service.settings_file} .venv/bin/cspr list")


async def _stay(service: Service, console: Console) -> None:
    """Until somebody or something stops the service."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopped.set)
    console.print("  Ctrl-C stops everything and leaves the data.")
    asked = asyncio.create_task(stopped.wait())
    broken = asyncio.create_task(service.ended())
    await asyncio.wait((asked, broken), return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if broken.done():
        raise broken.result()
    broken.cancel()
    console.print("  Stopping …")
