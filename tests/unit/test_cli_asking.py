"""At a terminal what is missing is asked for, and nothing is sent before it was confirmed."""

from pathlib import Path

import pytest

from domain.actor import Seat
from domain.decisions.dates import SuspendDuty
from domain.decisions.local_review import Publish
from domain.gathering import agencies
from domain.people import Role
from starter.decisions.agencies_asked import still_missing
from starter.decisions.correcting import REMEDIES, how_to_correct
from tests.unit import builders as a
from tests.unit.cli import Cli, enrolled
from tests.unit.terminal import Terminal
from workflows.messages import DECISIONS

CASE = "CSPR-0000-0001"
SEATS = (
    Seat(role=Role.LOCAL_AUTHORITY_DECISION_MAKER, organisation="local_authority"),
    Seat(role=Role.COORDINATOR, organisation="partnership"),
    Seat(role=Role.PARTNER, organisation="local_authority"),
)


@pytest.fixture
def environment(tmp_path: Path, key_file: Path, key_store: Path) -> dict[str, str]:
    values = {
        "LEDGER_DSN": "postgresql://nowhere/none",
        "KEY_FILE": str(key_file),
        "KEY_STORE": str(key_store),
        "DOCUMENTS": str(tmp_path),
        **enrolled(tmp_path, *SEATS, name="Invented Person"),
    }
    return _as_variables(values)


def _as_variables(values: dict[str, str]) -> dict[str, str]:
    return {f"CSPR_{name}": value for name, value in values.items()}


def test_each_thing_is_explained_asked_for_and_confirmed(environment: dict[str, str]) -> None:
    with Terminal("criteria", CASE, environment=environment) as terminal:
        asked = terminal.expect("outcome: ")
        assert "What the local authority decided." in asked
        assert "4  other_area   another area's local authority notifies" in asked
        terminal.type("perhaps")
        terminal.expect("must be one of met, notify_only, not_met, other_area, or its number.")
        terminal.answer("outcome", "9")
        terminal.expect("the numbers here are 1 to 4.")
        terminal.answer("outcome", "Not met")
        terminal.answer("local learning review", "y")
        terminal.answer("at", "2020-06-03T09:3")
        terminal.expect("a time without a zone (2026-06-03T09:30) is one in London")
        terminal.answer("at", "2020-06-03T09:30")
        terminal.answer("late entry", "The post was slow.")
        terminal.answer("reason", "Invented reason.")
        shown = " ".join(terminal.expect("Record this? [y/N]: ").split())
        assert "outcome not met" in shown
        assert "local learning review yes" in shown
        assert "happened Wed 3 Jun 2020 09:30 recorded late The post was slow." in shown
        assert "Invented Person, local authority's decision maker, The local authority" in shown
        assert (
            f"It cannot be undone. If it is decided otherwise, decide the criteria again: cspr criteria {CASE}" in shown
        )
        terminal.type("n")
        terminal.expect("Nothing was recorded.")
        assert terminal.end() == 1


def test_what_was_given_is_not_asked_again(environment: dict[str, str]) -> None:
    with Terminal("sign", CASE, "--paper", "rapid_review", "--reason", "Read.", environment=environment) as terminal:
        asked = terminal.expect("partner: ")
        assert "police" in asked
        assert "paper:" not in asked
        terminal.type("the army")
        terminal.expect("Error: must be one of local_authority, icb, police, or its number.")
        terminal.answer("partner", "The Police")
        assert "partner police" in " ".join(terminal.expect("Record this?").split())
        terminal.interrupt()
        assert terminal.end() == 1
        assert "Nothing was recorded." in terminal.seen
        assert "Traceback" not in terminal.seen


def test_who_holds_several_seats_is_asked_for_the_one(tmp_path: Path, environment: dict[str, str]) -> None:
    seats = [Seat(role=Role.PARTNER, organisation=each) for each in ("police", "icb")]
    (tmp_path / "several").mkdir()
    several = environment | _as_variables(enrolled(tmp_path / "several", *seats))
    given = ("--paper", "rapid_review", "--partner", "icb", "--reason", "Read.")
    with Terminal("sign", CASE, *given, environment=several) as terminal:
        terminal.expect("1  partner of police")
        terminal.answer("seat", "of none")
        terminal.expect("Error: must be one of partner of police, partner of icb, or its number.")
        terminal.answer("seat", "2")
        shown = " ".join(terminal.expect("Record this?").split())
        assert "safeguarding partner, The integrated care board" in shown
        terminal.type("n")
        assert terminal.end() == 1


def test_for_whom_the_team_records_it_is_asked_and_who_may_not_send_it_is_told_before_anything(
    environment: dict[str, str],
) -> None:
    given = ("--answer", "agrees_local_review", "--reason", "Came by e-mail.")
    with Terminal("panel-answer", CASE, *given, environment=environment) as terminal:
        terminal.answer("by", "Example Panel member")
        shown = " ".join(terminal.expect("Record this?").split())
        assert "Example Panel member, the Panel, Child Safeguarding Practice Review Panel" in shown
        terminal.type("n")
        assert terminal.end() == 1
    with Terminal("end-public-year", CASE, environment=environment) as terminal:
        terminal.expect("this decision is for business_manager")
        assert terminal.end() == 2


def test_no_agency_is_offered_that_was_not_asked_or_has_answered() -> None:
    case = a.play(a.opened(), [a.criteria_met(), a.summary_of("education")])
    assert still_missing(case, agencies(case)) == {"health_trust": "The health trust"}
    assert still_missing(case, {"education"}) == {}


def test_without_a_terminal_everything_that_is_missing_is_told_at_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    answer = Cli(capsys)("sign", CASE)
    assert answer.status == 2
    told = [line.strip().partition(":")[0] for line in answer.err.splitlines() if line.startswith("  --")]
    assert told == ["--paper", "--partner", "--reason"]


def test_every_decision_says_how_it_is_put_right() -> None:
    assert list(REMEDIES) == list(DECISIONS)


def test_the_way_to_put_it_right_is_a_command_or_none() -> None:
    assert how_to_correct(SuspendDuty, CASE) == f"If its clock should run, resume it: cspr resume {CASE}"
    assert how_to_correct(Publish, CASE) == "No decision replaces a publication."
