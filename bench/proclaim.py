"""How long it takes until a proclaimed bank holiday has come to thousands of open cases.

    .venv/bin/python bench/proclaim.py --cases 500 --minutes 10

starts a service of its own in a temporary folder, on this machine alone, opens so many invented cases, proclaims a day
that moves the dates of each, and takes it back. It ends after the minutes at the latest.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

from domain.decisions.dates import ChangeCalendar
from domain.england import england_calendar
from domain.london import london_date
from domain.moment import Moment
from domain.people import Decider, Role
from domain.proclamation import ENTERED_LATE_BECAUSE, Effect, effect
from domain.referral import Child, Incident, LeadDecision, Referral, Referrer
from settings import Settings
from stack.service import Service
from starter.client.proclamations import Proclamations
from starter.client.session import now
from workflows.proclamation import Progress

MOST_CASES = 5000
MOST_MINUTES = 90
OPENED_AT_ONCE = 16
SAMPLE = 200

Item = TypeVar("Item")


def invented(number: int, today: date) -> Referral:
    """A referral of today like no other."""
    learnt = Moment.on(today)
    return Referral(
        referrer=Referrer(
            name="Invented Referrer",
            organisation="education",
            email="referrer@education.example.org",
            own_reference=f"BENCH-{number}",
        ),
        safeguarding_lead=LeadDecision(name="Invented Lead", refer=True, reason="Invented.", at=learnt),
        children=(
            Child(
                name=f"Child {number}", date_of_birth=date(2018, 6, 1), seriously_harmed=True, lives_in="warwickshire"
            ),
        ),
        incident=Incident(
            summary="Invented.",
            at=Moment.on(today - timedelta(days=1)),
            area="warwickshire",
            abuse_or_neglect=True,
        ),
        la_aware=learnt,
        received=learnt,
    )


def decision(day: date, holiday: str | None) -> ChangeCalendar:
    """The day, proclaimed or withdrawn now."""
    return ChangeCalendar(
        id=f"calendar:bench:{day}:{holiday is None}",
        by=Decider(name="Invented Manager", role=Role.BUSINESS_MANAGER, organisation="partnership"),
        at=Moment.at(now()),
        reason="A benchmark.",
        recorded_by="bench",
        entered_late_because=ENTERED_LATE_BECAUSE,
        day=day,
        holiday=holiday,
    )


async def gathered(do: Callable[[Item], Awaitable[object]], items: Iterable[Item], at_once: int) -> list[float]:
    """Do it with each item, so many at once; how many seconds each took."""
    waiting = asyncio.Semaphore(at_once)
    took: list[float] = []

    async def one(item: Item) -> None:
        async with waiting:
            began = time.perf_counter()
            await do(item)
            took.append(time.perf_counter() - began)

    await asyncio.gather(*(one(item) for item in items))
    return took


async def opened(service: Proclamations, cases: int, today: date) -> list[str]:
    """Open the cases, and wait until each has its rules."""
    references: list[str] = []

    async def open_one(number: int) -> None:
        referred = await service.refer(invented(number, today), recorded_by="bench")
        while (await service.case(referred.reference)).case.rules is None:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
        references.append(referred.reference)

    began = time.perf_counter()
    await gathered(open_one, range(cases), OPENED_AT_ONCE)
    print(f"{cases} cases opened, {cases / (time.perf_counter() - began):.1f} a second", flush=True)
    return references


async def brought(service: Proclamations, proclaimed: ChangeCalendar) -> tuple[float, Progress]:
    """Bring the day to every open case; how many seconds that took."""
    began = time.perf_counter()
    await service.proclaim(proclaimed)
    done = await service.follow(proclaimed.day, lambda _done, _total: None)
    return time.perf_counter() - began, done


async def measured(settings: Settings, cases: int) -> None:
    """Print the figures."""
    today = london_date(now())
    day = england_calendar(today.year, today.year + 1).next_working_day(today)
    service = await Proclamations.connect(settings)
    references = await opened(service, cases, today)

    took = await gathered(service.case, references[:SAMPLE], 1)
    slow = quantiles(took, n=20)[-1]
    print(f"a case looked at, one by one: median {1000 * median(took):.0f} ms, p95 {1000 * slow:.0f} ms")
    added = decision(day, "Invented Jubilee")
    began, at = time.perf_counter(), now()
    found: dict[str, Effect | None] = await service.look_at_open_cases(
        lambda case: effect(case, added, at), lambda _done, _total: None
    )
    preview = time.perf_counter() - began
    print(
        f"preview: {preview:.1f} s, {sum(len(each.moved) for each in found.values() if each)} duties move", flush=True
    )

    seconds = []
    for what in (added, decision(day, None)):
        spent, done = await brought(service, what)
        seconds.append(spent)
        word = "proclaimed" if what.holiday else "withdrawn"
        print(f"{word}: {spent:.1f} s, {done.moved} cases moved in {done.passing} passes", flush=True)
    print(f"median of both: {1000 * median(seconds) / cases:.0f} ms a case, {median(seconds) / preview:.1f} x preview")


async def run(folder: Path, cases: int, minutes: int) -> None:
    """Start the service in the folder, measure, stop it. Raises TimeoutError when the minutes are over."""
    async with asyncio.timeout(60 * minutes), Service(folder) as settings:
        await measured(settings, cases)


def main() -> int:
    """Returns the exit status: 0 measured, 1 not in time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=500, help=f"how many, at most {MOST_CASES}")
    parser.add_argument("--minutes", type=int, default=15, help=f"how long at most, up to {MOST_MINUTES}")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cspr-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL may run as another user, who must be able to pass
        try:
            asyncio.run(run(Path(folder), min(given.cases, MOST_CASES), min(given.minutes, MOST_MINUTES)))
        except TimeoutError:
            print("not in time")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
