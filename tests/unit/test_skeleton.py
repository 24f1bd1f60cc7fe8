"""What of an event stays in clear: codes, keys and the days by which the procedure was kept, and nothing else."""

import json
from datetime import date
from typing import Any

from domain.event import RecordedEvent
from domain.skeleton import skeleton
from tests.unit import builders as a


def in_clear(events: list[RecordedEvent]) -> dict[str, Any]:
    """What stays in clear of these events, by their names; the framework stands in each."""
    found = {event.type: json.loads(skeleton(event).model_dump_json(exclude_defaults=True)) for event in events}
    assert {each.pop("framework") for each in found.values()} == {a.PANEL_2025}
    return found


def test_a_decision_leaves_its_code_and_the_duty_its_dates() -> None:
    case = a.play(a.opened(), a.criteria_met())
    kept = in_clear(a.taken(case, a.notified(date(2026, 1, 14)), a.noon(date(2026, 1, 14))))
    assert kept["notification"] == {}
    assert kept["duty_met"] == {"met": {"key": "notification", "met": "2026-01-14", "margin": -2}}
    assert kept["letter_requested"] == {}
    assert in_clear(a.taken(a.opened(), a.criteria_met(), a.noon(a.AWARE)))["criteria"] == {"code": "met"}


def test_an_opened_duty_leaves_its_rule_and_when_it_is_due() -> None:
    case = a.play(a.ready_to_publish(), [a.advance_copy(date(2026, 1, 14)), a.published(date(2026, 1, 14))])
    kept = in_clear(a.taken(case, a.action_agreed(date(2026, 3, 2)), a.noon(a.AWARE)))
    assert kept["action"] == {}
    assert kept["duty_opened"] == {
        "duty": {
            "key": "action:1",
            "rule": {"duty": "action", "title": "action from the learning", "force": "local_target"},
            "due": "2026-03-02",
            "provisional": False,
        }
    }


def test_an_explanation_leaves_that_it_was_given_and_not_what_it_says() -> None:
    late = a.play(a.opened(), [a.criteria_met(), a.notified(date(2026, 1, 14))])
    on = date(2026, 1, 15)
    kept = in_clear(a.taken(late, a.lateness_explained("notification", on), a.noon(on)))
    assert kept == {"lateness_explained": {"explained": {"key": "notification", "at": "2026-01-15"}}}
