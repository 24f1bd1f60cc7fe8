"""Look at one case as it was known at an earlier instant, by what the ledger had of it then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from domain.as_of import known_at
from domain.case import Case
from domain.event import RecordedEvent
from domain.evolve import fold
from domain.london import london_date
from domain.wall_time import parse_instant, say_exactly
from settings import Settings
from starter.client import session
from starter.client.errors import BadInput
from starter.reading.history import read_events


def as_instant(text: str) -> datetime:
    """An instant given on the command line, by a clock in London."""
    try:
        return parse_instant(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        parser=as_instant,
        metavar="WHEN",
        help="What was known then: a time in London (2026-01-14T12:00), or a day for its end (2026-01-14).",
    ),
]


@dataclass(frozen=True)
class Then:
    """A case as it was known at a UTC instant: the events that had been recorded, and what they add up to."""

    at: datetime
    events: Sequence[RecordedEvent]
    case: Case


async def look_back(chosen: Settings, reference: str, instant: datetime, acts: str | None) -> Then:
    """What was known of a case at a UTC instant, for whoever may read it today (`starter.client.acting`).

    Raises as `read_events` does, and BadInput where the instant is to come, or before the case was opened.
    """
    check_has_come(instant, session.now())
    return then(reference, await read_events(chosen, reference, acts), instant)


def then(reference: str, events: Sequence[RecordedEvent], instant: datetime) -> Then:
    """What was known of a case at a UTC instant, out of all its events. Raises BadInput before it was opened."""
    known = known_at(events, instant)
    if not known:
        opened = say_exactly(events[0].recorded_at)
        raise BadInput(f"Nothing was known of {reference} at {say_exactly(instant)}: it was opened at {opened}.")
    return Then(instant, known, fold(reference, known))


def check_has_come(instant: datetime, now: datetime) -> None:
    """Raises BadInput for a UTC instant that is to come."""
    if instant > now:
        said = say_exactly(instant)
        today = " For now, leave --as-of or --to out." if london_date(instant) == london_date(now) else ""
        raise BadInput(
            f"{said[:1].upper()}{said[1:]} is still to come, and nobody can say what will be known then.{today}"
        )
