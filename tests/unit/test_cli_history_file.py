"""A history is read whole and tried before anything is sent."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.case import Case
from domain.closure import outcome
from domain.decisions.any_decision import AnyDecision
from domain.evolve import fold
from domain.opening import Opening, open_case
from domain.resolve import resolve_rules
from domain.rule_files import load_policy
from domain.rules import Rules
from starter.client.errors import BadInput
from starter.files.history_file import read_history, refusals, stand_in
from starter.files.referral_file import read_referral
from tests.unit.builders import by_coordinator, of
from tests.unit.cli import EXAMPLES

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENDER = of(by_coordinator())
REFERENCE = "CSPR-7K4M-2QXD"
TAKEN_OVER = EXAMPLES / "taken-over.history.json"


def opening(history: list[AnyDecision]) -> tuple[Opening, Rules]:
    referral = read_referral(EXAMPLES / "taken-over.json", load_policy(), NOW, [])
    made = Opening(reference=REFERENCE, referral=referral, fingerprints=(), history=tuple(history))
    return made, resolve_rules(referral, None, NOW)


def entries() -> list[dict[str, Any]]:
    value: list[dict[str, Any]] = json.loads(TAKEN_OVER.read_text(encoding="utf-8"))
    return [{key: part for key, part in entry.items() if not str(part).startswith("papers/")} for entry in value]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.json"


def faults(file: Path, value: object) -> tuple[str, ...]:
    file.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        read_history(file, stand_in)
    return raised.value.lines or (raised.value.message,)


def test_the_example_is_taken_over_whole_and_closes() -> None:
    made, rules = opening(read_history(TAKEN_OVER, stand_in))
    assert refusals(made, rules, NOW, SENDER) == []
    case: Case = fold(REFERENCE, open_case(made, rules, NOW, SENDER))
    assert outcome(case) == "published"
    assert not case.outbox
    assert {key for key, duty in case.duties.items() if (duty.margin or 0) < 0} == {
        "agency_summary:education",
        "rapid_review_meeting",
    }


def test_ids_are_made_from_the_place() -> None:
    first, second, *_ = read_history(TAKEN_OVER, stand_in)
    assert (first.id, second.id) == ("history:001", "history:002")


def test_what_would_be_refused_is_told_by_decision(file: Path) -> None:
    left_out = entries()
    del left_out[1]  # the criteria decision
    file.write_text(json.dumps(left_out[:3]), encoding="utf-8")
    made, rules = opening(read_history(file, stand_in))
    told = refusals(made, rules, NOW, SENDER)
    assert len(told) == 2
    assert told[0].startswith("2 (notification): record first the criteria decision")
    assert told[1].startswith("3 (agency_summary): no summaries are being gathered")


def test_every_fault_is_told_at_once_by_decision_and_field(file: Path) -> None:
    value = entries()[:4]
    value[0]["at"] = "soon"
    value[1]["outcome"] = "perhaps"
    value[2] |= {"copy_of_form": "nowhere.pdf", "by": {"name": "x"}}
    value[3]["decision"] = "guess"
    told = faults(file, [*value, "Zebedee Quux"])
    for line in (
        "1.at: not a moment",
        "2.outcome: must be one of 'met'",
        "3.copy_of_form: there is no such file",
        "3.by.role: is missing",
        "3.by.organisation: is missing",
        "4.decision: must be one of safeguarding_lead_decision",
        "5: must be an object in braces",
    ):
        assert any(each.startswith(line) for each in told), (line, told)
    assert "Zebedee" not in "".join(told)


@pytest.mark.parametrize("value", [{}, "x", None, [{}] * 1001])
def test_a_history_is_a_list_of_decisions(file: Path, value: object) -> None:
    assert "a list of at most 1000 decisions was expected" in faults(file, value)[0]
