"""`cspr record` and `cspr ledger project` against the running service, whose worker keeps the lists."""

import asyncio
from datetime import timedelta

import pytest

from domain.standing import standing
from ledger.projected import read_listed, read_progress
from ledger.projections.cases import listed_cases
from ledger.projections.known import PROJECTIONS
from tests.real.cspr import Cspr
from tests.real.live import Live, LiveCase, until
from tests.real.this_day import fresh, today
from tests.unit import builders as a


@pytest.fixture(scope="module")
async def case(live: Live) -> LiveCase:
    """An open case of which the worker has listed everything."""
    case = await live.open(fresh())
    await case.decide(a.criteria_met(today()), a.action_agreed(today() + timedelta(days=30), today(), "health_trust"))
    assert await case.refusal(a.published(today()))
    await case.settled()

    async def everything_is_listed() -> bool:
        progress, _ = await read_progress(live.ledger)
        return all(each.behind == 0 and each.rebuilt is None for each in progress)

    await until(everything_is_listed)
    return case


@pytest.fixture
def cspr(live: Live) -> Cspr:
    return Cspr(live)


async def test_the_lists_say_what_the_running_case_says(live: Live, case: LiveCase) -> None:
    state = await case.case()
    (row,) = (await read_listed(live.ledger, "cases", listed_cases(case=case.reference))).rows
    seen = standing(state, a.noon(today()))
    assert (row.stage, row.state, row.waiting_for) == (seen.stage, seen.state, seen.waiting_for)
    assert row.next_due(today()) == min(duty.due for duty in state.open_duties())


async def test_what_is_owed_and_what_happened_is_shown(cspr: Cspr, case: LiveCase) -> None:
    of_it = ("--case", case.reference)
    cases, duties, actions, decisions, letters, nothing = await asyncio.gather(
        cspr("record", "cases", "--stage", "notification"),
        cspr("due", *of_it, "--of", "local authority", "--days", "60"),
        cspr("record", "actions", *of_it, "--json"),
        cspr("record", "decisions", *of_it, "--from", str(today()), "--to", str(today())),
        cspr("record", "letters", *of_it, "--all", "--json"),
        cspr("due", *of_it, "--of", "nobody"),
    )
    for answer in (cases, duties, decisions, nothing):
        assert answer.status == 0, answer.err
        assert "Up to " in answer.err
    assert "--days looks further ahead." in duties.err
    (line,) = [line for line in cases.out.splitlines() if line.startswith(case.reference)]
    assert line.split("\t")[1] == "notification"
    assert "notification to the Panel" in duties.out
    assert set(column(duties.out, 0)[1:]) == {case.reference}
    assert set(column(duties.out, 3)[1:]) == {"The local authority"}
    (action,) = actions.json["rows"]
    assert (action["owner"], action["owner_name"]) == ("health_trust", "The health trust")
    assert (action["status"], action["overdue"]) == ("open", False)
    assert column(decisions.out, 2)[1:] == ["criteria", "action", "publication"]
    assert column(decisions.out, 6)[1:] == ["met", "", "refused: wrong stage"]
    assert {row["state"] for row in letters.json["rows"]} == {"sent"}
    assert {row["recipient"] for row in letters.json["rows"]} >= {"referrer"}
    assert nothing.out == "case\tduty\tdue\twho\thow it stands\n"
    assert "The directory has no nobody; it has " in nothing.err


def column(table: str, number: int) -> list[str]:
    return [line.split("\t")[number] for line in table.splitlines()]


async def test_a_list_is_made_anew_and_says_how_far_it_is(cspr: Cspr, live: Live, case: LiveCase) -> None:
    before = await live.ledger.fetch("select * from listed_duty where stream = $1 order by key", case.reference)
    anew = await cspr("ledger", "project", "--rebuild", "duties", "--json")
    assert anew.status == 0, anew.err
    shown = {each["name"]: each for each in anew.json["projections"]}
    assert set(shown) == set(PROJECTIONS)
    assert shown["duties"]["rebuilt"] is None
    assert await live.ledger.fetch("select * from listed_duty where stream = $1 order by key", case.reference) == before
