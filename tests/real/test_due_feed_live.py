"""The calendar file of due dates as a program that subscribed to it would see it, from the running service."""

from pathlib import Path
from typing import Any

from icalendar import Calendar

from domain.duty import DutyStatus
from ledger.projected import read_progress
from tests.real.cspr import Cspr
from tests.real.live import Live, until
from tests.real.this_day import fresh, today
from tests.unit import builders as a

SUMMARY = "agency_summary:health_trust"


def events(file: Path) -> dict[str, Any]:
    calendar = Calendar.from_ical(file.read_bytes())
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


async def everything_is_listed(live: Live) -> None:
    async def done() -> bool:
        progress, _ = await read_progress(live.ledger)
        return all(each.behind == 0 and each.rebuilt is None for each in progress)

    await until(done)


async def test_a_deadline_that_moves_moves_and_what_is_done_goes_away(live: Live, tmp_path: Path) -> None:
    case, cspr, file = await live.open(fresh()), Cspr(live), tmp_path / "due.ics"
    await case.decide(a.criteria_met(today()))

    async def feed() -> dict[str, Any]:
        await case.settled()
        await everything_is_listed(live)
        answer = await cspr("calendar", "feed", "--case", case.reference, "--output", str(file), "--json")
        assert answer.status == 0, answer.err
        assert answer.json["events"] == len(events(file))
        return events(file)

    before = await feed()
    state = await case.case()
    target = state.duties[SUMMARY].due
    later = state.in_force.calendar.add_working_days(target, 2)
    await case.decide(a.extended(SUMMARY, later, at=today()))
    after = await feed()

    assert set(after) == set(before)
    (moved,) = [uid for uid in after if after[uid].to_ical() != before[uid].to_ical()]
    assert (before[moved].decoded("dtstart"), after[moved].decoded("dtstart")) == (target, later)
    assert after[moved]["sequence"] > before[moved]["sequence"]
    assert after[moved].decoded("last-modified") > before[moved].decoded("last-modified")

    await case.decide(a.summary_of("health_trust", today()))
    assert set(await feed()) == set(after) - {moved}
    state = await case.case()
    dated = [each for each in state.duties.values() if each.status is DutyStatus.OPEN]
    assert len(events(file)) == len(dated)

    typo = await cspr("calendar", "feed", "--of", "helth_trust", "--output", str(file))
    assert (typo.status, "The directory has no helth_trust" in typo.err) == (2, True)
    assert len(events(file)) == len(dated)
