"""Puts on record who looks at what at the front door, and what they are refused."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from starlette.requests import Request

from domain.attempt import SHOWN, Attempt
from door.ports import RecordsUnavailable
from ledger.attempts import NotRecorded
from vault.attempts import NO_KEY_NOW

ONE_LOOK_SECONDS = 60
"""A page of the Web UI asks for each value by itself, and again while it stays open: within this it is one look."""

PAGES = frozenset(
    {"timeline", "history", "relationships", "workers", "pending-activities", "call-stack", "query", "user-metadata"}
    | {"search-attributes", "memo", "workflows", "schedules", "nexus"}
)
"""The pages of the Web UI that are told apart. What else an address holds stands nowhere in clear."""

NOBODY_KNOWN = "nobody signed in"

LOG = structlog.get_logger("cspr.door")


class Recorder(Protocol):
    """What puts attempts on record; `ledger.attempts.AttemptRecord` is one."""

    async def add(self, *attempts: Attempt) -> None:
        """Put them on record. Raises NotRecorded, and what `vault` raises where there is no key for it now."""


@dataclass(frozen=True)
class Look:
    """What somebody is shown or refused: by itself the same as what they were shown or refused a moment ago."""

    who: str
    reference: str | None
    what: str
    outcome: str
    told: str


class Watching:
    """Who looks at what. One look is one row, however many values a page of it asks for.

    `now` gives UTC instants, `clock` the seconds of this process.
    """

    def __init__(
        self, record: Recorder, now: Callable[[], datetime], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._record = record
        self._now = now
        self._clock = clock
        self._looks: dict[Look, tuple[float, asyncio.Task[None]]] = {}

    async def shown(self, who: str, reference: str | None, what: str) -> None:
        """Put on record that somebody is about to see values of a case, or of the service.

        Raises:
            RecordsUnavailable: it cannot be put on record, so nothing may be shown.
        """
        try:
            await self._once(Look(who, reference, what, SHOWN, "values that Temporal keeps of it"))
        except NotRecorded as error:
            LOG.error("nothing is shown", why=str(error))  # noqa: TRY400 - no fault in the program
            raise RecordsUnavailable("who reads cannot be put on record; the front door's log says why") from None
        except NO_KEY_NOW as error:
            raise RecordsUnavailable(str(error)) from None

    async def refused(self, who: str, reference: str | None, what: str, outcome: str, told: str) -> None:
        """Put on record that somebody was refused something. They are, even where that cannot be done."""
        try:
            await self._once(Look(who, reference, what, outcome, told))
        except (NotRecorded, *NO_KEY_NOW) as error:
            LOG.error("a refusal is not on record", code=outcome, why=str(error))  # noqa: TRY400 - the same

    async def _once(self, look: Look) -> None:
        """Whoever asks for the same again waits for the same row. One that failed is tried anew."""
        now = self._clock()
        self._looks = {each: kept for each, kept in self._looks.items() if _counts(kept, now)}
        if look not in self._looks:
            adding = asyncio.create_task(self._record.add(self._attempt(look)))
            adding.add_done_callback(lambda done: done.cancelled() or done.exception())  # whoever waited may be gone
            self._looks[look] = (now, adding)
        await asyncio.shield(self._looks[look][1])

    def _attempt(self, look: Look) -> Attempt:
        return Attempt(id=uuid4(), at=self._now(), way="front door", **vars(look))


def page_of(request: Request) -> str:
    """The page of the Web UI that asks, as its own browser says; "codec" for a command or another page."""
    last = urlsplit(request.headers.get("referer", "")).path.rstrip("/").rpartition("/")[2]
    return f"page {last}" if last in PAGES else "codec"


def _counts(kept: tuple[float, asyncio.Task[None]], now: float) -> bool:
    since, task = kept
    if not task.done():
        return True
    return now - since < ONE_LOOK_SECONDS and not task.cancelled() and task.exception() is None
