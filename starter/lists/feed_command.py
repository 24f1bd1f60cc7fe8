"""`cspr calendar feed`: due dates for a calendar program."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from domain.london import london_date
from ledger.duty_changes import read_changes
from ledger.projected import Listed
from ledger.projections.duties import DUTIES, ListedDuty, listed_duties
from settings import Settings
from starter.client import session
from starter.client.errors import BadInput
from starter.client.ledger import open_ledger
from starter.lists.directory import Directory
from starter.lists.due_feed import due_feed
from starter.lists.from_the_record import read, tell_how_far, unknown
from starter.lists.list_options import OfCase, Owner
from starter.terminal.options import AsJson
from starter.terminal.printing import show_json
from vault.new_file import replace

HELP = """Write what is due as a calendar file (ICS), of all cases, one case, or an organisation or role.

Put it where calendar programs fetch it, by a timer, and subscribe to its address. A deadline that moves, moves there;
what is done goes away. No person is in it. Without a file it goes to standard output.

\b
Examples:
  cspr calendar feed --output due.ics
  cspr calendar feed --of health_trust --output health-trust.ics
  cspr calendar feed --case CSPR-7K4M-2QXD
"""

Output = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="Written whole in the place of the file, or not at all.")
]


def feed(*, owner: Owner = None, case: OfCase = None, output: Output = None, as_json: AsJson = False) -> None:
    """Write a calendar file; `HELP` is what people read."""
    if as_json and output is None:
        raise BadInput("--json says what was written, so it needs --output; for programs the list is cspr due --json.")
    chosen = session.settings()
    directory = Directory.of(chosen)
    owner = directory.key(owner)
    listed = read(DUTIES, listed_duties(case=case, owner=owner))
    if not listed.rows and (told := unknown(directory, owner)):
        raise BadInput(f"{told} Nothing was written.")  # an empty file would take every date out of their calendar
    written = asyncio.run(_feed(chosen, listed, directory, case or (owner and directory.name(owner))))
    if output is None:
        sys.stdout.write(written.decode())
    else:
        try:
            replace(output, written)
        except OSError as error:
            raise BadInput(f"{output} cannot be written: {error.strerror}.") from None
    if as_json:
        progress = listed.progress.model_dump(mode="json")
        show_json({"file": str(output), "events": written.count(b"BEGIN:VEVENT"), "progress": progress})
        return
    tell_how_far(listed.progress, listed.faults)


async def _feed(chosen: Settings, listed: Listed[ListedDuty], directory: Directory, of: str | None) -> bytes:
    async with open_ledger(chosen) as ledger:
        changes = await read_changes(ledger, {row.stream for row in listed.rows}, listed.progress.number)
    name = f"Due dates, {of}" if of else "Due dates"
    return due_feed(name, listed.rows, changes, london_date(session.now()), directory.name)
