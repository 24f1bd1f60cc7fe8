"""Bank holidays on the whole service: proclaimed while cases are open, and changed in the package below."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from domain.calendar import Calendar
from domain.england import england_calendar
from domain.event import DecisionTaken, DutyRedated
from ledger.proclaimed import read_proclaimed
from stack.own_programs import Worker
from tests.real.cspr import MANAGER, Cspr
from tests.real.live import Live, LiveCase, until
from tests.real.test_case_outages import without_ledger
from tests.real.this_day import fresh, today
from tests.unit.builders import criteria_met, notified, withdrawn
from vault.scope import SERVICE
from workflows.proclamation import proclamation_id

CASES = 20
NAME = "Invented Jubilee"
UPGRADE = "Invented Upgrade"

STAND_IN = """import json
from datetime import date
from pathlib import Path

DAYS = json.loads(Path(__file__).with_name("days.json").read_text())


def country_holidays(country, subdiv, years):
    days = {date.fromisoformat(day): name for day, name in DAYS.items()}
    return {day: name for day, name in days.items() if day.year in years}
"""


@pytest.fixture
def cspr(live: Live) -> Cspr:
    return Cspr(live)


@pytest.fixture
async def jubilee(live: Live, cspr: Cspr) -> AsyncIterator[date]:
    """The first working day after this one; in the end it is no bank holiday for the tests that follow."""
    day = ours().next_working_day(today())
    yield day
    if any(each.holiday for each in await read_proclaimed(live.ledger, (await live.keys.get(SERVICE)).cipher)):
        await cspr("calendar", "remove", day.isoformat(), *MANAGER, "--yes")


def ours() -> Calendar:
    return england_calendar(today().year - 1, today().year + 1)


async def due(case: LiveCase, key: str = "notification") -> date:
    return (await case.case()).duties[key].due


@pytest.mark.timeout(240)
async def test_a_proclaimed_day_comes_to_every_open_case_although_the_worker_is_killed(
    live: Live, cspr: Cspr, jubilee: date
) -> None:
    cases = await asyncio.gather(*(live.open(fresh()) for _ in range(CASES)))
    references = {case.reference for case in cases}
    before, after = ours().add_working_days(today(), 5), ours().changed(jubilee, NAME).add_working_days(today(), 5)

    command = ("calendar", "add", jubilee.isoformat(), NAME, *MANAGER)
    dry = (await cspr(*command, "--dry-run", "--json")).json["preview"]
    shown = {(each["reference"], each["old"], each["new"]) for each in dry["moved"] if each["duty"] == "notification"}
    assert {(reference, before.isoformat(), after.isoformat()) for reference in references} <= shown
    assert await due(cases[-1]) == before

    proclaiming = asyncio.create_task(cspr(*command, "--yes", "--json"))
    await cases[-1].until(lambda state: state.duties["notification"].due == after)
    os.kill(live.service.worker.pid, signal.SIGKILL)
    await live.service.worker.ended()
    await live.service.worker.start()
    proclaimed = await proclaiming
    assert proclaimed.status == 0, proclaimed.err
    done = proclaimed.json["proclamation"]
    assert (done["finished"], done["kept"], done["silent"], done["refused"]) == (True, True, [], [])
    assert done["moved"] >= CASES

    assert {await due(case) for case in cases} == {after}

    async def one_with_nothing_in_hand() -> LiveCase | None:  # what was at the kill is tried again after a minute
        return next(iter([case for case in cases if await case.settled_now()]), None)

    one: LiveCase = await until(one_with_nothing_in_hand)
    await one.check_record()
    assert len([body for body in await one.bodies(DecisionTaken) if body.decision.decision == "calendar_change"]) == 1
    moved = {body.new.key: body for body in await one.bodies(DutyRedated)}
    assert (moved["notification"].old.due, moved["notification"].new.due) == (before, after)
    assert NAME in moved["notification"].reason
    assert await one.failed_tasks() == []

    later = await live.open(fresh())
    assert await due(later) == after
    assert (await later.case()).in_force.calendar.proclaimed == {jubilee: NAME}
    assert (await later.case()).handled == {}
    async with without_ledger(live.service):
        without = await live.open(fresh())
        assert await due(without) == before
    await without.until(lambda state: state.duties["notification"].due == after)
    agreed = await cspr("calendar", "check")
    assert agreed.status == 0, agreed.out
    assert proclamation_id(jubilee) not in (await cspr("list")).out

    taken_back = await cspr("calendar", "remove", jubilee.isoformat(), *MANAGER, "--yes")
    assert taken_back.status == 0, taken_back.err
    assert {await due(case) for case in (*cases, later, without)} == {before}


@pytest.mark.timeout(90)
async def test_an_upgrade_of_the_package_changes_no_recorded_date(live: Live, cspr: Cspr, tmp_path: Path) -> None:
    case = await live.open(fresh())
    await case.decide(criteria_met(today()))
    before = await case.case()
    extra = ours().add_working_days(today(), 3)
    upgraded = os.pathsep.join((another_package(tmp_path, extra), os.environ.get("PYTHONPATH", "")))

    async with worker_with(live, upgraded):
        await case.decide(notified(today()))
        state = await case.settled()
        new = await live.open(fresh())
        assert await due(new) == ours().changed(extra, UPGRADE).add_working_days(today(), 5)
    assert state.in_force == before.in_force
    assert state.duties["notification"].due == before.duties["notification"].due
    assert state.duties["rapid_review"].due == ours().add_working_days(today(), 15)
    assert await case.failed_tasks() == []

    differ = await cspr.anew("calendar", "check", "--json", PYTHONPATH=upgraded)
    assert differ.status == 5
    found = next(each for each in differ.json["differences"] if each["day"] == extra.isoformat())
    assert (found["new_cases_have"], found["new_version"]) == (UPGRADE, "holidays 99.0")
    assert case.reference in found["cases"]
    assert new.reference not in found["cases"]
    await new.decide(withdrawn(today()))
    await new.handle.result()


def another_package(folder: Path, extra: date) -> str:
    """Another release of `holidays` as an installed distribution, with one more day."""
    days = england_calendar(2015, 2045).changed(extra, UPGRADE).holidays
    (folder / "holidays").mkdir()
    (folder / "holidays" / "__init__.py").write_text(STAND_IN)
    (folder / "holidays" / "days.json").write_text(json.dumps({str(day): name for day, name in days.items()}))
    (folder / "holidays-99.0.dist-info").mkdir()
    metadata = "Metadata-Version: 2.1\nName: holidays\nVersion: 99.0\n"
    (folder / "holidays-99.0.dist-info" / "METADATA").write_text(metadata)
    return str(folder)


@asynccontextmanager
async def worker_with(live: Live, python_path: str) -> AsyncIterator[None]:
    """The same worker with other packages on its path: an upgrade, and its end."""
    usual = live.service.worker
    await usual.stop()
    program = usual.program
    other = Worker(live.settings, {**program.environment, "PYTHONPATH": python_path}, program.log)
    await other.start()
    try:
        yield
    finally:
        await other.stop()
        await usual.start()
