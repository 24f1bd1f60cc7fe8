"""`cspr watch` shows what changes while it runs, is on record as one read, and ends when it is interrupted."""

import asyncio
import json
import signal

from tests.real.cspr import COMMAND, Cspr
from tests.real.live import Live
from tests.real.this_day import fresh, today
from tests.unit import builders as a
from tests.unit.terminal import Terminal


async def test_a_case_is_refreshed_in_place_and_one_watching_is_one_read(live: Live) -> None:
    case, cspr = await live.open(fresh()), Cspr(live)
    await case.settled()

    with Terminal("watch", case.reference, environment=cspr.environment) as terminal:
        await asyncio.to_thread(terminal.expect, f"{case.reference}  criteria decision")
        await case.decide(a.criteria_met(today()))
        await asyncio.to_thread(terminal.expect, f"{case.reference}  notification")
        await asyncio.to_thread(terminal.interrupt)
        assert await asyncio.to_thread(terminal.end) == 0
        assert "Traceback" not in terminal.seen

    looked = (await cspr("reads", case.reference, "--json")).json
    assert len([each for each in looked if each["what"] == "watch"]) == 1


async def test_a_pipe_gets_a_line_for_every_change(live: Live) -> None:
    case, cspr = await live.open(fresh()), Cspr(live)
    await case.settled()
    process = await asyncio.create_subprocess_exec(
        *(str(COMMAND), "watch", case.reference, "--json"),
        stdout=asyncio.subprocess.PIPE,
        env=cspr.environment,
    )
    assert process.stdout is not None
    stages = [json.loads(await process.stdout.readline())["stage"]]
    await case.decide(a.criteria_met(today()))
    while stages[-1] != "notification":
        stages.append(json.loads(await process.stdout.readline())["stage"])
    assert stages[0] == "criteria decision"
    process.send_signal(signal.SIGINT)
    assert await process.wait() == 0
