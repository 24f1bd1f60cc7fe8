"""The front door of the running service, met by commands: who reads is on record, and nobody reads without end."""

import asyncio
import base64
import re
import sys
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from door.limits import READS
from ledger.attempt_rows import opened_attempt
from ledger.attempts_read import attempts_at
from tests.real.front_door import TEAM, bearer, enrol, in_json
from tests.real.live import SECONDS, Live, LiveCase
from tests.real.this_day import fresh, today
from tests.unit.builders import a_child
from vault.people_changes import end_seats

TEMPORAL = str(Path(sys.executable).with_name("temporal"))
MARK = "Thistledown"


@pytest.fixture(scope="module")
async def case(live: Live) -> LiveCase:
    case = await live.open(fresh(children=(a_child(name=f"{MARK} Child"),)))
    await case.settled()
    return case


async def read(live: Live, case: LiveCase, headers: dict[str, str]) -> str:
    """What the front door answers to somebody who wants to read what a case began with."""
    history = await case.handle.fetch_history()
    began = history.events[0].workflow_execution_started_event_attributes.input.payloads
    async with httpx2.AsyncClient(base_url=live.settings.door_origins[0], timeout=SECONDS) as client:
        answer = await client.post("/codec/decode", json=in_json(*began), headers=headers)
    told = answer.json()
    return str(told["message"]) if "message" in told else base64.b64decode(told["payloads"][0]["data"]).decode()


def log_of(live: Live, person: str) -> list[str]:
    lines = live.service.door.program.log.read_text().splitlines()
    return [line for line in lines if re.search(rf"\bwho={person}\b", line)]


async def test_who_may_read_reads_and_every_read_is_on_record_without_what_was_read(live: Live, case: LiveCase) -> None:
    headers = await bearer(live.settings, enrol(live.settings, "example-reading", TEAM, name="Invented Longname"))
    assert MARK in await read(live, case, headers)

    signed_in, the_read = log_of(live, "example-reading")
    assert re.search(r'^timestamp=\S+Z level=info event="signed in" ', signed_in)
    assert the_read.endswith(
        f" level=info event=read who=example-reading case={case.reference} payloads=1 allowed=true"
    )
    (kept,) = await attempts_at(live.ledger, case.reference, None, None)
    row = opened_attempt(kept.row, (await live.keys.get(case.reference)).cipher)
    assert (row.who, row.what, row.way, row.outcome) == ("example-reading", "codec", "front door", "shown")
    log = live.service.door.program.log.read_text()
    assert MARK not in log
    assert "Longname" not in log


async def test_temporals_own_command_reads_by_a_token(live: Live, case: LiveCase) -> None:
    headers = await bearer(live.settings, enrol(live.settings, "example-command", TEAM))
    process = await asyncio.create_subprocess_exec(
        *(TEMPORAL, "workflow", "show", "--workflow-id", case.reference, "--output", "json", "--disable-config-file"),
        *("--address", live.settings.temporal_address, "--namespace", live.settings.namespace),
        *("--codec-endpoint", f"{live.settings.door_origins[0]}/codec", "--codec-auth", headers["authorization"]),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    payloads = [base64.b64decode(each) for each in re.findall(rb'"data": "([^"]+)"', output)]

    assert any(MARK.encode() in payload for payload in payloads)


async def test_who_is_revoked_reads_nothing_from_the_next_request_on(live: Live, case: LiveCase) -> None:
    headers = await bearer(live.settings, enrol(live.settings, "example-revoked", TEAM))
    assert MARK in await read(live, case, headers)
    end_seats(live.settings.people_file, "example-revoked", today() - timedelta(days=1))

    told = await read(live, case, headers)
    assert MARK not in told
    assert "Nobody is signed in" in told


async def test_a_broken_list_of_people_lets_nobody_in_and_the_door_stands(live: Live, case: LiveCase) -> None:
    headers = await bearer(live.settings, enrol(live.settings, "example-known", TEAM))
    file = live.settings.people_file
    whole = file.read_bytes()
    file.write_text("[people.example-known]\nname = 7\n")
    try:
        told = await read(live, case, headers)
    finally:
        file.write_bytes(whole)

    assert MARK not in told
    assert "the list of people cannot be read" in told
    assert "people.example-known.name" in live.service.door.program.log.read_text()
    assert MARK in await read(live, case, headers)


async def test_who_reads_without_end_has_to_wait_and_others_do_not(live: Live, case: LiveCase) -> None:
    greedy = await bearer(live.settings, enrol(live.settings, "example-greedy", TEAM))
    others = await bearer(live.settings, enrol(live.settings, "example-other", TEAM))
    limit = int(READS.partition("/")[0])
    async with httpx2.AsyncClient(base_url=live.settings.door_origins[0], headers=greedy) as client:
        answers = [(await client.post("/codec/decode", json={"payloads": []})).status_code for _ in range(limit + 1)]

    assert answers == [200] * limit + [429]
    assert MARK not in await read(live, case, greedy)
    assert MARK in await read(live, case, others)


async def test_while_no_worker_answers_nobody_reads_and_is_told_why(live: Live) -> None:
    headers = await bearer(live.settings, enrol(live.settings, "example-waiting", TEAM))
    unread = await live.open(fresh(children=(a_child(name=f"{MARK} Child"),)))
    await live.service.worker.stop()
    try:
        told = await read(live, unread, headers)
    finally:
        await live.service.worker.start()

    assert told == (
        f'"(Not shown: whether you have a role on the case {unread.reference} cannot be found out now, '
        'because no worker answers for it.)"'
    )
