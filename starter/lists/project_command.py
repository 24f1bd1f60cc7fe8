"""`cspr ledger project`: how far the lists are that are made from the record, and make one anew."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Annotated

import asyncpg
import typer

from activities.projecting import Projector
from domain.london import say_instant
from ledger.projected import Fault, Progress, read_progress
from ledger.projections.known import PROJECTIONS
from settings import Settings
from starter.client import session
from starter.client.errors import BadInput
from starter.client.ledger import open_ledger
from starter.lists.from_the_record import how_far
from starter.terminal.options import AsJson
from starter.terminal.printing import OVERDUE, say, show_json, show_table
from starter.terminal.progress_bar import progress_bar

OTHER_WORKS_SECONDS = 0.2
"""So long until we look again, while a worker makes the list anew for us."""

Rebuild = Annotated[str | None, typer.Option("--rebuild", metavar="NAME", help="Make this list anew from all events.")]


def project(*, rebuild: Rebuild = None, as_json: AsJson = False) -> None:
    """Say how far each list over all cases is; with --rebuild make one anew, while cases run and others read it.

    Workers bring the lists in line by themselves, and make one anew whose code has changed.

    Example: cspr ledger project --rebuild duties
    """
    if rebuild is not None and rebuild not in PROJECTIONS:
        raise BadInput(f"--rebuild: must be one of {', '.join(PROJECTIONS)}.")
    progress, faults = asyncio.run(_project(session.settings(), rebuild))
    if as_json:
        of_each = [each.model_dump(mode="json") for each in progress]
        show_json({"projections": of_each, "faults": [fault.model_dump(mode="json") for fault in faults]})
        return
    amiss = Counter(fault.projection for fault in faults)
    show_table(
        ("list", "how far", "how it stands"),
        [(each.name, how_far(each), _how(each, amiss[each.name])) for each in progress],
        [each.name in amiss for each in progress],
    )
    for fault in faults:
        say(
            f"{fault.projection}: {fault.stream} could not be read since {say_instant(fault.since)}: {fault.why}",
            OVERDUE,
        )


def _how(progress: Progress, amiss: int) -> str:
    if progress.rebuilt is not None:
        how = f"being made anew: {progress.rebuilt} of {progress.streams} cases"
    else:
        how = "reads on" if progress.behind else "up to date"
    return f"{how}, but for {amiss} that could not be read" if amiss else how


async def _project(chosen: Settings, rebuild: str | None) -> tuple[list[Progress], list[Fault]]:
    keys = session.keys(chosen) if rebuild else None
    async with open_ledger(chosen) as pool:
        if keys and rebuild:
            with session.reaching_the_keys(), progress_bar("Cases") as tell:
                await _rebuild(pool, Projector(pool, keys), rebuild, tell)
        return await read_progress(pool)


async def _rebuild(pool: asyncpg.Pool, projector: Projector, name: str, tell: Callable[[int, int], None]) -> None:
    """Make a list anew, taking turns with the workers, until it is."""
    await projector.begin_anew(name)
    while True:
        (progress,) = (each for each in (await read_progress(pool))[0] if each.name == name)
        if progress.version > PROJECTIONS[name].version:
            raise BadInput(f"A later release than this one keeps the {name}; it makes them anew.")
        if progress.rebuilt is None:
            return
        tell(progress.rebuilt, progress.streams)
        if not await projector.step([name]):
            await asyncio.sleep(OTHER_WORKS_SECONDS)
