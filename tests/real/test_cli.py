"""The `cspr` command as people run it, a process each, against the whole service."""

import asyncio
import json
import os
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from domain.standing import stage
from tests.real.cspr import AS_DIRECTOR, AS_MANAGER, DIRECTOR, MANAGER, Cspr
from tests.real.live import Live, LiveCase, until
from tests.real.this_day import fresh
from tests.unit.cli import EXAMPLES, example
from tests.unit.terminal import Terminal

LONG_AGO = "2026-01-14T12:00"

_NUMBERS = count(1)


@pytest.fixture
def cspr(live: Live) -> Cspr:
    return Cspr(live)


@pytest.fixture(scope="module")
async def reference(live: Live) -> str:
    """A case of which everything is in the ledger."""
    case = await live.open(fresh())
    await case.settled()
    return case.reference


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A referral that nobody has sent before."""
    content = example()
    content["referrer"]["own_reference"] = f"CLI-{os.getpid()}-{next(_NUMBERS)}"
    attached = tmp_path / "form.txt"
    attached.write_text("Invented.", encoding="utf-8")
    path = tmp_path / "referral.json"
    path.write_text(json.dumps({**content, "attachments": ["form.txt"]}), encoding="utf-8")
    return path


async def opened(cspr: Cspr, *arguments: str) -> str:
    answer = await cspr("refer", *arguments, *AS_MANAGER, "--json")
    assert answer.status == 0, answer.err
    assert answer.json["already_known"] is False
    reference = str(answer.json["reference"])
    await at_stage(cspr, reference, "")
    return reference


async def at_stage(cspr: Cspr, reference: str, beginning: str) -> dict[str, Any]:
    """Wait until the case is at a stage, and the ledger has all of it; then what the command says of it."""
    case = LiveCase(reference, cspr.live.client.get_workflow_handle(reference), cspr.live)

    async def there() -> bool:
        view = await case.view()
        settled = view.case.rules and not view.not_in_ledger and not view.case.outbox
        return bool(settled) and stage(view.case).startswith(beginning)

    await until(there)
    answer = await cspr("status", reference, "--json")
    assert answer.status == 0, answer.err
    status: dict[str, Any] = answer.json
    return status


@pytest.mark.timeout(150)  # a score of processes
async def test_a_case_is_referred_decided_and_looked_at(cspr: Cspr, file: Path) -> None:
    reference = await opened(cspr, str(file))
    again = await cspr("refer", str(file), *AS_MANAGER, "--json")
    assert again.json == {"reference": reference, "already_known": True}

    decided = await cspr("criteria", reference.lower(), "--outcome", "met", *DIRECTOR, "--id", "criteria-1", "--json")
    assert decided.status == 0, decided.err
    assert decided.json["events"][0] == "criteria"
    form = await cspr("notification-form", reference)
    assert form.status == 0, form.err
    assert form.out.count(f"Name: {example()['children'][0]['name']}") == 1
    repeated = await cspr("criteria", reference, "--outcome", "met", *DIRECTOR, "--id", "criteria-1")
    assert repeated.status == 0
    other = await cspr("criteria", reference, "--outcome", "met", *DIRECTOR)
    assert (other.status, other.out) == (1, "")
    assert "Refused (already_decided)" in other.err

    status = await at_stage(cspr, reference, "notification")
    duties = {duty["key"]: duty for duty in status["duties"]}
    assert duties["criteria_decision"]["status"] == "met"
    assert duties["rapid_review"]["provisional"] is True
    assert "la_aware" in {reading["anchor"] for reading in duties["rapid_review"]["readings"]}
    (explained,) = (await cspr("explain", reference, "notification", "--json")).json
    assert explained["count"]["days"][-1]["day"] == explained["due"] == duties["notification"]["due"]
    assert reference in (await cspr("list", "--stage", "notification", "--state", "open")).out

    lines = (await cspr("timeline", reference, "--json")).json
    assert [line["position"] for line in lines] == list(range(1, len(lines) + 1))
    assert sum(line["type"] == "criteria" for line in lines) == 1
    assert sum(line["type"] == "decision_refused" for line in lines) == 1
    in_words = await cspr("timeline", reference)
    assert "Criteria decision: the criteria are met (local authority's decision maker, The" in in_words.out
    assert "\x1b" not in in_words.out

    decided_at = next(line["recorded"] for line in lines if line["type"] == "criteria")
    just_before = (datetime.fromisoformat(decided_at) - timedelta(microseconds=1)).isoformat()
    then = await cspr("status", reference, "--as-of", just_before)
    assert then.out.startswith(f"{reference}  criteria decision\nAs it was known at "), then.err
    assert "Criteria decision:" not in then.out
    changed = (await cspr("diff", reference, "--from", just_before, "--to", decided_at, "--json")).json
    assert [each["decision"]["id"] for each in changed["decisions"]] == ["criteria-1"]
    assert (changed["before"]["stage"], changed["after"]["stage"]) == ("criteria decision", "notification")

    mails = (await cspr("mail", reference, "--json")).json
    acknowledgement = next(mail for mail in mails if mail["kind"] == "acknowledgement")
    assert acknowledgement["state"] == "sent"
    shown = await cspr("mail", reference, "--show", acknowledgement["key"])
    assert f"Message-ID: {acknowledgement['message_id']}" in shown.out
    assert (await cspr("mail", reference, "--show", "no such letter")).status == 2


async def test_a_role_that_may_not_decide_is_refused_and_logged_without_names(cspr: Cspr, file: Path) -> None:
    reference = await opened(cspr, str(file))
    seat = ("--role", "business_manager", "--organisation", "partnership")
    answer = await cspr("criteria", reference, "--outcome", "met", *MANAGER, *seat, "--json")
    assert (answer.status, answer.out) == (1, "")
    log, message = answer.err.splitlines()
    assert "code=not_authorised" in log
    assert "Invented" not in log
    assert json.loads(message)["error"] == "not_authorised"


async def test_a_shell_completes_what_was_typed_of_a_reference(cspr: Cspr, reference: str) -> None:
    async def completed() -> bool:
        answer = await cspr(_CSPR_COMPLETE="complete_bash", COMP_WORDS="cspr status CSPR-TE", COMP_CWORD="2")
        assert (answer.status, answer.err) == (0, "")
        return reference in answer.out.splitlines()

    await until(completed)


async def test_a_person_at_a_terminal_is_asked_and_told_what_puts_it_right(cspr: Cspr, file: Path) -> None:
    reference = await opened(cspr, str(file))
    given = ("criteria", reference, *AS_DIRECTOR, "--outcome", "met")

    def sit_there() -> tuple[int, str]:
        with Terminal(*given, environment=cspr.environment) as terminal:
            terminal.answer("reason", "Invented.")
            terminal.answer("Record this? [y/N]", "y")
            return terminal.end(), terminal.seen

    status, seen = await asyncio.to_thread(sit_there)
    assert (status, f"{reference}: recorded" in seen) == (0, True), seen
    assert f"cspr criteria {reference}" in " ".join(seen.partition("Was this wrong?")[2].split())
    assert (await at_stage(cspr, reference, "notification"))["stage"] == "notification"


@pytest.mark.parametrize(
    "verb",
    [
        ("status",),
        ("status", "--as-of", LONG_AGO),
        ("diff", "--from", LONG_AGO),
        ("timeline",),
        ("mail",),
        ("explain",),
        ("notification-form",),
        ("replay",),
        ("export",),
    ],
    ids=" ".join,
)
async def test_who_has_no_role_on_the_case_reads_nothing_of_it(
    cspr: Cspr, reference: str, verb: tuple[str, ...]
) -> None:
    answer = await cspr(verb[0], reference, *verb[1:], "--as", "invented-contact")
    assert (answer.status, answer.out) == (1, "")
    assert f"invented-contact has no role on the case {reference}" in answer.err


async def test_an_agency_sees_its_own_summary_and_nothing_else(cspr: Cspr, file: Path) -> None:
    reference = await opened(cspr, str(file))
    decided = await cspr("criteria", reference, "--outcome", "met", *DIRECTOR)
    assert decided.status == 0, decided.err
    shown = await cspr("status", reference, "--as", "invented-contact", "--json")
    assert shown.status == 0, shown.err
    assert [duty["key"] for duty in shown.json["duties"]] == ["agency_summary:education"]
    assert set(shown.json) == {"reference", "duties"}
    assert (await cspr("timeline", reference, "--as", "invented-contact")).status == 1


async def test_a_conflict_of_interest_shuts_out_and_the_manager_says_whom(cspr: Cspr, file: Path) -> None:
    reference = await opened(cspr, str(file))
    shown = await cspr("status", reference, *AS_DIRECTOR)
    assert shown.status == 0, shown.err
    excluded = await cspr("access", reference, "--person", "invented-director", "--access", "excluded", *MANAGER)
    assert excluded.status == 0, excluded.err
    assert "excluded" in (await cspr("status", reference, *AS_DIRECTOR)).err
    refused = await cspr("criteria", reference, "--outcome", "met", *DIRECTOR)
    assert refused.status == 1
    assert "invented-director is excluded from this case since" in refused.err


async def test_a_decision_can_be_sent_without_waiting(cspr: Cspr, file: Path) -> None:
    reference = await opened(cspr, str(file))
    sent = await cspr("withdraw", reference, *MANAGER, "--no-wait")
    assert sent.status == 0, sent.err
    await at_stage(cspr, reference, "closed: withdrawn")


@pytest.mark.timeout(150)  # a score of processes
async def test_a_case_is_taken_over_closes_and_is_reopened(cspr: Cspr, tmp_path: Path) -> None:
    content = json.loads((EXAMPLES / "taken-over.json").read_text(encoding="utf-8"))
    content["referrer"]["own_reference"] = f"CLI-TAKEN-OVER-{os.getpid()}"
    (tmp_path / "papers").symlink_to(EXAMPLES / "papers")
    file = tmp_path / "taken-over.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    reference = await opened(cspr, str(file), "--history", str(EXAMPLES / "taken-over.history.json"))
    await at_stage(cspr, reference, "closed: published")
    assert (await cspr("mail", reference, "--json")).json == []
    lines = (await cspr("timeline", reference, "--json")).json
    assert {line["mark"] for line in lines if line["type"] != "case_closed"} == {"taken over"}

    for verb in (("delay",), ("delay", "--no-wait")):
        refused = await cspr(verb[0], reference, *MANAGER, *verb[1:])
        assert refused.status == 1
        assert "is closed; reopen it first" in refused.err

    reopened = await cspr("reopen", reference, *MANAGER)
    assert reopened.status == 0, reopened.err
    await at_stage(cspr, reference, "criteria decision")
    twice = await cspr("reopen", reference, *MANAGER)
    assert twice.status == 1
    rows = [row for row in (await cspr("list", "--json")).json if row["reference"] == reference]
    assert [row["open"] for row in rows] == [True]


@pytest.mark.parametrize(
    "verb",
    [("status",), ("open",), ("timeline",), ("mail",), ("replay",), ("withdraw", *MANAGER), ("reopen", *MANAGER)],
)
async def test_a_case_that_nobody_knows_is_status_4(cspr: Cspr, verb: tuple[str, ...]) -> None:
    answer = await cspr(verb[0], "CSPR-0000-0000", *verb[1:])
    assert (answer.status, answer.out) == (4, "")
    assert "There is no case CSPR-0000-0000" in answer.err
    assert "Traceback" not in answer.err


async def test_a_ledger_that_is_away_is_status_3(cspr: Cspr, file: Path) -> None:
    reference = await opened(cspr, str(file))
    answer = await cspr("timeline", reference, CSPR_LEDGER_DSN="postgresql://cspr@127.0.0.1:1/none")
    assert answer.status == 3
    assert "PostgreSQL" in answer.err
