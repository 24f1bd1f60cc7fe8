"""Decisions that are on record, with who took each, for people and for programs."""

from collections.abc import Iterable
from typing import Any

from domain.called import names_of
from domain.case import Case
from domain.event import DecisionTaken, RecordedEvent
from domain.london import say_day
from starter.reading.history import line_of
from starter.terminal.printing import show_table


def show_decisions(case: Case, events: Iterable[RecordedEvent]) -> None:
    """Print the decisions among these events of a case: when each happened and was recorded, and who took it."""
    names = names_of(case)
    decided = [(line_of(event, names), body) for event, body in _decisions(events)]
    rows = [
        (line.happened.say(), line.recorded_in_words(), line.what, _taken_by(body), line.mark) for line, body in decided
    ]
    show_table(("happened", "recorded", "decision", "taken by", ""), rows)


def decisions_for_programs(events: Iterable[RecordedEvent]) -> list[dict[str, Any]]:
    """The decisions among these events, whole, as JSON; `sender` is who sent it."""
    return [
        {
            **event.model_dump(mode="json", include={"position", "recorded_at", "effective", "taken_over"}),
            "sender": {"id": body.sender.id, "name": body.sender.name},
            "decision": body.decision.model_dump(mode="json"),
        }
        for event, body in _decisions(events)
    ]


def _decisions(events: Iterable[RecordedEvent]) -> list[tuple[RecordedEvent, DecisionTaken]]:
    return [(event, event.body) for event in events if isinstance(event.body, DecisionTaken)]


def _taken_by(body: DecisionTaken) -> str:
    by = body.decision.by
    given = [f"on the authority of {by.delegation.given_by} of {say_day(by.delegation.dated)}"] if by.delegation else []
    sent = [f"sent by {body.sender.name}"] if body.sender.name != by.name else []
    return ", ".join([by.name, *given, *sent])
