"""Every activity and every timer of every workflow says in the Web UI what it is for."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import workflows
from workflows.messages import DECISIONS
from workflows.serious_incident import SeriousIncident

FILES = sorted(Path(workflows.__file__).parent.glob("*.py"))
NAMES = {"execute_activity": "summary", "sleep": "summary", "wait_condition": "timeout_summary"}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in NAMES:
            yield node.func.attr, node


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_wait_has_a_name(path: Path) -> None:
    for name, call in calls(path):
        given = {keyword.arg for keyword in call.keywords}
        assert NAMES[name] in given or (name == "wait_condition" and "timeout" not in given), ast.unparse(call)


def test_each_update_and_signal_of_a_decision_says_which_command_takes_it() -> None:
    defined = SeriousIncident.__temporal_workflow_definition  # type: ignore[attr-defined]
    for kind in DECISIONS:
        for handler in (defined.updates[kind.title], defined.signals[kind.title]):
            assert handler.description.startswith(kind.purpose)
            assert f"cspr {kind.verb}" in handler.description


def test_each_other_handler_says_what_it_is_for() -> None:
    defined = SeriousIncident.__temporal_workflow_definition  # type: ignore[attr-defined]
    for handlers in (defined.updates, defined.signals, defined.queries):
        assert all(handler.description for handler in handlers.values())
