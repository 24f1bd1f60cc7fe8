"""`cspr export`: everything of a case in files that are read and checked without this software."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from settings import Settings
from starter.bundle.writing import PATH, write_bundle
from starter.client import session
from starter.client.acting import acting
from starter.client.errors import ExitStatus
from starter.files.new_files import check_new
from starter.terminal.options import Acts, AsJson, Reference
from starter.terminal.printing import OVERDUE, say, show_json
from starter.terminal.progress_bar import progress_bar

if TYPE_CHECKING:
    from starter.bundle.files import Bundle

HELP = """Write the whole record of a case to a new folder or zip, to be read and checked without this software.

It has a readable timeline with a picture of the statutory clocks, every
event, Temporal's histories, the letters and documents, and how to check them.
All of it is in clear: it is as confidential as the case.

Exit status 5 when something is wrong or missing in it; it says what.

\b
Examples:
  cspr export CSPR-7K4M-2QXD
  cspr export CSPR-7K4M-2QXD --to /media/court/case.zip
"""

WARNING = "Confidential: everything in it is in clear. Keep and send it encrypted; destroy it when it has served.\n"

To = Annotated[
    Path | None,
    typer.Option(PATH, metavar="PATH", help="A new folder, or a zip where it ends in .zip; without it, ./REFERENCE."),
]


def export(*, reference: Reference, to: To = None, acts: Acts = None, as_json: AsJson = False) -> None:
    """Write a bundle; `HELP` is what people read."""
    path = to or Path(reference)
    check_new(path, PATH)
    bundle = asyncio.run(_read(session.settings(), reference, acts))
    written = write_bundle(path, reference, _with_progress(bundle), bundle.signed)
    sys.stderr.write(WARNING)
    if as_json:
        show_json(
            {
                "reference": reference,
                "path": str(path),
                "position": bundle.head.position,
                "hash": bundle.head.hash,
                "not_in_ledger": bundle.waiting,
                "faults": bundle.faults,
                "files": [each.model_dump() for each in written],
            }
        )
    else:
        say(f"{path}: {len(written)} files, up to event {bundle.head.position}, whose hash is {bundle.head.hash}")
        if bundle.waiting:
            say(f"{bundle.waiting} events of the case had not reached the ledger, and are not in it.")
        for fault in bundle.faults:
            say(fault, style=OVERDUE)
    if bundle.faults:
        raise typer.Exit(ExitStatus.DIFFERENT)


async def _read(chosen: Settings, reference: str, acts: str | None) -> "Bundle":
    # This command alone draws a picture, and its library takes its time to load.
    from starter.bundle.files import Bundle, documents_in  # noqa: PLC0415
    from starter.bundle.papers import stores_of  # noqa: PLC0415
    from starter.bundle.record import read_record  # noqa: PLC0415

    record = await read_record(chosen, reference, acts)
    stores = await stores_of(chosen, documents_in(record))
    return Bundle(record, stores, acting(chosen, acts), session.now())


def _with_progress(bundle: "Bundle") -> Iterator[tuple[str, bytes]]:
    with progress_bar("Files") as tell:
        for number, file in enumerate(bundle.files(), start=1):
            yield file
            tell(number, len(bundle))
