"""`cspr open` with a list: whose query it is, and that a typo opens nothing."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from domain.actor import Seat
from domain.people import Role
from domain.rule_files import load_policy
from starter.cases.case_lists import case_list, page_of_list, waited_for
from tests.unit.cli import Cli, enrolled

CASES = "WorkflowType = 'SeriousIncident' AND ExecutionStatus = 'Running'"


def test_without_a_choice_it_is_all_open_cases() -> None:
    assert case_list(overdue=False, due_soon=False, waiting_for=()) == ("Open cases", CASES)


def test_choices_are_combined_and_named() -> None:
    name, query = case_list(overdue=True, due_soon=True, waiting_for=["signature", "health_trust"])
    assert name == "Overdue now, due soon, waiting for a signature, waiting for health trust"
    assert query == (
        f"{CASES} AND CsprOverdue > 0 AND CsprDueSoon > 0 "
        "AND CsprOwed IN ('signature', 'local_review_signature') AND CsprWaitingFor = 'health_trust'"
    )


def test_everybody_who_owes_a_duty_by_the_shipped_rules_can_be_asked_for() -> None:
    policy = load_policy()
    owners = {rule.owner for rule in policy.duties} | {step.owner for step in policy.review_steps}
    assert owners - {"partner"} <= set(waited_for(policy))


@pytest.fixture
def cspr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    paths = {name: str(tmp_path / "none") for name in ("KEY_FILE", "KEY_STORE", "DOCUMENTS")}
    settings = {"LEDGER_DSN": "postgresql://none", **paths}
    settings |= enrolled(tmp_path, Seat(role=Role.COORDINATOR, organisation="partnership"))
    for name, value in settings.items():
        monkeypatch.setenv(f"CSPR_{name}", value)
    return Cli(capsys)


def onward(link: str) -> str:
    """The path that the ticket in a link leads on to."""
    [ticket] = parse_qs(urlsplit(link).query)["ticket"]
    claims = ticket.split(".")[1]
    path: str = json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["onward"]
    return path


def test_the_link_leads_on_to_the_list(cspr: Cli) -> None:
    answer = cspr("open", "--overdue", "--json")
    assert answer.status == 0
    name, query = case_list(overdue=True, due_soon=False, waiting_for=())
    assert onward(answer.json["link"]) == page_of_list("cspr", name, query)


def test_whom_nobody_waits_for_is_named_with_those_whom_a_case_can_wait_for(cspr: Cli) -> None:
    answer = cspr("open", "--waiting-for", "polise")
    assert answer.status == 2
    assert "no case waits for 'polise'" in answer.err
    assert "police" in answer.err


def test_a_case_and_a_list_are_not_opened_together(cspr: Cli) -> None:
    answer = cspr("open", "CSPR-7K4M-2QXD", "--overdue")
    assert (answer.status, answer.err) == (2, "Name a case or choose a list, not both.\n")
