"""The decisions that a case took last, found again in its state."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from domain.case import Case
from domain.decisions.any_decision import AnyDecision
from domain.decisions.decision import Decision
from domain.duty import Duty
from domain.model import Model
from domain.rules import Rules

_KINDS: dict[str, type[Decision]] = {
    kind.model_fields["decision"].default: kind for kind in get_args(get_args(AnyDecision)[0])
}


def latest_decisions(case: Case, number: int) -> list[tuple[type[Decision], Decision | None]]:
    """The last decisions in the order of their recording, the newest first: the kind, and the decision itself.

    Of some, such as an extension, the state keeps only what they brought about.
    """
    kept = {decision.id: decision for decision in _within(case)}
    newest = reversed(list(case.handled.items())[-number:])
    return [(_KINDS[name], kept.get(identity)) for identity, name in newest]


def _within(value: Any) -> Iterator[Decision]:  # noqa: ANN401 - any part of a state
    if isinstance(value, Decision):
        yield value
    elif isinstance(value, Rules | Duty):
        return  # large, and without decisions
    elif isinstance(value, Model):
        yield from _within(tuple(getattr(value, name) for name in type(value).model_fields))
    elif isinstance(value, Mapping):
        yield from _within(tuple(value.values()))
    elif isinstance(value, tuple):
        for each in value:
            yield from _within(each)
