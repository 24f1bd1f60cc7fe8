"""Whoever looks at a case and whoever is refused leaves a row, by each way, and `cspr reads` tells of them."""

import asyncio
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError

from domain.attempt import Attempt
from domain.opening import Opening
from domain.people import Decider, Role
from ledger.attempt_rows import opened_attempt
from ledger.attempts import AttemptRecord
from ledger.attempts_read import attempts_at
from ledger.spool import Spool
from settings import FILE_VARIABLE, PREFIX
from starter.client.cases import Cases
from starter.client.errors import UnknownCase
from starter.reading.who_looked import DESTROYED
from starter.retention.looks import looks_due
from tests.real.cspr import Cspr as Processes
from tests.real.live import Live, LiveCase, until
from tests.real.places import fetch
from tests.real.this_day import fresh
from tests.unit.builders import acknowledged, by_coordinator
from tests.unit.cli import Answer, Cli
from vault.attempts import opener, sealed_for
from vault.scope import SERVICE
from workflows.messages import WORKFLOW, Sent, Start

CONTACT, DIRECTOR = ("--as", "invented-contact"), ("--as", "invented-director")
NOT_THERE = "CSPR-TEST-9999"
STRANGER = Decider(name="Invented Stranger", role=Role.PANEL, organisation="panel")
NO_LEDGER = "postgresql://nobody@127.0.0.1:1/none"


@pytest.fixture(scope="module")
async def case(live: Live) -> LiveCase:
    return await live.open(fresh())


class Cspr:
    """Runs `cspr` in this process, which is quicker than one each, for the people of `tests.real.test_cli`."""

    def __init__(self, live: Live, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        Processes(live)
        patch.setenv(FILE_VARIABLE, str(live.service.settings_file))
        patch.setenv(f"{PREFIX}ACTOR", "invented-manager")
        self._patch = patch
        self._cli = Cli(capture)

    async def __call__(self, *arguments: str, **environment: str) -> Answer:
        with self._patch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            return await asyncio.to_thread(self._cli, *arguments)


@pytest.fixture
def cspr(live: Live, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cspr:
    return Cspr(live, capsys, monkeypatch)


async def test_each_look_and_each_refusal_leaves_its_row(cspr: Cspr, case: LiveCase) -> None:
    """Of a case: a read, a read by somebody who may not, and a decision that the client itself refuses."""
    reference = case.reference
    position = (await case.settled()).position
    assert (await cspr("status", reference)).status == 0
    assert (await cspr("timeline", reference, *CONTACT)).status == 1
    no_seat = await cspr("criteria", reference, "--outcome", "met", "--reason", "Invented.", *CONTACT)
    assert no_seat.status == 2
    closed_to_them = await cspr(
        "criteria", reference, "--outcome", "met", "--reason", "Invented.", "--role", "panel", "--organisation", "panel"
    )
    assert closed_to_them.status == 1

    told = (await cspr("reads", reference, "--json", *DIRECTOR)).json
    assert [(each["who"], each["what"], each["way"], each["outcome"]) for each in told] == [
        ("invented-manager", "status", "cspr", "shown"),
        ("invented-contact", "timeline", "cspr", "not_authorised"),
        ("invented-contact", "criteria", "cspr", "bad_input"),
        ("invented-manager", "criteria", "the case's record", "not_authorised"),
        ("invented-director", "reads", "cspr", "shown"),
    ]
    assert told[0]["told"] == f"the case up to its event {position}"
    assert "has no role on the case" in told[1]["told"]
    assert "No seat of yours takes this" in told[2]["told"]
    assert told[2]["asked"][:2] == ["criteria", reference]
    assert (await cspr("reads", reference, "--to", "2026-01-01", "--json")).json == []


async def test_what_is_no_cases_is_for_the_team(cspr: Cspr, case: LiveCase) -> None:
    del case
    assert (await cspr("list")).status == 0
    assert (await cspr("status", NOT_THERE)).status == 4
    refused = await cspr("reads", *DIRECTOR)
    assert refused.status == 1
    assert "is not of the team" in refused.err
    lines = (await cspr("reads")).out.splitlines()
    said = ["\t".join(line.split("\t")[1:]) for line in lines]
    assert said[0] == "who\twhat\tby\toutcome\twhat they were told"
    assert any(line.startswith("invented-manager\tlist\tcspr\tshown\t") for line in said)
    assert any(f"\tstatus\tcspr\tunknown_case\tThere is no case {NOT_THERE}." in line for line in said)
    assert said[-1].startswith("invented-manager\treads\tcspr\tshown\t")


async def test_without_the_ledger_a_read_waits_beside_it_and_without_both_nothing_is_shown(
    live: Live, cspr: Cspr, case: LiveCase, tmp_path: Path
) -> None:
    spool = str(tmp_path / "attempts")
    before = len(await attempts_at(live.ledger, case.reference, None, None))
    assert (await cspr("status", case.reference, CSPR_LEDGER_DSN=NO_LEDGER, CSPR_ATTEMPTS=spool)).status == 0
    (waiting,) = (tmp_path / "attempts" / "waiting.jsonl").read_text().split()
    assert "invented-manager" not in waiting
    away = await cspr("reads", case.reference, CSPR_LEDGER_DSN=NO_LEDGER, CSPR_ATTEMPTS=spool)
    assert away.status == 3
    assert away.err.endswith(f"  1 look or refused attempt waits in {spool} for the ledger.\n")
    (tmp_path / "file").write_text("no folder")
    silent = await cspr("status", case.reference, CSPR_LEDGER_DSN=NO_LEDGER, CSPR_ATTEMPTS=str(tmp_path / "file" / "x"))
    assert (silent.status, silent.out) == (3, "")
    assert "Who reads is put on record first" in silent.err
    again = await cspr("notification-form", case.reference, CSPR_ATTEMPTS=spool)
    assert again.status == 0
    kept = [each.row for each in await attempts_at(live.ledger, case.reference, None, None)][before:]
    assert [row.what for row in kept] == ["status", "reads", "notification-form"]
    assert kept[0].id == UUID(waiting.partition('"id":"')[2][:36])
    assert [*(tmp_path / "attempts").glob("*.jsonl")] == []


async def test_who_looked_goes_when_the_policy_lets_it_and_that_they_did_stays(
    live: Live, cspr: Cspr, case: LiveCase, tmp_path: Path
) -> None:
    """Of one year, of what is no one case's, by whom the policy names."""
    del case
    long_ago = Attempt(
        id=uuid4(),
        at=datetime(1990, 6, 1, tzinfo=UTC),
        reference=None,
        what="list",
        way="cspr",
        outcome="shown",
        who="invented-reader",
        told="3 cases",
    )
    await AttemptRecord(live.ledger, partial(sealed_for, live.keys), Spool(tmp_path)).add(long_ago)
    then = ("reads", "--from", "1990-01-01", "--to", "1990-12-31", "--json")
    assert [each["who"] for each in (await cspr(*then)).json] == ["invented-reader"]
    assert [each.year for each in looks_due(live.settings, date(2021, 1, 1))] == [1990]
    assert looks_due(live.settings, date(2020, 12, 31)) == []

    for year, status, told in (
        ("1990", 1, "has none of the roles that may: business manager"),
        (str(datetime.now(UTC).year), 1, "It is kept until "),  # noqa: TID251 - tests are outside
        ("1991", 2, "Of 1991 nothing is on record"),
    ):
        refused = await cspr("retention", "dispose-looks", year, "--yes", *(CONTACT if "roles" in told else ()))
        assert (refused.status, told in refused.err) == (status, True), refused.err
    assert (await cspr("retention", "dispose-looks", "1990")).status == 2, "nobody can be asked here"
    gone = await cspr("retention", "dispose-looks", "1990", "--yes")
    assert gone.out.startswith("Who looked at or tried what is no one case's in 1990 is destroyed"), gone.err
    assert (await cspr("retention", "dispose-looks", "1990", "--yes")).status == 1
    (left,) = (await cspr(*then)).json
    assert (left["who"], left["what"], left["told"]) == (DESTROYED, "list", "")
    assert looks_due(live.settings, date(2021, 1, 1)) == []
    assert not any(each.startswith(SERVICE) for each in live.keys.all_destroyed()), "it is no case"


async def test_what_waits_on_a_machine_with_a_worker_follows_by_itself(live: Live, cspr: Cspr, case: LiveCase) -> None:
    before = len(await attempts_at(live.ledger, case.reference, None, None))
    assert (await cspr("status", case.reference, CSPR_LEDGER_DSN=NO_LEDGER)).status == 0

    async def followed() -> list[str]:
        return [each.row.what for each in await attempts_at(live.ledger, case.reference, None, None)][before:]

    assert await until(followed) == ["status"]
    assert b"\ncspr_attempts_waiting" in await asyncio.to_thread(
        fetch, f"http://{live.settings.metrics_address}/metrics"
    )


async def test_what_is_sent_straight_to_temporal_leaves_its_row(live: Live, cspr: Cspr, case: LiveCase) -> None:
    """An update without a proof is an event of its case; of an opening that is refused there is no case."""
    decision = acknowledged()
    with pytest.raises(WorkflowUpdateFailedError):
        await case.handle.execute_update(decision.title, Sent(decision=decision, proof="invented"), id="invented")
    await case.settled()
    (told,) = [each for each in (await cspr("reads", case.reference, "--json")).json if each["what"] == decision.title]
    assert (told["way"], told["who"]) == ("the case's record", "not known: no proof holds")

    for number, by in enumerate((None, STRANGER)):
        reference = f"CSPR-TEST-98{number:02}"
        await live.keys.create(reference)
        opening = Opening(reference=reference, referral=fresh(), fingerprints=("invented",))
        now = datetime.now(UTC)  # noqa: TID251 - tests are outside
        proof = live.cast.prove(by, reference, reference, opening, now) if by else "invented"
        start = Start(reference=reference, opening=opening, proof=proof)
        run = await live.client.start_workflow(WORKFLOW, start, id=reference, task_queue=live.settings.task_queue)
        with pytest.raises(WorkflowFailureError):
            await run.result()
        (kept,) = await attempts_at(live.ledger, reference, None, None)
        row = opened_attempt(kept.row, (await live.keys.get(reference)).cipher)
        assert (row.what, row.way) == ("refer", "temporal")
        assert (row.outcome, row.who) == (
            ("not_authorised", "invented-stranger") if by else ("unproven", "not known: no proof holds")
        )


async def test_a_program_with_our_client_leaves_its_rows(live: Live, case: LiveCase) -> None:
    position = (await case.settled()).position
    signer = live.cast.signer(by_coordinator())
    cases = await Cases.connect(live.settings, signer)
    before = len(await attempts_at(live.ledger, case.reference, None, None))
    assert (await cases.case(case.reference)).case.position == position
    with pytest.raises(UnknownCase):
        await cases.decide(NOT_THERE, acknowledged())
    (kept,) = (await attempts_at(live.ledger, case.reference, None, None))[before:]
    row = opened_attempt(kept.row, (await live.keys.get(case.reference)).cipher)
    assert (row.way, row.outcome, row.who) == ("program", "shown", f"the key {signer.key.thumbprint()}")
    last = (await attempts_at(live.ledger, None, None, None))[-1]
    cipher = await opener(live.keys, last.row.sealed)
    assert cipher
    told = opened_attempt(last.row, cipher)
    assert (told.way, told.outcome, told.who) == ("program", "unknown_case", row.who)
