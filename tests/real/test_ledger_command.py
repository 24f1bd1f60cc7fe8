"""`cspr ledger` against the running service, as people use it."""

import json
from pathlib import Path

import pytest

from ledger.anchor import LedgerAnchor
from ledger.chain import Head
from stack.mailbox import read_mails
from tests.real.cspr import Cspr
from tests.real.live import Live, LiveCase
from tests.real.this_day import fresh, today
from tests.unit.builders import criteria


@pytest.fixture(scope="module")
async def case(live: Live) -> LiveCase:
    case = await live.open(fresh())
    await case.decide(criteria("not_met", today()))
    await case.handle.result()
    return case


@pytest.fixture
def cspr(live: Live) -> Cspr:
    return Cspr(live)


async def test_the_record_is_verified_and_anchored(cspr: Cspr, case: LiveCase, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.json"
    anchor.write_text((await cspr("ledger", "anchor", "--json")).out)
    made = LedgerAnchor.model_validate_json(anchor.read_bytes())
    assert case.reference in {head.stream for head in made.heads}
    printed = (await cspr("ledger", "anchor")).out.splitlines()
    assert printed[0].endswith(
        f": {made.streams} cases, {made.events} events, {made.attempts} looks and refused attempts"
    )
    assert printed[1] == made.hash

    told = await cspr("ledger", "verify", "--against", str(anchor))
    assert (told.status, told.err) == (0, "")
    assert f"{made.streams} cases, {made.events} events" in told.out
    assert made.hash in told.out
    assert told.out.endswith("The record is what was recorded.\n")
    checked = (await cspr("ledger", "verify", "--json")).json
    assert (checked["streams"], checked["events"], checked["bad"]) == (made.streams, made.events, [])


async def test_what_is_lost_since_an_anchor_is_named(cspr: Cspr, case: LiveCase, tmp_path: Path) -> None:
    made = LedgerAnchor.model_validate((await cspr("ledger", "anchor", "--json")).json)
    more = [Head(head.stream, head.position + (head.stream == case.reference), head.hash) for head in made.heads]
    anchor = tmp_path / "anchor.json"
    anchor.write_text(LedgerAnchor.of(more, made.at).model_dump_json())
    told = await cspr("ledger", "verify", "--against", str(anchor))
    assert told.status == 1
    (head,) = [each for each in more if each.stream == case.reference]
    assert told.out.splitlines()[0] == f"{case.reference} {head.position}  is not what was anchored"
    assert "is what was recorded" not in told.out
    (row,) = (await cspr("ledger", "verify", "--against", str(anchor), "--json")).json["bad"]
    assert (row["stream"], row["position"]) == (case.reference, head.position)


async def test_an_anchor_that_is_none_is_said_so(cspr: Cspr, case: LiveCase, tmp_path: Path) -> None:
    del case
    made = (await cspr("ledger", "anchor", "--json")).json
    anchor = tmp_path / "anchor.json"
    for content, why in (
        (json.dumps({**made, "hash": "0" * 64}), "its heads do not add up to its hash"),
        (json.dumps({**made, "events": made["events"] + 1}), "its heads do not add up to its hash"),
        ("invented", "cannot be used"),
    ):
        anchor.write_text(content)
        told = await cspr("ledger", "verify", "--against", str(anchor))
        assert (told.status, told.out) == (2, "")
        assert why in told.err
    told = await cspr("ledger", "verify", "--against", str(tmp_path / "nothing"))
    assert told.status == 2
    assert "cannot be read" in told.err


async def test_an_anchor_is_mailed_to_those_who_keep_it(live: Live, cspr: Cspr, case: LiveCase, tmp_path: Path) -> None:
    nobody = await cspr("ledger", "anchor", "--send")
    assert (nobody.status, nobody.out) == (2, "")
    assert "set anchor_to" in nobody.err
    keepers = "keeper@elsewhere.example, second-keeper@elsewhere.example"
    away = await cspr("ledger", "anchor", "--send", CSPR_ANCHOR_TO=keepers, CSPR_SMTP_PORT="1")
    assert (away.status, away.out) == (3, "")
    assert "The anchor was not sent to everybody" in away.err

    sent = await cspr("ledger", "anchor", "--send", CSPR_ANCHOR_TO=keepers)
    assert (sent.status, sent.out.splitlines()[-1]) == (0, "Sent to 2 addresses (setting anchor_to).")
    printed = sent.out.splitlines()[1]
    mails = read_mails(live.service.mails, printed)
    assert sorted(mail["To"] for mail in mails) == sorted(keepers.split(", "))
    body, attached = mails[0].get_body(("plain",)), next(mails[0].iter_attachments())
    assert body is not None
    assert printed in body.get_content()
    kept = tmp_path / str(attached.get_filename())
    kept.write_bytes(attached.get_content())
    made = LedgerAnchor.model_validate_json(kept.read_bytes())
    assert made.hash == printed
    assert case.reference in {head.stream for head in made.heads}
    assert (await cspr("ledger", "verify", "--against", str(kept))).status == 0
